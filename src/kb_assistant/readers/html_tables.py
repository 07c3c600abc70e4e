"""Tables written in HTML within Markdown, their spans filled in."""

import re
from collections.abc import Sequence

from kb_assistant.documents import BlockKind
from kb_assistant.readers.grid import Slot, spread
from kb_assistant.readers.markup import Markup, MarkupTable, without_tags
from kb_assistant.readers.outline import Outline
from kb_assistant.readers.tables import Row, repaired

_TABLE_TAG = re.compile(r"<(/?)table(?=[\s>/])", re.IGNORECASE)
_LEAN = -1.0
"""Markup has a cell for each column, so a short row hardly ever lacks its first ones."""


def end_of_tables(lines: Sequence[str], start: int, end: int) -> int:
    """Return where the tables that open in the lines from `start` to `end` are closed (from 0).

    Markdown ends a piece of HTML at a blank line, HTML does not end a table there.
    """
    depth = 0
    for index in range(start, len(lines)):
        if index >= end and depth <= 0:
            return index
        depth += sum(-1 if tag[1] else 1 for tag in _TABLE_TAG.finditer(lines[index]))
    return len(lines) if depth <= 0 else end


def add_html(outline: Outline, first: int, last: int) -> None:
    """Add the HTML on the lines `first` to `last` (from 1): tables by row, else as it is."""
    source = "\n".join(outline.lines[first - 1 : last])
    outline.skip(first, last)
    markup = Markup(source)
    pieces = [(start, end, -1) for start, end in markup.loose]
    pieces += [(_top(table), table.end, number) for number, table in enumerate(markup.tables)]
    for start, end, number in sorted(pieces):
        if number >= 0:
            _add_table(outline, first, source, markup.tables[number])
        else:
            _add_slice(outline, first, source, start, end)


def _top(table: MarkupTable) -> int:
    return table.rows[0].start if table.rows else table.start


def _add_slice(outline: Outline, first: int, source: str, start: int, end: int) -> None:
    text = source[start:end]
    if not without_tags(text).strip():
        return
    start += len(text) - len(text.lstrip())
    line = first + source.count("\n", 0, start)
    text = text.strip()
    outline.add(BlockKind.PARAGRAPH, line, line + text.count("\n"), text=text)


def _add_table(outline: Outline, first: int, source: str, table: MarkupTable) -> None:
    line = first + source.count("\n", 0, table.start)
    if table.nested:
        outline.problem(line, "a table stands within a cell: its text was read as that cell's")
    grid = spread([row.cells for row in table.rows])
    heads = _head_count(table)
    names = _names(outline, first, source, table, grid[:heads])
    rows = [
        _row(first, source, table, grid[number], number)
        for number in range(heads, len(grid))
        if any(cell.text for cell in table.rows[number].cells)
    ]
    if not rows:
        _add_slice(outline, first, source, table.start, table.end)
        return
    for row, cells in repaired(outline, names, rows, lean=_LEAN):
        outline.add(BlockKind.TABLE_ROW, row.first, row.last, text=row.text, cells=cells)


def _head_count(table: MarkupTable) -> int:
    """How many rows at the top are headers."""
    for number, row in enumerate(table.rows):
        if not row.in_head and not (row.cells and all(cell.is_head for cell in row.cells)):
            return number
    return len(table.rows)


def _names(
    outline: Outline,
    first: int,
    source: str,
    table: MarkupTable,
    heads: Sequence[Sequence[Slot | None]],
) -> list[str]:
    """The header of each column; a title over the whole width is text, unless it stands alone."""
    names: list[list[str]] = [[] for _ in range(max(map(len, heads), default=0))]
    for number, head in enumerate(heads):
        texts = [slot.cell.text.replace("\n", " ") if slot else "" for slot in head]
        if len(heads) > 1 and len({id(slot) for slot in head}) == 1 < len(names):
            row = table.rows[number]
            _add_slice(outline, first, source, row.start, row.end)
            continue
        for name, text in zip(names, texts, strict=False):
            if text and text not in name:
                name.append(text)
    return [" / ".join(name) for name in names]


def _row(
    first: int, source: str, table: MarkupTable, slots: Sequence[Slot | None], number: int
) -> Row:
    """The row `number`; it begins further up if a cell right of its own first one does."""
    own = next((i for i, slot in enumerate(slots) if slot and slot.row == number), len(slots))
    begin = min([number, *(slot.row for slot in slots[own:] if slot)])
    start, end = table.rows[begin].start, table.rows[number].end
    text = source[start:end].strip()
    line = first + source.count("\n", 0, start)
    cells = tuple(slot.cell.text if slot else "" for slot in slots)
    return Row(line, line + text.count("\n"), text, cells)
