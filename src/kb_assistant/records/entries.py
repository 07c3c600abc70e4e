"""What the records give and take. A text in them is redacted, and is left out of every repr."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Verdict(StrEnum):
    """What somebody says of an answer."""

    HELPFUL = "helpful"
    UNHELPFUL = "unhelpful"
    WRONG_PROTOCOL = "wrong_protocol"
    NOTHING_FITS = "nothing_fits"
    GAP = "gap"


class State(StrEnum):
    """Where a proposal stands."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Feedback:
    """One judgement of one answer.

    Args:
        index_version: the version that answered.
        outcome: the `Outcome` of the answer.
        shown: the ids of the protocols that were shown, the judged one first.
        verdict: what is said of it.
        expected: the protocol that it should be, if the verdict names one.
        confidence: the confidence that was shown for the judged one.
    """

    index_version: str
    outcome: str
    shown: tuple[str, ...]
    verdict: Verdict
    expected: str | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """Feedback as it is stored, with what is kept of the message: None if nothing is."""

    id: int
    created: datetime
    feedback: Feedback
    text: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Complaints:
    """How often the protocol was not what somebody needed.

    Args:
        protocol: the one that was shown.
        count: how often it was called wrong or unhelpful.
        by_verdict: the same by what was said.
        expected: how often each other protocol was named in its place.
    """

    protocol: str
    count: int
    by_verdict: Mapping[Verdict, int]
    expected: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A redacted message that could become a phrasing.

    Args:
        id: its number.
        created: when the message was judged.
        protocol: the protocol that was confirmed for it; None if nothing covers it.
        text: the redacted message; None once it was purged.
        state: whether somebody has decided.
        decided_by, decided_at: who, and when; None while it is pending.
    """

    id: int
    created: datetime
    protocol: str | None
    text: str | None = field(repr=False)
    state: State = State.PENDING
    decided_by: str | None = None
    decided_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class EvaluationRun:
    """The scores of a version of the index, by name, and when they were measured."""

    id: int
    created: datetime
    version: str
    scores: Mapping[str, float]
