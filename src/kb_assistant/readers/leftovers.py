"""The leftovers of the web page that a text was copied from: they are no guide text."""

import re
from collections.abc import Sequence

from kb_assistant.readers.outline import Outline

_SURE = re.compile(
    r"""\d+\ comments?
    |please\ sign\ in\ to\ leave\ a\ comment
    |article\ is\ closed\ for\ comments
    |was\ this\ (?:article|page)\ helpful
    |\d+\ out\ of\ \d+\ found\ this\ helpful
    |have\ more\ questions\?\ submit\ a\ request
    |recently\ viewed\ articles""",
    re.IGNORECASE | re.VERBOSE,
)
_BESIDE = re.compile(
    r"comments|yes|no|share|follow|return to top|related articles|facebook|twitter|linkedin",
    re.IGNORECASE,
)
"""Words that are leftovers only beside a sure one: they may be headings of a guide."""


def without_leftovers(outline: Outline) -> list[str]:
    """Return the lines of `outline`, those of a web page's frame blank, each run with a Problem."""
    lines = list(outline.lines)
    for run in _runs(lines):
        if not any(_matches(_SURE, lines[index]) for index in run):
            continue
        dropped = " / ".join(lines[index].strip() for index in run)
        outline.problem(run[0] + 1, f"left out as a remainder of the web page: “{dropped}”")
        for index in run:
            outline.skip(index + 1, index + 1)
            lines[index] = ""
    return lines


def _matches(pattern: re.Pattern[str], line: str) -> bool:
    return bool(pattern.fullmatch(line.strip("#*_ \t.?!")))


def _runs(lines: Sequence[str]) -> list[list[int]]:
    """The runs of lines, blank ones aside, that may all be leftovers."""
    runs: list[list[int]] = [[]]
    for index, line in enumerate(lines):
        if not line.strip():
            continue
        if _matches(_SURE, line) or _matches(_BESIDE, line):
            runs[-1].append(index)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]
