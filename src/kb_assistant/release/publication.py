"""From the corpus, through the gate, to the live version."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from kb_assistant.embedding import DEFAULT_MODEL, load_embedder
from kb_assistant.errors import StoredIndexError
from kb_assistant.index.store import IndexStore
from kb_assistant.ingest import (
    Corpus,
    Load,
    embedder_for,
    prepare,
    publish,
    read_corpus,
    remembering,
)
from kb_assistant.protocols import Protocol
from kb_assistant.release.doubts import lint_errors, shrinking
from kb_assistant.release.examination import Lost, examine, find_queries
from kb_assistant.release.probe import prober

Tell = Callable[[str, int, int], None]
"""Called with what is done, how much of it is, and how much of it there is."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the gate looks at, and what it lets pass.

    Args:
        queries: the labelled queries; None for `eval/queries.jsonl` beside the corpus, if any.
        gate: the limits; None for `gate.toml` beside the queries, if any.
        evaluate: whether to run the eval; that it was not run is recorded.
        force: the reason to publish through a closed gate, which is recorded.
        skip_unreadable: whether to leave out files that cannot be read, which is recorded.
    """

    queries: Path | None = None
    gate: Path | None = None
    evaluate: bool = True
    force: str | None = None
    skip_unreadable: bool = False


@dataclass(frozen=True, slots=True)
class Release:
    """What came of it.

    Args:
        version: the new live version; None if the gate is closed.
        live: the version that was live before, and still is if the gate is closed.
        corpus: what was read.
        embedded: how many texts were embedded anew.
        texts: how many there were to embed.
        reasons: what closes the gate; published all the same if it was forced.
        lost: the eval queries that the version before does better.
        scores: what the eval measured, by name.
        notes: what is recorded beside that.
    """

    version: str | None
    live: str | None
    corpus: Corpus
    embedded: int = 0
    texts: int = 0
    reasons: tuple[str, ...] = ()
    lost: tuple[Lost, ...] = ()
    scores: Mapping[str, float] | None = None
    notes: tuple[str, ...] = ()


def release(
    corpus: Path,
    index: Path,
    *,
    model: str = DEFAULT_MODEL,
    options: Options | None = None,
    tell: Tell = lambda _what, _done, _all: None,
    load: Load = load_embedder,
) -> Release:
    """Build a candidate from `corpus`, and make it the live version of `index` if the gate opens.

    Raises:
        KbError: if anything is wrong beyond what the gate decides; the live version then stays.
    """
    options = options or Options()
    store = IndexStore(index)
    content = read_corpus(corpus, skip_unreadable=options.skip_unreadable)
    queries = find_queries(options.queries, corpus) if options.evaluate else None
    base = _current(store)
    live, before = _live(store, base)
    reasons = [*lint_errors(content, corpus), *shrinking(before, content.protocols)]
    if reasons and options.force is None:
        return Release(None, live, content, reasons=tuple(reasons))
    loaded = embedder_for(content, model, load)
    with remembering(loaded, index) as embedder:
        prepared = prepare(
            content, embedder, lambda done, of_all: tell("Embedding the guides", done, of_all)
        )
        embedded, texts = embedder.fresh, len(embedder.used)
        examined = examine(
            prepared.index(),
            embedder,
            queries,
            options.gate,
            phrasings=content.phrasings,
            live=None if live is None else lambda: store.load(live),
            load=load,
            tell=tell,
        )
        reasons += examined.reasons
        notes = examined.notes if options.evaluate else ("the eval was not run: --no-eval",)
        opened = not reasons
        version = None
        if opened or options.force is not None:
            tell("Publishing", 0, 1)
            with store.writing():
                _check_same(store, base)
                version = publish(
                    prepared,
                    store,
                    scores=examined.scores,
                    notes=(*notes, *(f"the gate was closed: {reason}" for reason in reasons)),
                    forced=None if opened else options.force,
                    check=prober(before, prepared, loaded),
                )
    return Release(
        version,
        live,
        content,
        embedded,
        texts,
        tuple(reasons),
        examined.lost,
        examined.scores,
        notes,
    )


def _current(store: IndexStore) -> str | None:
    try:
        return store.current()
    except StoredIndexError:
        return None


def _live(store: IndexStore, base: str | None) -> tuple[str | None, tuple[Protocol, ...]]:
    """Return the live version and its protocols; nothing where a build has to mend the index."""
    try:
        return base, () if base is None else store.protocols(base)
    except StoredIndexError:
        return None, ()


def _check_same(store: IndexStore, base: str | None) -> None:
    now = _current(store)
    if now != base:
        raise StoredIndexError(
            f"{now} went live while this version was built, so that the gate compared it with "
            "another one. Nothing was published. Build again: kb-assistant build"
        )
