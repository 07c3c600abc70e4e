"""What the corpus as it lies there would change against the live version, before it is published.

Three questions: which protocols differ and in which words, which messages would be answered
otherwise, and with what in place of what. Nothing is written, and the live version is not touched.
"""

from kb_assistant.diff.answers import AnswerChange, Kind, Message
from kb_assistant.diff.difference import Difference, Progress, difference
from kb_assistant.diff.pairing import Pair, Pairing
from kb_assistant.diff.records import to_record
from kb_assistant.diff.words import FieldChange, WordChange, WordKind, changed_fields, changed_words

__all__ = [
    "AnswerChange",
    "Difference",
    "FieldChange",
    "Kind",
    "Message",
    "Pair",
    "Pairing",
    "Progress",
    "WordChange",
    "WordKind",
    "changed_fields",
    "changed_words",
    "difference",
    "to_record",
]
