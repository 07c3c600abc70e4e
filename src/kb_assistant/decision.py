"""From confidences to one of four outcomes."""

from enum import StrEnum


class Outcome(StrEnum):
    """What the assistant says of a message."""

    ANSWER = "answer"
    CHOOSE = "choose"
    NONE = "none"
    URGENT = "urgent"
