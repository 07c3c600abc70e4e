"""Rules on what the readers could not read, or repaired."""

import re
from collections.abc import Iterator

from kb_assistant.documents import Problem
from kb_assistant.lint.finding import Finding
from kb_assistant.lint.guides import Guides

_TABLE = "Write every row of the table with as many cells as its header has."
_MEND = f"It was repaired; check that it reads right. {_TABLE}"
_BROKEN = (
    "cells, the dashes below it|the last ones were left empty|columns: the last hold the rest"
    "|no row was read as a paragraph"
)
_RAGGED = (
    "of the row above|goes on over lines|header is repeated|pipe in a code span"
    "|filled from the row above|stands within a cell"
)
_SCANNED = "Run OCR on the file (for example `ocrmypdf`) if the page shows text."
_EMPTY = "Write what to do under the heading, or take the heading out."
_KINDS = (
    (_BROKEN, "broken-table", _TABLE),
    (_RAGGED, "ragged-table", _MEND),
    ("holds no text", "page-without-text", _SCANNED),
    ("has nothing under it", "empty-section", _EMPTY),
)
"""What the readers' messages say, the rule that this is a finding of, and its advice."""


def readable(guides: Guides) -> Iterator[Finding]:
    """Each file can be read."""
    for problem in guides.unreadable:
        reason, _, advice = re.sub(r"\. (?=[A-Z])", ".\0", problem.message, count=1).partition("\0")
        yield Finding(
            problem.path,
            problem.line,
            "unreadable-file",
            reason.rstrip("."),
            advice or "Mend the file, or take it out of the corpus.",
        )


def well_formed(guides: Guides) -> Iterator[Finding]:
    """Each file says in its form what it means; the readers tell where they had to guess."""
    for document in guides.documents:
        for problem in document.problems:
            yield _sorted_in(problem)


def _sorted_in(problem: Problem) -> Finding:
    for pattern, rule, advice in _KINDS:
        if re.search(pattern, problem.message):
            return Finding(problem.path, problem.line, rule, problem.message, advice)
    advice = "Look at the place, and change it if it was not read as you mean it."
    return Finding(problem.path, problem.line, "reading", problem.message, advice)


def actions_filled(guides: Guides) -> Iterator[Finding]:
    """Each rule has an action."""
    for problem in guides.left_out:
        yield Finding(
            problem.path,
            problem.line,
            "empty-action",
            problem.message,
            "Write what the agent should do, or take the rule out.",
        )
