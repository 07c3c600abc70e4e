"""What people said of the answers, what was proposed from it, and what runs measured.

Of a message nothing is stored by default; with `TextPolicy.REDACTED`, what `redact` leaves of it,
for 30 days.
"""

from kb_assistant.records.entries import (
    Complaints,
    Entry,
    EvaluationRun,
    Feedback,
    Proposal,
    State,
    Verdict,
)
from kb_assistant.records.store import KEPT, Records
from kb_assistant.settings import TextPolicy

__all__ = [
    "KEPT",
    "Complaints",
    "Entry",
    "EvaluationRun",
    "Feedback",
    "Proposal",
    "Records",
    "State",
    "TextPolicy",
    "Verdict",
]
