"""Word documents, read with python-docx; the only module that imports it."""

import io
from collections.abc import Iterator
from typing import Any

from kb_assistant.documents import BlockKind, Document
from kb_assistant.readers.archive import check_archive, damaged
from kb_assistant.readers.docx_text import Styles, W, cell_text, number_in, part_of, text_of
from kb_assistant.readers.docx_text import boxes_in as text_boxes_in
from kb_assistant.readers.grid import WIDEST, SpanCell
from kb_assistant.readers.rendering import Line, Rendering

_AROUND = frozenset(
    W + name for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo")
)
"""What only wraps the paragraphs, tables, rows or cells in it."""


def read_docx(path: str, content: bytes) -> Document:
    """Return the document in the DOCX `content`; spans count lines of its text, block by block.

    Raises:
        ReadError: if it is damaged, locked or too large.
    """
    check_archive(path, content, "word/document.xml")
    reading = _Reading(path)
    try:
        from docx import Document as Word  # noqa: PLC0415 - `--help` goes without it

        word = Word(io.BytesIO(content))
        reading.styles = Styles(word.styles.element)
        reading.blocks(word.element.body)
    except MemoryError:
        raise
    except Exception as error:
        raise damaged(path, error) from error
    return reading.rendering.document()


class _Reading:
    def __init__(self, path: str) -> None:
        self.rendering = Rendering(path)
        self.styles = Styles(())
        self._told: set[str] = set()

    def blocks(self, container: Any) -> None:
        """Write what stands in `container`, in order."""
        for child in part_of(container, _AROUND):
            if child.tag == W + "p":
                self._paragraph(child)
            elif child.tag == W + "tbl":
                self._table(child)

    def _paragraph(self, paragraph: Any) -> None:
        if self.styles.is_contents(paragraph):
            self._tell_once("the table of contents was left out")
            return
        if next(paragraph.iter(W + "footnoteReference", W + "endnoteReference"), None) is not None:
            self.rendering.problem("a note stands at the foot of the page: it was not read")
        text = text_of(paragraph)
        level = self.styles.heading_level(paragraph)
        if text and level is not None:
            self.rendering.heading(level, text)
        elif text:
            is_item = self.styles.is_item(paragraph)
            self.rendering.add(BlockKind.LIST_ITEM if is_item else BlockKind.PARAGRAPH, text)
        for box in text_boxes_in(paragraph):
            self.blocks(box)

    def _tell_once(self, message: str) -> None:
        if message not in self._told:
            self._told.add(message)
            self.rendering.problem(message)

    def _table(self, table: Any) -> None:
        rows = [list(_cells(row)) for row in _rows(table)]
        if all(len(row) <= 1 for row in rows):  # a frame around text
            for cell in (cell for row in rows for cell in row):
                self.blocks(cell)
            return
        if next(table.iterdescendants(W + "tbl"), None) is not None:
            self.rendering.problem("a table stands within a cell: its text was read as that cell's")
        self.rendering.table(list(_lines(table)))


def _rows(table: Any) -> Iterator[Any]:
    for row in part_of(table, _AROUND):
        if row.tag == W + "tr" and row.find(f"{W}trPr/{W}del") is None:
            yield row


def _cells(row: Any) -> Iterator[Any]:
    return (cell for cell in part_of(row, _AROUND) if cell.tag == W + "tc")


def _lines(table: Any) -> Iterator[Line]:
    """The rows of `table`, merged cells on every place that they cover."""
    above: list[SpanCell | None] = []
    for row in _rows(table):
        is_head = row.find(f"{W}trPr/{W}tblHeader") is not None
        before = number_in(row, f"{W}trPr/{W}gridBefore", 0)
        line: list[SpanCell | None] = [None] * min(before, WIDEST)
        for cell in _cells(row):
            width = min(max(number_in(cell, f"{W}tcPr/{W}gridSpan", 1), 1), WIDEST)
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            goes_on = merge is not None and merge.get(W + "val", "continue") == "continue"
            covering = above[len(line)] if goes_on and len(line) < len(above) else None
            own = covering or SpanCell(is_head, parts=[cell_text(cell)])
            line.extend([own] * width)
        above = line[:WIDEST]
        yield above, is_head
