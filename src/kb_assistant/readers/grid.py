"""Spreads the cells of an HTML table over the rows and columns that they span."""

from collections.abc import Sequence
from dataclasses import dataclass, field

WIDEST = 100
"""No table for people to read has more columns; a larger colspan is a mistake."""
_TO_THE_END = 1_000_000


@dataclass(slots=True)
class SpanCell:
    """A cell as it stands in the markup, its text still in parts."""

    is_head: bool
    rowspan: int = 1
    colspan: int = 1
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The cell's text, its lines stripped, without blank lines at the ends."""
        lines = "".join(self.parts).split("\n")
        return "\n".join(" ".join(line.split()) for line in lines if line.strip())


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in the grid: the cell that covers it and the row where that cell begins."""

    cell: SpanCell
    row: int


def span_of(value: str | None, *, most: int = _TO_THE_END) -> int:
    """Return the number in a `rowspan` or `colspan`; 0 means to the end, rubbish means 1."""
    if value is None or not value.strip().isascii() or not value.strip().isdigit():
        return 1
    number = int(value.strip()[:7])
    return min(number or most, most)


def spread(rows: Sequence[Sequence[SpanCell]]) -> list[list[Slot | None]]:
    """Return a row of slots for each of `rows`, each cell on every place that it covers."""
    hanging: dict[int, tuple[int, Slot]] = {}
    grid: list[list[Slot | None]] = []
    for number, row in enumerate(rows):
        line = {column: slot for column, (_, slot) in hanging.items()}
        hanging = {c: (left - 1, slot) for c, (left, slot) in hanging.items() if left > 1}
        column = 0
        for cell in row:
            while column in line:
                column += 1
            slot = Slot(cell, number)
            for covered in range(column, column + cell.colspan):
                if covered not in line:
                    line[covered] = slot
                    if cell.rowspan > 1:
                        hanging[covered] = (cell.rowspan - 1, slot)
            column += cell.colspan
        grid.append([line.get(column) for column in range(max(line, default=-1) + 1)])
    return grid
