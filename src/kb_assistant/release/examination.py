"""The eval of a candidate in memory, and which queries it loses against the live version."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kb_assistant.assistant import Assistant
from kb_assistant.embedding.remembering import RememberingEmbedder
from kb_assistant.errors import KbError
from kb_assistant.evaluation.catalogue import CATALOGUE
from kb_assistant.evaluation.compare import compare
from kb_assistant.evaluation.dataset import Query, Split, load_queries
from kb_assistant.evaluation.gate import Limit, broken_limits, load_gate
from kb_assistant.evaluation.leaks import find_leaks
from kb_assistant.evaluation.runner import Run, evaluate
from kb_assistant.evaluation.summary import summarise
from kb_assistant.index import Index
from kb_assistant.index.parts import ENCODER
from kb_assistant.ingest import Load
from kb_assistant.phrasings import Phrasing

Tell = Callable[[str, int, int], None]

_QUERIES = Path("eval", "queries.jsonl")
_LIMITS = "gate.toml"
_TIMES = frozenset(name for name, entry in CATALOGUE.items() if entry.unit == "ms")
"""What a build cannot measure: it knows the vectors of the queries beforehand."""


@dataclass(frozen=True, slots=True)
class Lost:
    """An eval query that the live version does better, by these measures."""

    query: Query
    measures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Examined:
    """What the eval says.

    Args:
        scores: what it measured, by name; nothing if it was not run.
        reasons: the limits that are broken, and what else spoils the eval.
        lost: what the live version does better, if a limit is broken.
        notes: what is to be recorded, such as why it was not run.
    """

    scores: Mapping[str, float] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()
    lost: tuple[Lost, ...] = ()
    notes: tuple[str, ...] = ()


def find_queries(named: Path | None, corpus: Path) -> tuple[Path, tuple[Query, ...]] | None:
    """Return the file of labelled queries and those for development; None if there is none.

    Those for testing stay for people: a gate that looked at them at every build would wear them
    out.

    Raises:
        EvalError: if the file is malformed, or was named and is not there.
    """
    path = named or corpus.resolve().parent / _QUERIES
    if named is None and not path.is_file():
        return None
    return path, tuple(query for query in load_queries(path) if query.split is Split.DEV)


def examine(
    candidate: Index,
    embedder: RememberingEmbedder,
    labelled: tuple[Path, tuple[Query, ...]] | None,
    gate: Path | None,
    *,
    phrasings: Sequence[Phrasing],
    live: Callable[[], Index] | None,
    load: Load,
    tell: Tell,
) -> Examined:
    """Put the labelled queries to a candidate.

    Args:
        candidate: what is to be published.
        embedder: its model.
        labelled: what `find_queries` returned.
        gate: the limits; None for those beside the queries, if any.
        phrasings: what it was taught.
        live: loads the live version; None if there is none.
        load: loads a model.
        tell: told how far it is.

    Raises:
        EvalError: if the limits cannot be read.
    """
    if labelled is None or not labelled[1]:
        return Examined(notes=("the eval was not run: there are no labelled queries",))
    path, queries = labelled
    if not _belong(queries, candidate):
        return Examined(notes=(f"the eval was not run: {path.name} is about other guides",))
    limits, notes = _limits(gate, path)
    run = _run(Assistant.of(candidate, embedder), queries, "Evaluating", tell)
    summary = summarise(run)
    scores = {
        name: measure.value for name, measure in summary.measures.items() if name not in _TIMES
    }
    broken = tuple(map(str, broken_limits(limits, summary)))
    lost: tuple[Lost, ...] = ()
    if broken and live is not None:
        try:
            lost = _lost(_ask_live(live(), embedder, load, queries, tell), run, limits)
        except KbError as error:
            notes = (*notes, f"the live version could not be compared with: {error}")
    return Examined(scores, (*broken, *_leaks(queries, phrasings)), lost, notes)


def _belong(queries: Sequence[Query], index: Index) -> bool:
    """Whether the queries were labelled for these guides: most of the protocols that they name."""
    named = {name for query in queries for name in query.gold}
    there = named & {protocol.id for protocol in index.protocols}
    return bool(named) and 2 * len(there) >= len(named)


def _limits(gate: Path | None, queries: Path) -> tuple[tuple[Limit, ...], tuple[str, ...]]:
    beside = queries.with_name(_LIMITS)
    if gate is None and not beside.is_file():
        return (), ("the eval has no limits: there is no gate.toml",)
    limits = load_gate(gate or beside)
    return tuple(limit for limit in limits if limit.name not in _TIMES), ()


def _run(assistant: Assistant, queries: Sequence[Query], what: str, tell: Tell) -> Run:
    """Embed all that the queries need at once, which is faster, and then ask them."""
    texts = [text for query in queries for text in assistant.retriever.texts(query.query)]
    assistant.retriever.embedder.embed_queries(
        texts, lambda done: tell("Embedding the eval queries", done, len(texts))
    )
    return evaluate(assistant, queries, lambda done, of_all: tell(what, done, of_all))


def _ask_live(
    live: Index, embedder: RememberingEmbedder, load: Load, queries: Sequence[Query], tell: Tell
) -> Run:
    model = live.manifest.model
    known = embedder
    if model.digest != embedder.digest:
        known = RememberingEmbedder(load(model.name, live.parts.get(ENCODER)))
    return _run(Assistant.of(live, known), queries, "Evaluating the live version", tell)


def _lost(before: Run, after: Run, limits: Sequence[Limit]) -> tuple[Lost, ...]:
    """Return the queries that do worse by any measure that has a limit."""
    limited = {limit.name for limit in limits}
    measures: defaultdict[str, list[str]] = defaultdict(list)
    for difference in compare(before, after).differences:
        if difference.name in limited:
            for query in difference.lost:
                measures[query].append(difference.name)
    return tuple(
        Lost(record.query, tuple(measures[record.query.id]))
        for record in after.records
        if record.query.id in measures
    )


def _leaks(queries: Sequence[Query], phrasings: Sequence[Phrasing]) -> tuple[str, ...]:
    return tuple(
        f"the eval query {leak.query.id} is a phrasing too ({leak.phrasing.path}, line "
        f"{leak.phrasing.line}), so it would measure memory: take it out of one of the two"
        for leak in find_leaks(queries, phrasings)
    )
