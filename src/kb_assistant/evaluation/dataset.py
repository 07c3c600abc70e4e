"""Labelled queries: what a member could write, and what the assistant must do with it."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Any

from kb_assistant.errors import EvalError
from kb_assistant.evaluation.files import read_jsonl, write_jsonl


class Must(StrEnum):
    """What the assistant must do with a message."""

    ANSWER = "answer"
    ABSTAIN = "abstain"
    URGENT = "urgent"


class Split(StrEnum):
    """What a query may be used for: methods are tuned on `dev`, `test` is reported."""

    TRAIN = "train"
    DEV = "dev"
    TEST = "test"


NEAR_UNCOVERED = "near_uncovered"
"""The kind of an uncovered message from the guides' own domain."""
ALARMING = "alarming"
"""The kind of a message that sounds like a threat and is none: it measures the alarm."""


@dataclass(frozen=True, slots=True)
class Query:
    """A labelled message.

    Args:
        id: unique in its file, without white space.
        query: the message.
        gold: the protocols that are right, one for each issue; none if nothing covers it.
        acceptable: further protocols that are no mistake.
        must: what the assistant must do.
        kind: a name for messages of one sort, such as `typo`.
        split: what it may be used for.
    """

    id: str
    query: str
    gold: tuple[str, ...]
    acceptable: tuple[str, ...]
    must: Must
    kind: str = "plain"
    split: Split = Split.DEV

    @property
    def answerable(self) -> bool:
        """Whether a protocol covers it."""
        return self.must is not Must.ABSTAIN

    @property
    def fitting(self) -> frozenset[str]:
        """The protocols that are no mistake."""
        return frozenset((*self.gold, *self.acceptable))

    @property
    def grades(self) -> dict[str, int]:
        """Relevance by protocol: 2 for gold, 1 for acceptable."""
        return dict.fromkeys(self.acceptable, 1) | dict.fromkeys(self.gold, 2)

    def to_record(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {**asdict(self), "must": self.must.value, "split": self.split.value}


def load_queries(path: Path) -> tuple[Query, ...]:
    """Return the queries of a JSONL file.

    Raises:
        EvalError: if a line is not a labelled query, or two have one id or one text.
    """
    queries: list[Query] = []
    ids: dict[str, str] = {}
    texts: dict[str, str] = {}
    for where, record in read_jsonl(path):
        query = query_from_record(record, where)
        if (first := ids.setdefault(query.id, where)) != where:
            raise EvalError(f"{where}: the id {query.id!r} is taken by {first}. Give it another.")
        text = " ".join(query.query.split()).casefold()
        if (first := texts.setdefault(text, where)) != where:
            raise EvalError(f"{where}: the same message stands in {first}. Remove one.")
        queries.append(query)
    if not queries:
        raise EvalError(f'{path} holds no queries. Write a line {{"id": ..., "query": ...}} each.')
    return tuple(queries)


def save_queries(queries: Iterable[Query], path: Path) -> None:
    """Write what `load_queries` reads.

    Raises:
        EvalError: if the file cannot be written.
    """
    write_jsonl(path, (query.to_record() for query in queries))


def select(queries: Sequence[Query], split: str | None) -> tuple[Query, ...]:
    """Return the queries of `split`, all if None.

    Raises:
        EvalError: if there are none.
    """
    chosen = tuple(query for query in queries if split is None or query.split == split)
    if not chosen:
        there = ", ".join(sorted({query.split.value for query in queries})) or "none"
        raise EvalError(f"No query is of the split {split!r}. Name one that is there: {there}.")
    return chosen


def check_protocols(queries: Iterable[Query], known: Iterable[str]) -> None:
    """Raise an `EvalError` that names the queries whose protocols are not `known`."""
    there = frozenset(known)
    strange = [
        f"{query.id} ({name})" for query in queries for name in sorted(query.fitting - there)
    ]
    if strange:
        raise EvalError(
            f"{len(strange)} labels name a protocol that the index has not: "
            f"{', '.join(strange[:5])}. Mend the labels, or build the index from their guides."
        )


def query_from_record(record: dict[str, Any], where: str) -> Query:
    """Return the query that a JSON object describes.

    Args:
        record: the object.
        where: what an error names.

    Raises:
        EvalError: if it does not describe one.
    """
    if unknown := sorted(record.keys() - set(_FIELDS)):
        raise EvalError(f"{where}: unknown field {unknown[0]!r}. Use {', '.join(_FIELDS)}.")
    identity = _text(record, "id", where)
    if len(identity.split()) != 1:
        raise EvalError(f"{where}: the id {identity!r} holds white space. Use - instead.")
    gold = _names(record, "gold", where)
    acceptable = _names({"acceptable": [], **record}, "acceptable", where)
    if both := sorted(set(gold) & set(acceptable)):
        raise EvalError(f"{where}: {both[0]!r} is gold and acceptable. Remove one.")
    must = Must(_choice(record, "must", Must, where))
    if bool(gold) == (must is Must.ABSTAIN):
        need = "no gold" if gold else "gold"
        raise EvalError(f'{where}: "must": "{must}" needs {need}. Change one of the two.')
    return Query(
        id=identity,
        query=_text(record, "query", where),
        gold=gold,
        acceptable=acceptable,
        must=must,
        kind=_text({"kind": "plain", **record}, "kind", where),
        split=Split(_choice({"split": "dev", **record}, "split", Split, where)),
    )


_FIELDS = tuple(field.name for field in fields(Query))


def _text(record: dict[str, Any], field: str, where: str) -> str:
    value = record.get(field)
    if not isinstance(value, str) or not value.strip():
        raise EvalError(f'{where}: write "{field}": "..." with some text.')
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise EvalError(f'{where}: "{field}" holds half a character (\\ud800 to \\udfff). Mend it.')
    return value


def _names(record: dict[str, Any], field: str, where: str) -> tuple[str, ...]:
    value = record.get(field)
    if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
        raise EvalError(f'{where}: write "{field}": [...] with ids of protocols.')
    if len(set(value)) != len(value):
        raise EvalError(f'{where}: "{field}" names a protocol twice. Remove one.')
    return tuple(value)


def _choice(record: dict[str, Any], field: str, choices: type[StrEnum], where: str) -> str:
    value = record.get(field)
    if not isinstance(value, str) or value not in list(choices):
        raise EvalError(f'{where}: write "{field}" as one of {", ".join(choices)}.')
    return value
