"""What the four outcomes are worth: one yes or no for each query that a measure is about."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from kb_assistant.decision import Outcome
from kb_assistant.evaluation.dataset import ALARMING, NEAR_UNCOVERED, Must, Query
from kb_assistant.evaluation.runner import Record
from kb_assistant.evaluation.statistics import Values

BINS = 10
ALL_ISSUES_WITHIN = 3

Test = Callable[[Record], bool]


def _answerable(record: Record) -> bool:
    return record.query.answerable


def _uncovered(record: Record) -> bool:
    return not record.query.answerable


def _near(record: Record) -> bool:
    return _uncovered(record) and record.query.kind == NEAR_UNCOVERED


def _far(record: Record) -> bool:
    return _uncovered(record) and record.query.kind not in {NEAR_UNCOVERED, ALARMING}


def _refused(record: Record) -> bool:
    return record.outcome is Outcome.NONE


def _not_told(record: Record) -> bool:
    return not record.confident


def _urgent(record: Record) -> bool:
    return record.outcome is Outcome.URGENT


def _must_urgent(record: Record) -> bool:
    return record.query.must is Must.URGENT


def _several(record: Record) -> bool:
    return several_issues(record.query)


def several_issues(query: Query) -> bool:
    """Whether a message carries more than one issue."""
    return len(query.gold) > 1


def all_issues_shown(record: Record) -> bool:
    """Whether the first three results hold every gold protocol."""
    return set(record.query.gold) <= set(record.ranking[:ALL_ISSUES_WITHIN])


INDICATORS: Mapping[str, tuple[Test, Test]] = {
    "right_answers": (_answerable, lambda r: r.confident and r.right),
    "wrong_answers": (_answerable, lambda r: r.confident and not r.right),
    "refusals": (_answerable, _refused),
    "choices": (_answerable, lambda r: r.outcome is Outcome.CHOOSE),
    "choices_with_gold": (
        lambda r: _answerable(r) and r.outcome is Outcome.CHOOSE,
        lambda r: not set(r.query.gold).isdisjoint(r.ranking[: r.cards]),
    ),
    f"all_issues@{ALL_ISSUES_WITHIN}": (_several, all_issues_shown),
    "refused_uncovered": (_uncovered, _refused),
    "refused_near": (_near, _refused),
    "refused_far": (_far, _refused),
    "unanswered_uncovered": (_uncovered, _not_told),
    "unanswered_near": (_near, _not_told),
    "unanswered_far": (_far, _not_told),
    "urgent_recall": (_must_urgent, _urgent),
    "urgent_false_alarms": (lambda r: not _must_urgent(r), _urgent),
}
"""By measure: which queries it is about, and what it counts among them."""


def indicator_values(records: Iterable[Record]) -> dict[str, dict[str, float]]:
    """Return 1 or 0 for each measure and each query that it is about."""
    kept = tuple(records)
    return {
        name: {r.query.id: float(counts(r)) for r in kept if about(r)}
        for name, (about, counts) in INDICATORS.items()
    }


def top_confidences(records: Iterable[Record]) -> tuple[Values, Values]:
    """Return the first result's confidence for covered and for uncovered queries."""
    kept = tuple(records)
    covered = [r.confidence for r in kept if r.query.answerable]
    uncovered = [r.confidence for r in kept if not r.query.answerable]
    return np.array(covered), np.array(uncovered)


@dataclass(frozen=True, slots=True)
class Bin:
    """Queries whose first result is shown with about one confidence.

    Args:
        low: the least confidence of the bin.
        high: the confidence at which the next begins.
        n: how many queries.
        confidence: their mean confidence, 0 if there are none.
        right: the share whose first result is right, 0 if there are none.
    """

    low: float
    high: float
    n: int
    confidence: float
    right: float


def reliability(records: Iterable[Record]) -> tuple[Bin, ...]:
    """Return ten bins of equal width over the queries that have a result.

    The first result of an uncovered query is wrong, unless it is acceptable.
    """
    kept = [record for record in records if record.results]
    confidence = np.array([record.confidence for record in kept])
    right = np.array([record.right for record in kept], dtype=float)
    place = np.clip((confidence * BINS).astype(int), 0, BINS - 1)
    bins: list[Bin] = []
    for number in range(BINS):
        mine = place == number
        n = int(mine.sum())
        means = (float(confidence[mine].mean()), float(right[mine].mean())) if n else (0.0, 0.0)
        bins.append(Bin(number / BINS, (number + 1) / BINS, n, *means))
    return tuple(bins)


def calibration_error(bins: Iterable[Bin]) -> float:
    """Return the expected calibration error: the mean gap between the two, weighted by n."""
    kept = tuple(bins)
    return sum(b.n * abs(b.confidence - b.right) for b in kept) / sum(b.n for b in kept)
