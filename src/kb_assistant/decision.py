"""From confidences to one of four outcomes."""

from enum import StrEnum

from kb_assistant.calibration import Calibration
from kb_assistant.retrieval import PART_SPEAKS_AT, Ranking

MOST_CARDS = 3
_BESIDE = 4
"""How many times less likely than an offer a protocol may be that is offered beside one."""


class Outcome(StrEnum):
    """What the assistant says of a message."""

    ANSWER = "answer"
    CHOOSE = "choose"
    NONE = "none"
    URGENT = "urgent"


def decide(ranking: Ranking, calibration: Calibration) -> tuple[Outcome, int]:
    """Return the outcome, and how many of the hits, from the first, it is about.

    Args:
        ranking: every protocol, best first, an urgent one that is called for before all.
        calibration: the thresholds.
    """
    hits = ranking.hits
    sure = any(hit.leads and hit.confidence >= calibration.answer_at for hit in hits)
    issues = [hit for hit in hits if hit.leads and hit.confidence >= PART_SPEAKS_AT]
    if ranking.urgent:
        others = sum(not hit.protocol.urgent for hit in issues)
        return Outcome.URGENT, min(1 + others, MOST_CARDS)
    if sure:
        return Outcome.ANSWER, min(len(issues), MOST_CARDS)
    if not any(hit.confidence >= calibration.choose_at for hit in hits):
        return Outcome.NONE, 0
    near = sum(hit.confidence >= calibration.choose_at / _BESIDE for hit in hits)
    return Outcome.CHOOSE, min(near, MOST_CARDS)
