"""Every measure of the harness: its name, what it says, and which way is better."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """A measure.

    Args:
        group: the heading it stands under in a report.
        title: what it says, in words.
        less_is_better: whether a lower value is the better one.
        unit: "share" (0 to 1) or "ms".
    """

    group: str
    title: str
    less_is_better: bool = False
    unit: str = "share"


_RANKING = "Ranking of answerable messages"
_ANSWERABLE = "Outcomes of answerable messages"
_UNCOVERED = "Messages that no protocol covers"
_URGENT = "Urgent messages"
_NUMBER = "The confidence shown"
_TIME = "Time"

CATALOGUE: Mapping[str, Entry] = {
    "Success@1": Entry(_RANKING, "the first result is right"),
    "Success@3": Entry(_RANKING, "one of the first three is right"),
    "RR@5": Entry(_RANKING, "one over the place of the first right result"),
    "nDCG@5": Entry(_RANKING, "gold before acceptable before the rest"),
    "all_issues@3": Entry(_RANKING, "all issues of a multi-issue message in the first three"),
    "right_answers": Entry(_ANSWERABLE, "answered, and right"),
    "wrong_answers": Entry(_ANSWERABLE, "answered confidently, and wrong", less_is_better=True),
    "refusals": Entry(_ANSWERABLE, "refused", less_is_better=True),
    "choices": Entry(_ANSWERABLE, "asked to choose", less_is_better=True),
    "choices_with_gold": Entry(_ANSWERABLE, "of those to choose: a gold protocol is offered"),
    "refused_uncovered": Entry(_UNCOVERED, "refused"),
    "refused_near": Entry(_UNCOVERED, "refused, of the guides' own domain"),
    "refused_far": Entry(_UNCOVERED, "refused, of other domains"),
    "unanswered_uncovered": Entry(_UNCOVERED, "refused or only offered a choice"),
    "unanswered_near": Entry(_UNCOVERED, "the same, of the guides' own domain"),
    "unanswered_far": Entry(_UNCOVERED, "the same, of other domains"),
    "urgent_recall": Entry(_URGENT, "urgent messages taken as urgent"),
    "urgent_false_alarms": Entry(_URGENT, "others taken as urgent", less_is_better=True),
    "AUROC": Entry(_NUMBER, "a covered message scores above an uncovered one"),
    "FPR@95TPR": Entry(
        _NUMBER, "uncovered let through where 95 % of covered are", less_is_better=True
    ),
    "ECE": Entry(_NUMBER, "expected calibration error, ten bins", less_is_better=True),
    "latency_p50_ms": Entry(_TIME, "median time to answer", less_is_better=True, unit="ms"),
    "latency_p95_ms": Entry(_TIME, "95th percentile", less_is_better=True, unit="ms"),
}
"""In the order of a report."""


def shown(name: str, value: float) -> str:
    """Return `value` as a report writes it."""
    return f"{value:.1f}" if CATALOGUE[name].unit == "ms" else f"{value:.3f}"
