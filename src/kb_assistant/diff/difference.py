"""The corpus against the live version: its protocols, and the answers that follow from them."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kb_assistant.assistant import Assistant
from kb_assistant.diff.answers import AnswerChange, Message, changed_answers
from kb_assistant.diff.pairing import Pairing
from kb_assistant.documents import Problem
from kb_assistant.embedding import DEFAULT_MODEL
from kb_assistant.index import Index, Passage
from kb_assistant.index.store import IndexStore
from kb_assistant.ingest import embedder_for, prepare, read_corpus, recalling

Progress = Callable[[str, int, int], None]
"""Called with what is done, how much of it is, and how much of it there is."""

PHRASINGS = 10
"""Phrasings of each protocol that are tried: with all of the shipped ones it takes minutes."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What publishing the corpus would change.

    Args:
        version: the live version it was compared with.
        protocols: how the protocols differ.
        phrasings: how many were added, and how many removed; they too change answers.
        other_model: whether the live version was built with another embedding model.
        tried: how many messages were put to both.
        left_out: how many phrasings were not.
        answers: the messages among them that would be answered otherwise.
        problems: what was repaired or left out in reading the corpus.
        orphans: how many phrasings name a protocol by an id that it no longer has, by that id.
    """

    version: str
    protocols: Pairing
    phrasings: tuple[int, int]
    other_model: bool
    tried: int
    left_out: int
    answers: tuple[AnswerChange, ...]
    problems: tuple[Problem, ...]
    orphans: Mapping[str, int]


def difference(
    corpus: Path,
    index: Path,
    queries: Sequence[Message] = (),
    *,
    model: str = DEFAULT_MODEL,
    phrasings: int = PHRASINGS,
    progress: Progress | None = None,
) -> Difference:
    """Compare the corpus with the live version of the index. Nothing is written.

    Args:
        corpus: the folder of the guides.
        index: the folder of the index.
        queries: messages to put to both.
        model: the embedding model that a build would be given.
        phrasings: how many phrasings of each protocol to try beside them, and how many of those
            that no protocol covers; those of a protocol that differs are tried all.
        progress: told how far it is.

    Raises:
        KbError: if the corpus or the live version cannot be used.
    """
    tell = progress or (lambda _what, _done, _all: None)
    live = IndexStore(index).load()
    content = read_corpus(corpus)
    embedder = recalling(embedder_for(content, model), index)
    same = embedder.digest == live.manifest.model.digest
    old = Assistant.of(live, embedder) if same else Assistant.load(index, live.version)
    pairing = Pairing.of(live.protocols, content.protocols)
    candidate = prepare(
        content, embedder, lambda done, of_all: tell("Embedding the guides", done, of_all)
    ).index()
    examples, left_out = _examples((candidate, live), pairing.touched, phrasings)
    messages = _distinct((*queries, *examples))
    answers = changed_answers(
        messages,
        old,
        Assistant.of(candidate, embedder),
        pairing.names,
        lambda done: tell("Comparing answers", done, len(messages)),
    )
    return Difference(
        version=live.version,
        protocols=pairing,
        phrasings=(
            len(_taught(candidate) - _taught(live)),
            len(_taught(live) - _taught(candidate)),
        ),
        other_model=not same,
        tried=len(messages),
        left_out=left_out,
        answers=tuple(answers),
        problems=content.problems,
        orphans=_orphans(live, candidate, pairing.names),
    )


def _taught(index: Index) -> frozenset[Passage]:
    return frozenset(passage for passage in index.passages if passage.kind == "phrasing")


def _orphans(live: Index, candidate: Index, names: Mapping[str, str]) -> Counter[str]:
    """Count the phrasings that a new name of their protocol has cut off, by its old one."""
    kept = {_folded(passage.text) for passage in candidate.passages if passage.kind == "phrasing"}
    lost = (p for p in live.passages if p.kind == "phrasing" and _folded(p.text) not in kept)
    return Counter(p.protocol for p in lost if p.protocol is not None and p.protocol in names)


def _examples(
    indexes: Sequence[Index], touched: frozenset[str], most: int
) -> tuple[list[Message], int]:
    """Return the phrasings to try, of each protocol evenly from first to last, and count the rest.

    One that stands in both indexes, with whichever protocols, counts once.
    """
    distinct: dict[str, Passage] = {}
    for index in indexes:
        for passage in index.passages:
            if passage.kind == "phrasing":
                distinct.setdefault(_folded(passage.text), passage)
    sizes = Counter(passage.protocol for passage in distinct.values())
    seen: Counter[str | None] = Counter()
    chosen = []
    for passage in distinct.values():
        name = passage.protocol
        size, at = sizes[name], seen[name]
        seen[name] += 1
        # Of n in a row, the k that stand where i * k / n passes a whole number.
        if name in touched or (at + 1) * most // size > at * most // size:
            chosen.append(Message(passage.text, f"phrasing of {name or 'no protocol'}"))
    return chosen, len(distinct) - len(chosen)


def _distinct(messages: Sequence[Message]) -> tuple[Message, ...]:
    """Each text once, with its first origin."""
    first: dict[str, Message] = {}
    for message in messages:
        first.setdefault(_folded(message.text), message)
    return tuple(first.values())


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
