"""From a member's message to an `Answer`."""

from dataclasses import dataclass

from kb_assistant.decision import Outcome
from kb_assistant.protocols import Protocol


@dataclass(frozen=True, slots=True)
class Result:
    """A protocol with the calibrated probability, 0 to 1, that it is right for the message."""

    protocol: Protocol
    confidence: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What the assistant says of one message.

    Args:
        outcome: which of the four.
        index_version: the version of the index that answered.
        latency_ms: the time it took, in milliseconds.
        results: up to five, best first.
        cards: how many of `results`, from the first, the outcome is about: one for each issue of
            the message when the outcome is `answer` or `urgent`, the two or three to choose
            from when it is `choose`, 0 when it is `none`. The rest are near alternatives.
    """

    outcome: Outcome
    index_version: str
    latency_ms: float
    results: tuple[Result, ...]
    cards: int
