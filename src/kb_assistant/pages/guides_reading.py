"""What the corpus would say with the draft in it: its protocols, findings and example messages.

It is read without the model, in well under a second, and once for each state of the draft.
"""

from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from kb_assistant.assistant import Assistant, ContextLine
from kb_assistant.corpus import Survey, survey
from kb_assistant.documents import SourceSpan
from kb_assistant.index.store import IndexStore
from kb_assistant.lint import Finding, lint_survey
from kb_assistant.pages.guides_apply import laid_out
from kb_assistant.pages.guides_draft import Draft
from kb_assistant.pages.quality.place import Place
from kb_assistant.protocols import Protocol

_AROUND = 2


@dataclass(frozen=True, slots=True)
class Reading:
    """The corpus as it would be.

    Args:
        survey: all that can be read of it.
        findings: what is doubtful, by file and line.
    """

    survey: Survey
    findings: tuple[Finding, ...]

    def of(self, path: str) -> tuple[Finding, ...]:
        """Return what is doubtful in a file."""
        return tuple(found for found in self.findings if found.path == path)

    def protocols(self, path: str) -> tuple[Protocol, ...]:
        """Return the protocols of a guide."""
        return tuple(one for one in self.survey.protocols if one.source.path == path)

    def pages(self, path: str) -> tuple[str, ...]:
        """Return the text of a guide, page by page; none if it cannot be read."""
        return next((one.pages for one in self.survey.documents if one.path == path), ())

    def context(self, span: SourceSpan) -> tuple[ContextLine, ...]:
        """Return the lines that `span` covers and a few around them."""
        lines = self.pages(span.path)[(span.page or 1) - 1].split("\n")
        numbers = range(
            max(1, span.line_start - _AROUND), min(len(lines), span.line_end + _AROUND) + 1
        )
        return tuple(
            ContextLine(n, lines[n - 1], span.line_start <= n <= span.line_end) for n in numbers
        )


def draft_of(place: Place) -> Draft:
    """Return the pending changes of an installation."""
    return Draft(place.corpus, place.index / "draft")


def read(draft: Draft) -> Reading:
    """Return what the corpus would say.

    Raises:
        CorpusError: if there is no guide in it.
    """
    return _read(draft, draft.identity())


@st.cache_resource(max_entries=2, show_spinner=False)
def _read(_draft: Draft, identity: str) -> Reading:
    del identity  # the key
    with laid_out(_draft) as folder:
        content = survey(folder)
        return Reading(content, lint_survey(content, folder))


def live_assistant(place: Place) -> Assistant:
    """Return what answers agents at this moment.

    Raises:
        KbError: if there is none.
    """
    return _assistant(place.index, IndexStore(place.index).current())


@st.cache_resource(max_entries=1, show_spinner="Opening the live version …")
def _assistant(index: Path, version: str) -> Assistant:
    return Assistant.load(index, version)
