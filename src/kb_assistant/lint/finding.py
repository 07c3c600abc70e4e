"""What lint finds, and how grave each kind of it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Level(StrEnum):
    """Whether a finding stops a guide from being published."""

    ERROR = "error"
    WARNING = "warning"


_ERRORS = (
    "broken-table",
    "empty-action",
    "orphan-phrasing",
    "two-labels",
    "unreadable-file",
)
_WARNINGS = (
    "bare-title",
    "condition-gap",
    "contradiction",
    "contradicts-section",
    "duplicate-issue",
    "empty-section",
    "ignore",
    "lookalike-phrasing",
    "missing-link",
    "missing-otherwise",
    "missing-passage",
    "missing-text",
    "name-variants",
    "near-duplicate-issue",
    "no-destination",
    "page-without-text",
    "personal-data",
    "prescribes-nothing",
    "ragged-table",
    "reading",
    "unknown-acronym",
    "unknown-document",
)
LEVELS: Mapping[str, Level] = MappingProxyType(
    dict.fromkeys(_ERRORS, Level.ERROR) | dict.fromkeys(_WARNINGS, Level.WARNING)
)
"""Every rule's name and level."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A doubt about the corpus.

    Args:
        path: the file, relative to the corpus.
        line: the line, from 1; in a PDF, that of the page which the message names.
        rule: the name of the rule that found it, a key of `LEVELS`.
        message: what is wrong.
        advice: what to do about it.
    """

    path: str
    line: int
    rule: str
    message: str
    advice: str

    @property
    def level(self) -> Level:
        """How grave it is."""
        return LEVELS[self.rule]
