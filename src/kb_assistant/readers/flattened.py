"""Pipe tables in plain text, also those that a web page's table was flattened to.

In such an export a cell goes on over lines, a row lacks the cells that a rowspan covered, and
lines of the page stand between or below the rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from kb_assistant.documents import BlockKind
from kb_assistant.readers.outline import Outline
from kb_assistant.readers.pipes import cells_of, cells_within, has_pipe, is_closed, is_separator
from kb_assistant.readers.tables import Row, repaired

_WIDEST_GAP = 2
"""More lines than these that are no rows end a table."""


@dataclass(slots=True)
class _Found:
    """A table: rows, and loose lines between them; lines are counted from 0, ends exclusive."""

    header: tuple[str, ...]
    end: int
    rows: list[tuple[int, int]] = field(default_factory=list)
    loose: list[tuple[int, int]] = field(default_factory=list)


def starts_at(lines: Sequence[str], index: int, limit: int | None = None) -> bool:
    """Whether a header row stands at `index` (from 0), with a separator row before `limit`."""
    below = _below(lines, index)
    return (
        below < (len(lines) if limit is None else limit)
        and has_pipe(lines[index])
        and is_separator(lines[below])
        and not is_separator(lines[index])
    )


def _below(lines: Sequence[str], index: int) -> int:
    """The line below `index`, a blank one between them aside."""
    blank = index + 1 < len(lines) and not lines[index + 1].strip()
    return index + 2 if blank else index + 1


def end_of(lines: Sequence[str], start: int) -> int:
    """Return where the table at `start` ends (from 0, exclusive)."""
    return _find(lines, start, len(lines)).end


def add_table(
    outline: Outline, lines: Sequence[str], start: int, limit: int, *, lean: float = 0.0
) -> int:
    """Add the table at `start` to `outline`; return where it ends, `limit` at most (from 0).

    Args:
        lines: the lines of `outline`, blank where something is not to be read.
        lean: see `tables.repaired`.
    """
    found = _find(lines, start, limit)
    dashes = len(cells_of(lines[_below(lines, start)]))
    if dashes != len(found.header):
        outline.problem(
            start + 1,
            f"the table's header has {len(found.header)} cells, the dashes below it {dashes}",
        )
    if not found.rows:
        outline.add(BlockKind.PARAGRAPH, start + 1, _below(lines, start) + 1)
    outline.skip(start + 1, found.end)
    loose = list(found.loose)
    for row, cells in repaired(outline, found.header, _rows(outline, found), lean=lean):
        while loose and loose[0][0] < row.first:
            _add_loose(outline, *loose.pop(0))
        outline.add(BlockKind.TABLE_ROW, row.first, row.last, text=row.text, cells=cells)
    for span in loose:
        _add_loose(outline, *span)
    return found.end


def _add_loose(outline: Outline, first: int, end: int) -> None:
    outline.problem(first + 1, "text within the table that is no row was read as a paragraph")
    outline.add(BlockKind.PARAGRAPH, first + 1, end)


def _rows(outline: Outline, found: _Found) -> list[Row]:
    rows = []
    for first, end in found.rows:
        text = outline.slice(first + 1, end)
        cells, repair = cells_within(text, len(found.header))
        if tuple(cell.strip("*_ ") for cell in cells) == found.header:
            outline.problem(first + 1, "the table's header is repeated here: left out")
            continue
        if repair:
            outline.problem(first + 1, repair)
        if sum(bool(line.strip(" |")) for line in text.split("\n")) > 1:
            outline.problem(first + 1, f"the row goes on over lines {first + 1} to {end}: joined")
        rows.append(Row(first + 1, end, text, cells))
    return rows


def _find(lines: Sequence[str], start: int, limit: int) -> _Found:
    header = tuple(cell.strip("*_ ") for cell in cells_of(lines[start]))
    top = _below(lines, start) + 1
    limit = next((i for i in range(top, limit) if starts_at(lines, i, limit)), limit)
    begins = [i for i in range(top, limit) if _begins_row(lines, start, i, len(header))]
    found = _Found(header, top)
    for first, bound in pairwise([*begins, limit]):
        if first < found.end:
            continue
        if first > found.end:
            if sum(map(bool, map(str.strip, lines[found.end : first]))) > _WIDEST_GAP:
                break
            found.loose.append((found.end, first))
        found.end = _row_end(lines, first, bound, len(header))
        found.rows.append((first, found.end))
    while found.end < limit and _is_bare(lines[found.end]):
        found.end += 1
    found.loose = [span for span in found.loose if _has_text(lines, *span)]
    return found


def _has_text(lines: Sequence[str], first: int, end: int) -> bool:
    return any(line.strip(" |\t") and not is_separator(line) for line in lines[first:end])


def _is_bare(line: str) -> bool:
    """Whether a line has pipes and nothing else."""
    return "|" in line and not line.strip(" |\t")


def _begins_row(lines: Sequence[str], start: int, index: int, width: int) -> bool:
    """Whether the line is the first of a row: it starts with a pipe and carries text.

    A row without the outer pipe is known by having all its cells.
    """
    line = lines[index].strip()
    if is_separator(line) or not line.strip("| \t"):
        return False
    if line.startswith("|"):
        return True
    outer = lines[start].lstrip().startswith("|")
    return has_pipe(line) and (not outer or len(cells_of(line)) == width)


def _row_end(lines: Sequence[str], first: int, bound: int, width: int) -> int:
    """Return where the row that begins at `first` ends, before `bound`."""
    end = first + 1
    while end < bound:
        cells = cells_of("\n".join(lines[first:end]))
        filled = sum(map(bool, cells))
        closed = is_closed(lines[end - 1])
        whole = closed and (len(cells) >= width or filled >= max(width - 1, 2))
        closer = _closer(lines, end, bound, stop_at_blank=whole)
        if _is_bare(lines[end]):
            end += 1
        elif closed and len(cells) >= width:
            break
        elif closer:
            end = closer
        elif lines[end].strip() and not whole:
            end += 1
        else:
            break
    return end


def _closer(lines: Sequence[str], index: int, bound: int, *, stop_at_blank: bool) -> int:
    """Return the place after the next line that closes a cell, 0 if there is none."""
    for end in range(index, bound):
        if is_closed(lines[end]):
            return end + 1
        if stop_at_blank and not lines[end].strip():
            return 0
    return 0
