"""The same measures over parts of the queries: by kind, by guide and by protocol."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb_assistant.evaluation.catalogue import CATALOGUE
from kb_assistant.evaluation.dataset import Query
from kb_assistant.evaluation.runner import Record
from kb_assistant.evaluation.summary import Measure, per_query


@dataclass(frozen=True, slots=True)
class Slice:
    """Some of the queries.

    Args:
        by: "kind", "guide" or "protocol".
        name: which one.
        n: how many queries; one with gold in two guides counts in both.
        measures: by name, without intervals; a measure that no query is about is left out.
    """

    by: str
    name: str
    n: int
    measures: Mapping[str, Measure]


def slices(records: Sequence[Record]) -> tuple[Slice, ...]:
    """Return the slices, by name, each sort together."""
    values = per_query(records)
    members: dict[tuple[str, str], list[str]] = {}
    for record in records:
        for key in _keys(record.query):
            members.setdefault(key, []).append(record.query.id)
    order = {by: place for place, by in enumerate(("kind", "guide", "protocol"))}
    return tuple(
        Slice(by, name, len(members[by, name]), _means(values, members[by, name]))
        for by, name in sorted(members, key=lambda key: (order[key[0]], key[1]))
    )


def _keys(query: Query) -> list[tuple[str, str]]:
    guides = dict.fromkeys(name.rpartition("/")[0] for name in query.gold)
    return [
        ("kind", query.kind),
        *(("guide", guide) for guide in guides),
        *(("protocol", name) for name in query.gold),
    ]


def _means(values: Mapping[str, Mapping[str, float]], ids: Sequence[str]) -> dict[str, Measure]:
    found: dict[str, Measure] = {}
    for name in CATALOGUE:
        mine = [values[name][query] for query in ids if query in values.get(name, {})]
        if mine:
            found[name] = Measure(sum(mine) / len(mine), len(mine))
    return found
