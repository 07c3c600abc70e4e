"""A quiz board pasted as text: categories, then points, clue and response, row by row."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from kb_assistant.documents import BlockKind, Cell
from kb_assistant.readers.outline import Outline

_POINTS = re.compile(r"\$?(\d{1,5})(?: (?:points?|pts))?", re.IGNORECASE)
_PHRASE = re.compile(r"(?:what|who)(?:\s+(?:is|are|was|were)|['\u2019]s)\b\s*", re.IGNORECASE)
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class _Segment:
    """The lines (from 1) of one clue with its response, and the points above it."""

    points: int
    line: int
    first: int
    last: int


def is_quiz(lines: Sequence[str]) -> bool:
    """Whether lines of bare points divide the text, and most responses are put as questions."""
    segments = _segments(lines)
    if len(segments) < _FEWEST:
        return False
    asked = sum(_response_line(lines, segment) is not None for segment in segments)
    return 2 * asked > len(segments)


def add_quiz(outline: Outline, lines: Sequence[str]) -> None:
    """Add a QUESTION for each clue, under its category."""
    segments = _segments(lines)
    categories = _categories(outline, lines, segments)
    rows = [list(row) for _, row in groupby(segments, key=lambda segment: segment.points)]
    sure = bool(categories)
    for number, row in enumerate(rows):
        if sure and len(row) != len(categories):
            last = number + 1 == len(rows) and len(row) < len(categories)
            outline.problem(
                row[0].line,
                f"{len(row)} clues for {row[0].points} points, but {len(categories)} categories: "
                + ("read as those of the first categories" if last else "categories left empty"),
            )
            sure = last
        for column, segment in enumerate(row):
            _add_clue(outline, lines, segment, (categories[column],) if sure else ())


def _segments(lines: Sequence[str]) -> list[_Segment]:
    marks = [
        (number, int(match[1]))
        for number, line in enumerate(lines, start=1)
        if (match := _POINTS.fullmatch(line.strip()))
    ]
    ends = [*(number - 1 for number, _ in marks), len(lines)][1:]
    return [
        _Segment(points, number, number + 1, end)
        for (number, points), end in zip(marks, ends, strict=True)
    ]


def _categories(
    outline: Outline, lines: Sequence[str], segments: Sequence[_Segment]
) -> tuple[str, ...]:
    """The titles above the first clue, as many as the first row has clues."""
    row = next(groupby(segments, key=lambda segment: segment.points))[1]
    wanted = len(list(row))
    top = segments[0].line - 1
    numbers = [number for number in range(1, top + 1) if lines[number - 1].strip()]
    for number in numbers[:-wanted] if len(numbers) >= wanted else numbers:
        outline.add(BlockKind.PARAGRAPH, number, number)
    if len(numbers) < wanted:
        outline.problem(
            segments[0].line,
            f"the first row has {wanted} clues, but only {len(numbers)} categories stand above it: "
            "the categories were left empty",
        )
        return ()
    outline.skip(1, top)
    return tuple(lines[number - 1].strip() for number in numbers[-wanted:])


def _paragraphs(lines: Sequence[str], segment: _Segment) -> list[list[int]]:
    numbers = range(segment.first, segment.last + 1)
    groups = groupby(numbers, key=lambda number: bool(lines[number - 1].strip()))
    return [list(group) for filled, group in groups if filled]


def _response_line(lines: Sequence[str], segment: _Segment) -> int | None:
    """Return the line (from 1) where the response begins by its wording, None if none does.

    It is looked for in the last paragraph, then at the start of those before; never at the start
    of the clue.
    """
    paragraphs = _paragraphs(lines, segment)
    within = [number for group in paragraphs[-1:] for number in group]
    before = [group[0] for group in paragraphs[:-1]]
    for number in (*reversed(within), *reversed(before)):
        if number != paragraphs[0][0] and _PHRASE.match(lines[number - 1].strip()):
            return number
    return None


def _add_clue(
    outline: Outline, lines: Sequence[str], segment: _Segment, headings: tuple[str, ...]
) -> None:
    outline.skip(segment.line, segment.last)
    paragraphs = _paragraphs(lines, segment)
    if not paragraphs:
        outline.problem(segment.line, f"{segment.points} points without a clue")
        return
    first, last = paragraphs[0][0], paragraphs[-1][-1]
    start = _response_line(lines, segment)
    if start is None:
        start = paragraphs[-1][0] if len(paragraphs) > 1 else last
        outline.problem(start, "the response does not begin with “What is”: taken from its place")
    clue = outline.slice(first, start - 1)
    if not clue:
        outline.problem(first, "a clue without a response, or a response without a clue")
        outline.add(BlockKind.PARAGRAPH, first, last, headings=headings)
        return
    action = _action(outline.slice(start, last))
    cells = (Cell("Situation", clue), Cell("Action", action))
    outline.add(BlockKind.QUESTION, first, last, cells=cells, headings=headings)


def _action(response: str) -> str:
    """Return the response without the question it is put as; always a part of it."""
    phrase = _PHRASE.match(response)
    if not phrase:
        return response
    rest = response[phrase.end() :].strip()
    whole = not re.search(r"[.!?:]\s", rest)
    return rest[:-1].rstrip() if whole and rest.endswith("?") and len(rest) > 1 else rest
