import pytest

from kb_assistant.calibration import Calibration
from kb_assistant.decision import Outcome, decide
from kb_assistant.documents import SourceSpan
from kb_assistant.protocols import Protocol, Route
from kb_assistant.retrieval import Hit, Ranking

LIMITS = Calibration(scale=1, nothing=0, answer_at=0.7, choose_at=0.3)


def hit(confidence: float, *, leads: bool = False, urgent: bool = False) -> Hit:
    source = SourceSpan("g.md", 1, 1)
    protocol = Protocol("g/a", "A", "", "Do a.", Route.UNKNOWN, "", (), urgent, source)
    return Hit(protocol, confidence, leads)


@pytest.mark.parametrize(
    ("hits", "urgent", "outcome", "cards"),
    [
        ((hit(0.7, leads=True), hit(0.2)), False, Outcome.ANSWER, 1),
        ((hit(0.9, leads=True), hit(0.4, leads=True)), False, Outcome.ANSWER, 2),
        ((hit(0.9, leads=True), hit(0.4)), False, Outcome.ANSWER, 1),
        ((hit(0.69, leads=True), hit(0.1)), False, Outcome.CHOOSE, 2),
        ((hit(0.69, leads=True), hit(0.07)), False, Outcome.CHOOSE, 1),
        ((hit(0.35, leads=True),), False, Outcome.CHOOSE, 1),
        ((hit(0.3, leads=True), hit(0.3), hit(0.3), hit(0.3)), False, Outcome.CHOOSE, 3),
        ((hit(0.29, leads=True), hit(0.2)), False, Outcome.NONE, 0),
        ((hit(0.6, leads=True, urgent=True), hit(0.9, leads=True)), True, Outcome.URGENT, 2),
        ((hit(0.6, leads=True, urgent=True), hit(0.2, leads=True)), True, Outcome.URGENT, 1),
        ((), False, Outcome.NONE, 0),
    ],
)
def test_one_number_decides(
    hits: tuple[Hit, ...], urgent: bool, outcome: Outcome, cards: int
) -> None:
    assert decide(Ranking(hits, urgent), LIMITS) == (outcome, cards)
