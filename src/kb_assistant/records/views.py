"""What the stored judgements and evaluations show."""

from collections import Counter, defaultdict

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from kb_assistant.records.entries import Complaints, Entry, EvaluationRun, Feedback, Verdict
from kb_assistant.records.proposals import NO_ANSWER
from kb_assistant.records.tables import FeedbackRow, RunRow

MOST = 200
"""How many are shown unless more are asked for."""

_COMPLAINTS = (Verdict.UNHELPFUL, Verdict.WRONG_PROTOCOL, Verdict.NOTHING_FITS)


def inbox(session: Session, most: int) -> tuple[Entry, ...]:
    """Return the last judgements, the newest first."""
    newest = select(FeedbackRow).order_by(FeedbackRow.id.desc()).limit(most)
    return tuple(_entry(row) for row in session.scalars(newest))


def unanswered(session: Session, most: int) -> tuple[Entry, ...]:
    """Return the last messages that no protocol covers, the newest first."""
    uncovered = or_(
        FeedbackRow.outcome == NO_ANSWER,
        FeedbackRow.verdict.in_([Verdict.GAP, Verdict.NOTHING_FITS]),
    )
    newest = (
        select(FeedbackRow)
        .where(FeedbackRow.expected.is_(None), uncovered)
        .order_by(FeedbackRow.id.desc())
        .limit(most)
    )
    return tuple(_entry(row) for row in session.scalars(newest))


def complaints(session: Session) -> tuple[Complaints, ...]:
    """Return the protocols that somebody was wrongly shown, the most frequent first."""
    wanted = select(FeedbackRow.shown, FeedbackRow.verdict, FeedbackRow.expected).where(
        FeedbackRow.verdict.in_(_COMPLAINTS)
    )
    verdicts: defaultdict[str, Counter[Verdict]] = defaultdict(Counter)
    expected: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for shown, verdict, instead in session.execute(wanted):
        if shown:
            verdicts[shown[0]][Verdict(verdict)] += 1
            expected[shown[0]].update([instead] if instead else [])
    found = (
        Complaints(name, count.total(), dict(count), dict(expected[name].most_common()))
        for name, count in verdicts.items()
    )
    return tuple(sorted(found, key=lambda one: (-one.count, one.protocol)))


def runs(session: Session, version: str | None, most: int) -> tuple[EvaluationRun, ...]:
    """Return the last evaluations, of `version` if it is given, the newest first."""
    wanted = select(RunRow).order_by(RunRow.id.desc()).limit(most)
    if version is not None:
        wanted = wanted.where(RunRow.version == version)
    return tuple(
        EvaluationRun(row.id, row.created, row.version, row.scores)
        for row in session.scalars(wanted)
    )


def _entry(row: FeedbackRow) -> Entry:
    feedback = Feedback(
        row.index_version,
        row.outcome,
        tuple(row.shown),
        Verdict(row.verdict),
        row.expected,
        row.confidence,
    )
    return Entry(row.id, row.created, feedback, row.redacted_text)
