"""Tables whose cells stand in a grid: what is a title, a header, a section or a row."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from kb_assistant.documents import BlockKind
from kb_assistant.readers.grid import Slot
from kb_assistant.readers.outline import Outline
from kb_assistant.readers.tables import Row, repaired

_LEAN = -1.0
"""A grid has a cell for each column, so a short row hardly ever lacks its first ones."""
_LONGEST_HEADER = 60
_VALUE = re.compile(r"[\W\d_]+|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*|TRUE|FALSE")
"""A number, an amount or a date: no header."""
_SECTION = 8
"""The level of a heading within a table, below all others."""


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row: its lines, its slots from the left, and whether the file marks it as a header."""

    first: int
    last: int
    slots: tuple[Slot | None, ...]
    is_head: bool = False

    @property
    def texts(self) -> tuple[str, ...]:
        """The text of each place, "" where there is no cell."""
        return tuple(slot.cell.text if slot else "" for slot in self.slots)

    @property
    def sole(self) -> str:
        """The text of the only cell that says anything; "" if there are several or none."""
        cells = {id(slot.cell): slot.cell.text for slot in self.slots if slot and slot.cell.text}
        return next(iter(cells.values())) if len(cells) == 1 else ""


def add_grid(
    outline: Outline, grid: Sequence[GridRow], *, names: Sequence[str] = ()
) -> tuple[str, ...]:
    """Add the table `grid` and return the names of its columns.

    Args:
        names: those of the table that this one goes on with, from the page before.
    """
    for row in grid:
        outline.skip(row.first, row.last)
    rows = [row for row in grid if any(row.texts)]
    width = max((_width(row) for row in rows), default=0)
    while rows and (len(rows) == 1 or (width > 1 and rows[0].sole)) and not names:
        text = rows[0].sole or outline.slice(rows[0].first, rows[0].last)
        outline.add(BlockKind.PARAGRAPH, rows[0].first, rows[0].last, text=text)
        rows = rows[1:]
    if not rows:
        return tuple(names)
    heads = 0 if names else _head_count(rows)
    header = list(names) or _names(rows[:heads], width)
    if names and rows[0].texts[:width] == tuple(names):
        rows = rows[1:]
    if not heads and not names:
        outline.problem(rows[0].first, "the first row looks like no header: columns have no names")
    _add_rows(outline, header, rows, heads, width)
    return tuple(header)


def _add_rows(
    outline: Outline, header: Sequence[str], rows: Sequence[GridRow], heads: int, width: int
) -> None:
    sections: list[GridRow] = []
    body: list[Row] = []
    for number, row in enumerate(rows[heads:], start=heads):
        if _is_section(row, width):
            sections.append(row)
        else:
            body.append(_row(outline, rows, number, width))
    for whole, cells in repaired(outline, header, body, lean=_LEAN):
        while sections and sections[0].first <= whole.first:
            outline.heading(_SECTION, " ".join(sections[0].sole.split()), sections[0].first)
            sections = sections[1:]
        outline.add(BlockKind.TABLE_ROW, whole.first, whole.last, text=whole.text, cells=cells)
    outline.heading(_SECTION, "", 0)
    for section in sections:
        outline.add(BlockKind.PARAGRAPH, section.first, section.last, text=section.sole)


def _width(row: GridRow) -> int:
    return max((place for place, text in enumerate(row.texts, start=1) if text), default=0)


def _is_section(row: GridRow, width: int) -> bool:
    """Whether one cell reaches over all columns."""
    places = row.slots[:width]
    whole = 1 < width == len(places) and all(places)
    return whole and len({id(slot.cell) for slot in places if slot}) == 1


def _row(outline: Outline, rows: Sequence[GridRow], number: int, width: int) -> Row:
    """The row `number`; it begins further up if a cell right of its own first one does."""
    row = rows[number]
    begun = _begun(row)
    own = next(place for place, slot in enumerate(row.slots) if slot and slot.row == begun)
    above = {slot.row for slot in row.slots[own:width] if slot and slot.row < begun}
    reach = [row]
    for before in reversed(rows[:number]) if above else ():
        if _begun(before) in above:
            reach.append(before)
        if _begun(before) < min(above):
            break
    first, last = min(line.first for line in reach), max(line.last for line in reach)
    texts = row.texts[:width]
    return Row(first, last, outline.slice(first, last), texts)


def _begun(row: GridRow) -> int:
    """The number that the cells which begin in `row` carry."""
    return max(slot.row for slot in row.slots if slot)


def _head_count(rows: Sequence[GridRow]) -> int:
    marked = next((i for i, row in enumerate(rows) if not row.is_head), len(rows))
    if 0 < marked < len(rows):
        return marked
    if not looks_like_header(rows[0].texts):
        return 0
    return 2 if len(rows) > 2 and _is_second_head(rows[0], rows[1]) else 1  # noqa: PLR2004 - plain


def looks_like_header(texts: Sequence[str]) -> bool:
    """Whether the cells of a first row are names: short, no sentences, no values."""
    filled = [text for text in texts if text]
    return all(
        len(text) <= _LONGEST_HEADER and text[-1] not in ".!" and not _VALUE.fullmatch(text)
        for text in filled
    )


def _is_second_head(top: GridRow, row: GridRow) -> bool:
    """Whether `row` only names the parts of what the header `top` names as a whole."""
    times = Counter(id(slot.cell) for slot in top.slots if slot and slot.cell.text)
    parts = 0
    for above, slot in zip(top.slots, row.slots, strict=False):
        if not slot or not slot.cell.text or (above and slot.cell is above.cell):
            continue
        if not above or times[id(above.cell)] == 1:
            return False
        parts += 1
    return parts > 1 and looks_like_header(row.texts)


def _names(heads: Sequence[GridRow], width: int) -> list[str]:
    """The name of each column; equal ones are told apart by a number."""
    names: list[list[str]] = [[] for _ in range(width)]
    for head in heads:
        for name, text in zip(names, head.texts, strict=False):
            line = " ".join(text.split())
            if line and line not in name:
                name.append(line)
    return told_apart([" / ".join(name) for name in names])


def told_apart(names: Sequence[str]) -> list[str]:
    """Return `names` with a number behind the second and later of equal ones."""
    taken: set[str] = set()
    result: list[str] = []
    for name in names:
        free, count = name, 1
        while name and free in taken:
            count += 1
            free = f"{name} ({count})"
        taken.add(free)
        result.append(free)
    return result
