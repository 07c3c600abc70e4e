"""From the corpus to a published index."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb_assistant.candidate import CANDIDATE, Prepared
from kb_assistant.corpus import Corpus, read_corpus
from kb_assistant.embedding import DEFAULT_MODEL, Embedder, is_tuned_by, load_embedder
from kb_assistant.embedding.remembering import RememberingEmbedder
from kb_assistant.glossary import Glossary
from kb_assistant.index import (
    Index,
    LexicalIndex,
    ModelFacts,
    VectorIndex,
    write_index,
)
from kb_assistant.index.cache import VectorCache
from kb_assistant.index.parts import ENCODER, GLOSSARY, SOURCES, URGENCY
from kb_assistant.index.store import IndexStore
from kb_assistant.learning import Lessons, learn
from kb_assistant.passages import passages_of
from kb_assistant.urgency import parts_of, train_detector
from kb_assistant.watch import watched

__all__ = [
    "CANDIDATE",
    "Build",
    "Corpus",
    "Prepared",
    "build_index",
    "embedder_for",
    "passages_of",
    "prepare",
    "publish",
    "read_corpus",
    "recalling",
    "remembering",
]

Progress = Callable[[int, int], None]
"""Called with the number of passages embedded so far and the number of all."""
Load = Callable[[str, bytes | None], Embedder]
"""Loads the model of a name, with the adapter of a tuned one."""


@dataclass(frozen=True, slots=True)
class Build:
    """A published version and what there is to say of it.

    Args:
        version: its name.
        corpus: what it was made of.
        embedded: how many texts were embedded anew; the others were known from earlier builds.
    """

    version: str
    corpus: Corpus
    embedded: int


def build_index(
    corpus: Path, index: Path, *, model: str = DEFAULT_MODEL, progress: Progress | None = None
) -> Build:
    """Read `corpus`, learn from it, and publish the result as the live version of `index`.

    Raises:
        KbError: if anything is wrong; the live version then stays as it was.
    """
    content = read_corpus(corpus)
    with remembering(embedder_for(content, model), index) as embedder:
        prepared = prepare(content, embedder, progress)
    return Build(publish(prepared, IndexStore(index)), content, embedder.fresh)


def embedder_for(corpus: Corpus, model: str, load: Load = load_embedder) -> Embedder:
    """Load `model` with `load`, tuned if `corpus` comes with a tuning of it.

    Raises:
        ModelError: if it cannot be loaded.
    """
    tuned = corpus.tuned
    return load(model, tuned.adapter if tuned and tuned.model == model else None)


def recalling(embedder: Embedder, index: Path) -> RememberingEmbedder:
    """Return an embedder that knows what earlier builds of `index` embedded; nothing is written."""
    cache = VectorCache(index, embedder.digest, embedder.dimension)
    return RememberingEmbedder(embedder, cache.read())


@contextmanager
def remembering(embedder: Embedder, index: Path) -> Iterator[RememberingEmbedder]:
    """Yield what `recalling` returns, and keep for the next build what this one embedded."""
    known = recalling(embedder, index)
    finished = False
    try:
        yield known
        finished = True
    finally:
        cache = VectorCache(index, embedder.digest, embedder.dimension)
        cache.write(known.used, finished=finished)


def prepare(corpus: Corpus, embedder: Embedder, progress: Progress | None = None) -> Prepared:
    """Embed `corpus` and learn from it; nothing is written."""
    passages = passages_of(corpus)
    glossary = Glossary.parse(corpus.glossary)
    texts = [glossary.expand(passage.text) for passage in passages]
    messages = [passage.text for passage in passages if passage.kind == "phrasing"]
    own = len(passages) - len(messages)  # the words of the protocols come first
    threats = watched(corpus.protocols, passages)
    parts = [part for message in messages for part in parts_of(message)] if threats else []
    vector_of = _embedded(texts, [*texts[own:], *parts], embedder, progress)
    vectors = VectorIndex.build(np.stack([vector_of[text] for text in texts]))
    lexical = LexicalIndex.build(texts)
    tuned = corpus.tuned
    if tuned is not None and not is_tuned_by(embedder, tuned.adapter):
        tuned = None
    lessons = Lessons(corpus.protocols, passages, texts, vectors, lexical, threats)
    learned = learn(lessons, tuned)
    if tuned is not None:
        learned[ENCODER] = tuned.adapter
    if threats:
        urgent = [passage.protocol in threats for passage in passages[own:]]
        detector = train_detector(messages, np.stack([vector_of[part] for part in parts]), urgent)
        if detector is not None:
            learned[URGENCY] = detector.to_bytes()
    sources = {document.path: document.pages for document in corpus.documents}
    return Prepared(
        corpus,
        ModelFacts(embedder.name, embedder.digest, embedder.dimension),
        passages,
        vectors,
        lexical,
        {
            **learned,
            GLOSSARY: glossary.to_bytes(),
            SOURCES: json.dumps(sources, ensure_ascii=False).encode(),
        },
    )


def publish(
    prepared: Prepared,
    store: IndexStore,
    *,
    scores: Mapping[str, float] | None = None,
    notes: Sequence[str] = (),
    forced: str | None = None,
    check: Callable[[Index], None] = lambda _: None,
) -> str:
    """Make `prepared` the live version of `store`, and return its name.

    Args:
        prepared: what to publish.
        store: where.
        scores: what an evaluation measured on it.
        notes: remarks for the content owner.
        forced: the reason to publish it although the gate is closed; None if it is open.
        check: given the version as it is read back from the disk; may raise a `StoredIndexError`.

    Raises:
        StoredIndexError: if it cannot be written; the live version then stays as it was.
    """
    return store.publish(
        lambda folder: write_index(
            folder,
            prepared.corpus.protocols,
            prepared.passages,
            prepared.vectors,
            prepared.lexical,
            prepared.parts,
        ),
        model=prepared.model,
        corpus=prepared.corpus.digests,
        counts=prepared.counts,
        scores=scores,
        notes=notes,
        skipped=prepared.corpus.skipped,
        forced=forced,
        check=check,
    )


def _embedded(
    passages: Sequence[str],
    messages: Sequence[str],
    embedder: Embedder,
    progress: Progress | None,
) -> dict[str, NDArray[np.float32]]:
    """Embed each text once: messages as queries, the words of guides as passages."""
    asked = list(dict.fromkeys(messages))
    known = set(asked)
    told = list(dict.fromkeys(text for text in passages if text not in known))
    total = len(asked) + len(told)

    def report(before: int) -> Callable[[int], None] | None:
        return None if progress is None else lambda done: progress(before + done, total)

    vectors = dict(zip(told, embedder.embed_passages(told, report(0)), strict=True))
    vectors.update(zip(asked, embedder.embed_queries(asked, report(len(told))), strict=True))
    return vectors
