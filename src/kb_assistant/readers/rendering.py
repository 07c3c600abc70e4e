"""The plain text of a file that is none: written block by block, so that each has its lines."""

from collections.abc import Sequence

from kb_assistant.documents import BlockKind, Document
from kb_assistant.readers.grid import Slot, SpanCell
from kb_assistant.readers.outline import Outline
from kb_assistant.readers.table_rows import GridRow, add_grid

Line = tuple[Sequence[SpanCell | None], bool]
"""A row: its cells, one that covers several places on each of them; whether it is a header."""


class Rendering:
    """A document while its text is being written. A blank line stands after each block."""

    def __init__(self, path: str) -> None:
        """Start with the file `path`."""
        self.outline = Outline(path)
        self.outline.lines = []

    def heading(self, level: int, text: str) -> None:
        """Write a heading."""
        first, _ = self._write(text)
        self.outline.heading(level, " ".join(text.split()), first)
        self.outline.lines.append("")

    def add(self, kind: BlockKind, text: str) -> None:
        """Write a block."""
        first, last = self._write(text)
        self.outline.add(kind, first, last)
        self.outline.lines.append("")

    def table(self, rows: Sequence[Line]) -> None:
        """Write a table, each cell once in every row that it covers."""
        grid: list[GridRow] = []
        for cells, is_head in rows:
            texts = {id(cell): cell.text for cell in cells if cell and cell.text}
            if texts:
                slots = tuple(Slot(cell, len(grid)) if cell else None for cell in cells)
                grid.append(GridRow(*self._write(" | ".join(texts.values())), slots, is_head))
        if grid:
            add_grid(self.outline, grid)
            self.outline.lines.append("")

    def problem(self, message: str) -> None:
        """Tell of something about what is written next."""
        self.outline.problem(len(self.outline.lines) + 1, message)

    def document(self) -> Document:
        """Return what was written."""
        return self.outline.document(["\n".join(self.outline.lines)])

    def _write(self, text: str) -> tuple[int, int]:
        first = len(self.outline.lines) + 1
        self.outline.lines.extend(text.split("\n"))
        return first, len(self.outline.lines)


def tidy(text: str) -> str:
    """Return `text` with LF as its only line break, no blank lines and no space at line ends."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.strip() for line in lines if line.strip())
