"""What is kept of a message, and for how long."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from kb_assistant.records.tables import FeedbackRow, now
from kb_assistant.redaction import redact

_LONGEST = 10_000


def clean(text: str | None, keep: Collection[str]) -> str:
    """Return `text`, redacted, in characters that every database can store."""
    redacted = redact(text or "", keep).strip()[:_LONGEST]
    return redacted.replace("\0", "").encode(errors="replace").decode()


def forget(session: Session, older_than: timedelta) -> int:
    """Remove the text of judgements older than that, and return of how many."""
    old = FeedbackRow.created < now() - older_than, FeedbackRow.redacted_text.is_not(None)
    removal = update(FeedbackRow).where(*old).values(redacted_text=None)
    return session.connection().execute(removal).rowcount
