"""The tables. `feedback.redacted_text` is the only place that can hold anything of a message."""

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, DateTime, ForeignKey, String, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator


def now() -> datetime:
    """Return the time, in UTC."""
    return datetime.now(UTC)


class UtcTime(TypeDecorator[datetime]):
    """A time with its zone, kept as UTC where the database knows no zones."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return `value` as UTC without a zone."""
        return value and value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return what is stored, as UTC."""
        stored: datetime | None = value
        return stored and stored.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """The tables of the records."""

    type_annotation_map: ClassVar = {str: String(500)}  # some databases ask for a length


class FeedbackRow(Base):
    """A judgement of an answer."""

    __tablename__ = "feedback"

    id: Mapped[int] = mapped_column(primary_key=True)
    created: Mapped[datetime] = mapped_column(UtcTime, index=True)
    index_version: Mapped[str]
    outcome: Mapped[str]
    shown: Mapped[list[str]] = mapped_column(JSON)
    verdict: Mapped[str] = mapped_column(index=True)
    expected: Mapped[str | None]
    confidence: Mapped[float | None]
    redacted_text: Mapped[str | None] = mapped_column(Text)


class ProposalRow(Base):
    """A phrasing that a judgement suggests; its text stands in the judgement."""

    __tablename__ = "proposals"

    id: Mapped[int] = mapped_column(primary_key=True)
    feedback_id: Mapped[int] = mapped_column(ForeignKey("feedback.id"), unique=True)
    protocol: Mapped[str | None]
    state: Mapped[str] = mapped_column(index=True)
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None] = mapped_column(UtcTime)
    feedback: Mapped[FeedbackRow] = relationship(lazy="joined", innerjoin=True)


class RunRow(Base):
    """The scores of a version."""

    __tablename__ = "evaluation_runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    created: Mapped[datetime] = mapped_column(UtcTime)
    version: Mapped[str] = mapped_column(index=True)
    scores: Mapped[dict[str, float]] = mapped_column(JSON)
