"""Where a run went wrong, query by query, with the texts."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from kb_assistant.decision import Outcome
from kb_assistant.evaluation.dataset import Must
from kb_assistant.evaluation.outcomes import all_issues_shown, several_issues
from kb_assistant.evaluation.runner import Record

NOTHING = "(nothing)"


class Fault(StrEnum):
    """What went wrong, worst first."""

    URGENT_MISSED = "urgent, and not taken as urgent"
    WRONG_ANSWER = "answered confidently, and wrong"
    ANSWERED_UNCOVERED = "answered, though nothing covers it"
    FALSE_ALARM = "taken as urgent without need"
    REFUSED = "refused, though a protocol covers it"
    WRONG_FIRST = "offered a choice with a wrong first"
    ISSUES_MISSED = "an issue is missing from the first three"
    OFFERED_UNCOVERED = "offered a choice, though nothing covers it"


@dataclass(frozen=True, slots=True)
class Finding:
    """A query and the worst that went wrong with it."""

    fault: Fault
    record: Record


@dataclass(frozen=True, slots=True)
class Confusion:
    """A protocol that was taken for another.

    Args:
        expected: the first gold protocol, or `NOTHING`.
        got: the first result.
        queries: the ids of the queries.
    """

    expected: str
    got: str
    queries: tuple[str, ...]


def findings(records: Iterable[Record]) -> tuple[Finding, ...]:
    """Return what went wrong, worst faults first, the most confident of each first."""
    order = list(Fault)
    found = [Finding(fault, record) for record in records if (fault := _worst(record))]
    return tuple(sorted(found, key=lambda f: (order.index(f.fault), -f.record.confidence)))


def confusions(records: Iterable[Record]) -> tuple[Confusion, ...]:
    """Return which protocols were shown first in place of which, the commonest first.

    Uncovered queries count where something was answered or offered.
    """
    pairs: dict[tuple[str, str], list[str]] = {}
    for record in records:
        shown = record.query.answerable or record.outcome is not Outcome.NONE
        if shown and record.results and not record.right:
            expected = record.query.gold[0] if record.query.gold else NOTHING
            pairs.setdefault((expected, record.ranking[0]), []).append(record.query.id)
    counts = Counter({pair: len(ids) for pair, ids in pairs.items()})
    return tuple(Confusion(*pair, tuple(pairs[pair])) for pair, _ in counts.most_common())


def _worst(record: Record) -> Fault | None:
    query = record.query
    # In the order of `Fault`.
    return next(
        (
            fault
            for fault, holds in (
                (
                    Fault.URGENT_MISSED,
                    query.must is Must.URGENT and not _is(record, Outcome.URGENT),
                ),
                (Fault.WRONG_ANSWER, query.answerable and record.confident and not record.right),
                (Fault.ANSWERED_UNCOVERED, not query.answerable and _is(record, Outcome.ANSWER)),
                (Fault.FALSE_ALARM, query.must is not Must.URGENT and _is(record, Outcome.URGENT)),
                (Fault.REFUSED, query.answerable and _is(record, Outcome.NONE)),
                (Fault.WRONG_FIRST, query.answerable and not record.right),
                (Fault.ISSUES_MISSED, several_issues(query) and not all_issues_shown(record)),
                (Fault.OFFERED_UNCOVERED, not query.answerable and _is(record, Outcome.CHOOSE)),
            )
            if holds
        ),
        None,
    )


def _is(record: Record, outcome: Outcome) -> bool:
    return record.outcome is outcome
