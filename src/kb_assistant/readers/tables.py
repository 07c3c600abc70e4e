"""Makes the rows of a table whole: cells back in their columns, categories filled in."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from kb_assistant.documents import Cell
from kb_assistant.readers.outline import Outline

_CATEGORY_WORDS = frozenset(
    {"area", "category", "class", "department", "group", "section", "theme", "tier", "topic"}
)


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it stands in the source: its lines, its text and the cells that were found."""

    first: int
    last: int
    text: str
    cells: tuple[str, ...]


def repaired(
    outline: Outline, header: Sequence[str], rows: Sequence[Row], *, lean: float = 0.0
) -> list[tuple[Row, tuple[Cell, ...]]]:
    """Return `rows`, each with its cells by header; each repair is a Problem of `outline`.

    Args:
        lean: what speaks beforehand for (above 0) or against (below 0) reading short rows as rows
            whose first columns are missing, rather than their last.
    """
    width = max([len(header), *(len(row.cells) for row in rows)])
    names = [*header, *[""] * (width - len(header))]
    whole = _filled(outline, _shifted(outline, names, rows, lean), width)
    return [(row, tuple(map(Cell, names, row.cells))) for row in whole]


def _padded(row: Row, width: int) -> Row:
    return replace(row, cells=row.cells + ("",) * (width - len(row.cells)))


def _missing(row: Row, width: int) -> int:
    """How many cells a row is short of, if all it has stand at its start; 0 if it is not short."""
    filled = [cell for cell in row.cells if cell]
    lacking = width - len(filled)
    at_start = all(row.cells[: len(filled)])
    plausible = len(filled) > 1 or (len(filled) == 1 and width == 2)  # noqa: PLR2004 - a pair
    return lacking if at_start and plausible else 0


def _shifted(outline: Outline, names: Sequence[str], rows: Sequence[Row], lean: float) -> list[Row]:
    """Move the rows whose first columns are missing to the right, under those of the row above."""
    width = len(names)
    whole = [row for row in rows if len(row.cells) == width and all(row.cells)]
    firsts = {row.cells[0] for row in whole}
    short = [row for row in rows if _missing(row, width) and row.cells[0] not in firsts]
    shift = bool(whole) and bool(short) and _evidence(names, whole, short) + lean > 0
    result: list[Row] = []
    above: tuple[str, ...] = ()
    for row in rows:
        lacking = _missing(row, width)
        if shift and above and lacking and row.cells[0] not in firsts:
            carried = above[:lacking]
            outline.problem(
                row.first,
                f"the row has {width - lacking} of {width} cells: read as “{row.cells[0][:40]}” "
                f"under “{' / '.join(carried)}” of the row above",
            )
            row = replace(row, cells=carried + row.cells[: width - lacking])  # noqa: PLW2901 - repaired
        elif len(row.cells) < width:
            outline.problem(
                row.first,
                f"the row has {len(row.cells)} of {width} cells: the last ones were left empty",
            )
        result.append(_padded(row, width))
        above = result[-1].cells if result[-1].cells[0] else above
    return result


def _evidence(names: Sequence[str], whole: Sequence[Row], short: Sequence[Row]) -> float:
    """How much better the cells of `short` fit their columns when moved right than as they stand.

    A category is a word or two, an action a sentence or more: lengths tell the columns apart.
    """
    usual = [fmean(_size(row.cells[column]) for row in whole) for column in range(len(names))]

    def misfit(row: Row, offset: int) -> float:
        cells = [cell for cell in row.cells if cell]
        return fmean(abs(_size(cell) - usual[column + offset]) for column, cell in enumerate(cells))

    gain = fmean(misfit(row, 0) - misfit(row, _missing(row, len(names))) for row in short)
    named = bool(_CATEGORY_WORDS & set(names[0].lower().split()))
    return gain + (0.3 if named else 0.0)


def _size(text: str) -> float:
    return math.log1p(len(text))


def _filled(outline: Outline, rows: Sequence[Row], width: int) -> list[Row]:
    """Fill the empty first cells of rows that are whole otherwise from the row above."""
    result: list[Row] = []
    lines: list[str] = []
    above = ""
    for row in rows:
        if width > 1 and above and not row.cells[0] and all(row.cells[1:]):
            row = replace(row, cells=(above, *row.cells[1:]))  # noqa: PLW2901 - repaired
            lines.append(str(row.first))
        above = row.cells[0] or above
        result.append(row)
    if lines:
        outline.problem(
            int(lines[0]),
            f"the empty first cell was filled from the row above in line {', '.join(lines)}",
        )
    return result
