"""The records: what can be told to them and asked of them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from kb_assistant.errors import RecordsError
from kb_assistant.records import views
from kb_assistant.records.database import Database
from kb_assistant.records.entries import (
    Complaints,
    Entry,
    EvaluationRun,
    Feedback,
    Proposal,
    State,
)
from kb_assistant.records.phrasing_file import append_phrasing
from kb_assistant.records.proposals import decide, propose, undecided
from kb_assistant.records.tables import FeedbackRow, RunRow, now
from kb_assistant.records.texts import clean, forget
from kb_assistant.records.views import MOST
from kb_assistant.settings import TextPolicy

KEPT = timedelta(days=30)
_PATIENCE = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Records:
    """The records of one installation; several processes and threads may use them at once.

    Args:
        database: where they are.
        policy: what is kept of a message.
        keep: literals that redaction leaves alone, such as the telephone numbers of the guides.
    """

    database: Database
    policy: TextPolicy = TextPolicy.NONE
    keep: tuple[str, ...] = ()

    @classmethod
    def open(
        cls,
        url: str,
        policy: TextPolicy = TextPolicy.NONE,
        *,
        keep: Collection[str] = (),
        patience: timedelta = _PATIENCE,
    ) -> "Records":
        """Open the database at `url`, made if it is not there, and purge it.

        Args:
            url: an SQLAlchemy URL.
            policy, keep: as above.
            patience: how long to wait while another process writes.

        Raises:
            RecordsError: if it cannot be read and written.
        """
        records = cls(Database.open(url, patience), policy, tuple(keep))
        records.purge()
        return records

    def close(self) -> None:
        """Give the connections back."""
        self.database.engine.dispose()

    def __enter__(self) -> Self:
        """Return the records, closed at the end of the block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close them."""
        self.close()

    def add_feedback(self, feedback: Feedback, message: str | None = None) -> int:
        """Store a judgement and return its number.

        Args:
            feedback: the judgement.
            message: what was asked; forgotten, or redacted and kept for 30 days, by `policy`.
        """
        with self.database.writing() as session:
            purged = forget(session, KEPT)
            row = FeedbackRow(
                created=now(),
                index_version=feedback.index_version,
                outcome=str(feedback.outcome),
                shown=list(feedback.shown),
                verdict=feedback.verdict.value,
                expected=feedback.expected,
                confidence=feedback.confidence,
                redacted_text=self._kept(message),
            )
            session.add(row)
        if purged:
            self.database.forget_deleted()
        return row.id

    def inbox(self, most: int = MOST) -> tuple[Entry, ...]:
        """Return the last judgements, the newest first."""
        with self.database.reading() as session:
            return views.inbox(session, most)

    def unanswered(self, most: int = MOST) -> tuple[Entry, ...]:
        """Return the last messages that no protocol covers, the newest first."""
        with self.database.reading() as session:
            return views.unanswered(session, most)

    def complaints_by_protocol(self) -> tuple[Complaints, ...]:
        """Return the protocols that somebody was wrongly shown, the most frequent first."""
        with self.database.reading() as session:
            return views.complaints(session)

    def purge(self, older_than: timedelta = KEPT) -> int:
        """Remove the text of judgements older than that, and return of how many.

        `open` and `add_feedback` do so by themselves.
        """
        with self.database.writing() as session:
            count = forget(session, older_than)
        if count:
            self.database.forget_deleted()
        return count

    def propose_phrasings(self) -> tuple[Proposal, ...]:
        """Make proposals of confirmed answers whose text is kept, and return all undecided ones."""
        with self.database.writing() as session:
            propose(session)
            return undecided(session)

    def approve(self, proposal: int, *, by: str, corpus: Path, text: str | None = None) -> Proposal:
        """Write a proposal to the phrasings of `corpus`; the next build learns from it.

        Args:
            proposal: its number.
            by: who approves.
            corpus: the folder of the guides.
            text: an edited wording; redacted too.

        Raises:
            RecordsError: if it is decided already, or the file cannot be written.
        """
        with self.database.writing() as session:
            decided = decide(session, proposal, State.APPROVED, by)
            wording = clean(decided.text if text is None else text, self.keep)
            if not wording:
                raise RecordsError(
                    f"The text of proposal {proposal} is empty or was purged. Reject it, or write"
                    " the phrasing by hand."
                )
            append_phrasing(corpus, decided.protocol, wording)
        return decided

    def reject(self, proposal: int, *, by: str) -> Proposal:
        """Turn a proposal down; it is not made again.

        Raises:
            RecordsError: if it is decided already.
        """
        with self.database.writing() as session:
            return decide(session, proposal, State.REJECTED, by)

    def add_run(self, version: str, scores: Mapping[str, float]) -> int:
        """Store what an evaluation of a version of the index measured."""
        with self.database.writing() as session:
            row = RunRow(created=now(), version=version, scores=dict(scores))
            session.add(row)
        return row.id

    def runs(self, version: str | None = None, most: int = MOST) -> tuple[EvaluationRun, ...]:
        """Return the last evaluations, of `version` if it is given, the newest first."""
        with self.database.reading() as session:
            return views.runs(session, version, most)

    def _kept(self, message: str | None) -> str | None:
        if self.policy is not TextPolicy.REDACTED:
            return None
        return clean(message, self.keep) or None
