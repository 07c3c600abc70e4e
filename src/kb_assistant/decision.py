"""From confidences to one of four outcomes."""

from collections.abc import Sequence
from enum import StrEnum

from kb_assistant.calibration import Calibration
from kb_assistant.retrieval import Hit

MOST_CARDS = 3


class Outcome(StrEnum):
    """What the assistant says of a message."""

    ANSWER = "answer"
    CHOOSE = "choose"
    NONE = "none"
    URGENT = "urgent"


def decide(hits: Sequence[Hit], calibration: Calibration) -> tuple[Outcome, int]:
    """Return the outcome for `hits`, and how many of them, from the first, it is about.

    Args:
        hits: every protocol, best first.
        calibration: the thresholds.
    """
    answers = [hit for hit in hits if hit.confidence >= calibration.answer_at and _leads(hit)]
    if answers:
        return Outcome.ANSWER, min(len(answers), MOST_CARDS)
    near = [hit for hit in hits if hit.confidence >= calibration.choose_at]
    if near:
        return Outcome.CHOOSE, min(max(len(near), 2), MOST_CARDS, len(hits))
    return Outcome.NONE, 0


def _leads(hit: Hit) -> bool:
    """Whether the message or a part of it is about this protocol more than about any other."""
    return hit.part is not None
