"""Puts every labelled query to an assistant and keeps what it said."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from kb_assistant.assistant import Answer
from kb_assistant.decision import Outcome
from kb_assistant.errors import EvalError
from kb_assistant.evaluation.dataset import Query, query_from_record
from kb_assistant.evaluation.files import as_object, parse, read_text, write_text

Progress = Callable[[int, int], None]
"""Called with the number of queries answered so far and the number of all."""

FORM = 1
"""The form of a saved run; a release that changes it counts it up."""


class Answers(Protocol):
    """What is evaluated: an `Assistant`, or anything that answers like one."""

    def answer(self, message: str) -> Answer:
        """Return what is said to `message`."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A protocol and the confidence, 0 to 1, it was shown with."""

    protocol: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Record:
    """What the assistant said to one query.

    Args:
        query: the labelled query.
        outcome: which of the four.
        cards: how many of `results`, from the first, the outcome is about.
        results: up to five, best first.
        latency_ms: the time it took, in milliseconds.
    """

    query: Query
    outcome: Outcome
    cards: int
    results: tuple[Ranked, ...]
    latency_ms: float

    @property
    def ranking(self) -> tuple[str, ...]:
        """The protocols, best first."""
        return tuple(result.protocol for result in self.results)

    @property
    def confidence(self) -> float:
        """The first result's, 0 if there is none."""
        return self.results[0].confidence if self.results else 0.0

    @property
    def right(self) -> bool:
        """Whether the first result is no mistake."""
        return bool(self.results) and self.results[0].protocol in self.query.fitting

    @property
    def confident(self) -> bool:
        """Whether it told the agent what to do, rather than offer or refuse."""
        return self.outcome in {Outcome.ANSWER, Outcome.URGENT}


@dataclass(frozen=True, slots=True)
class Run:
    """What one version of an index said to every query."""

    index_version: str
    records: tuple[Record, ...]

    def save(self, path: Path) -> None:
        """Write it as JSON.

        Raises:
            EvalError: if the file cannot be written.
        """
        document = {
            "form": FORM,
            "index_version": self.index_version,
            "records": [_to_record(record) for record in self.records],
        }
        write_text(path, json.dumps(document, ensure_ascii=False, indent=1) + "\n")

    @classmethod
    def load(cls, path: Path) -> "Run":
        """Read what `save` wrote.

        Raises:
            EvalError: if the file is missing or of another form.
        """
        document = as_object(parse(read_text(path), str(path)), str(path))
        if document.get("form") != FORM:
            raise EvalError(f"{path} is no run of this release. Run again: kb-assistant eval")
        try:
            records = tuple(_from_record(record, str(path)) for record in document["records"])
            return cls(str(document["index_version"]), records)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise EvalError(
                f"{path} is damaged ({type(error).__name__}: {error}). Run again: kb-assistant eval"
            ) from error


def evaluate(assistant: Answers, queries: Sequence[Query], progress: Progress | None = None) -> Run:
    """Put each of `queries` to `assistant`.

    Raises:
        EvalError: if there are no queries.
    """
    if not queries:
        raise EvalError("There are no queries to run. Name a file of them.")
    version = ""
    records: list[Record] = []
    for query in queries:
        answer = assistant.answer(query.query)
        version = answer.index_version
        results = tuple(Ranked(r.protocol.id, r.confidence) for r in answer.results)
        records.append(Record(query, answer.outcome, answer.cards, results, answer.latency_ms))
        if progress is not None:
            progress(len(records), len(queries))
    return Run(version, tuple(records))


def _to_record(record: Record) -> dict[str, Any]:
    return {
        "query": record.query.to_record(),
        "outcome": record.outcome.value,
        "cards": record.cards,
        "results": [[result.protocol, result.confidence] for result in record.results],
        "latency_ms": round(record.latency_ms, 2),
    }


def _from_record(record: dict[str, Any], where: str) -> Record:
    return Record(
        query_from_record(record["query"], where),
        Outcome(record["outcome"]),
        int(record["cards"]),
        tuple(Ranked(str(name), float(value)) for name, value in record["results"]),
        float(record["latency_ms"]),
    )
