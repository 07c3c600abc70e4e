"""From confirmed answers to phrasings: what a judgement proposes, and who decided on it."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from kb_assistant.errors import RecordsError
from kb_assistant.records.entries import Proposal, State, Verdict
from kb_assistant.records.tables import FeedbackRow, ProposalRow, now

NO_ANSWER = "none"
"""The outcome of a message that no protocol fits."""


def propose(session: Session) -> None:
    """Make a proposal of each confirmed answer whose text is kept and that says something new."""
    confirmed = (
        select(FeedbackRow)
        .outerjoin(ProposalRow)
        .where(FeedbackRow.redacted_text.is_not(None), ProposalRow.id.is_(None))
        .order_by(FeedbackRow.id)
    )
    living = select(ProposalRow).where(ProposalRow.state != State.REJECTED)
    there = {(row.protocol, _folded(row.feedback)) for row in session.scalars(living)}
    for feedback in session.scalars(confirmed).all():
        settled, protocol = _confirmed(feedback)
        key = (protocol, _folded(feedback))
        if settled and key not in there:
            there.add(key)
            session.add(
                ProposalRow(feedback=feedback, protocol=protocol, state=State.PENDING.value)
            )


def undecided(session: Session) -> tuple[Proposal, ...]:
    """Return the proposals that wait and still have a text, the oldest first."""
    waiting = (
        select(ProposalRow)
        .join(FeedbackRow)
        .where(ProposalRow.state == State.PENDING, FeedbackRow.redacted_text.is_not(None))
        .order_by(ProposalRow.id)
    )
    return tuple(_proposal(row) for row in session.scalars(waiting))


def decide(session: Session, number: int, state: State, by: str) -> Proposal:
    """Record the decision on a proposal, and return it.

    Raises:
        RecordsError: if it is decided already.
    """
    claim = (
        update(ProposalRow)
        .where(ProposalRow.id == number, ProposalRow.state == State.PENDING)
        .values(state=state.value, decided_by=by, decided_at=now())
    )
    if not session.connection().execute(claim).rowcount:
        raise RecordsError(
            f"Proposal {number} is not open: somebody has decided on it. Reload the inbox."
        )
    return _proposal(session.get_one(ProposalRow, number))


def _confirmed(row: FeedbackRow) -> tuple[bool, str | None]:
    """Whether a judgement says what is right for its message, and which protocol that is."""
    match Verdict(row.verdict):
        case Verdict.HELPFUL if row.outcome == NO_ANSWER:
            return True, None
        case Verdict.HELPFUL:
            return bool(row.shown), next(iter(row.shown), None)
        case Verdict.WRONG_PROTOCOL:
            return row.expected is not None, row.expected
        case Verdict.NOTHING_FITS:
            return True, None
        case _:
            return False, None


def _folded(row: FeedbackRow) -> str:
    return " ".join((row.redacted_text or "").lower().split())


def _proposal(row: ProposalRow) -> Proposal:
    return Proposal(
        row.id,
        row.feedback.created,
        row.protocol,
        row.feedback.redacted_text,
        State(row.state),
        row.decided_by,
        row.decided_at,
    )
