"""Ruled tables in PDFs, found with pdfplumber if that is installed; its only importer."""

import importlib.util
import io
import logging
import time
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from kb_assistant.readers.grid import Slot, SpanCell
from kb_assistant.readers.table_rows import GridRow

_SECONDS = 20.0
"""Of processor time for a file; the pages after that are read without their tables."""
_MOST_EDGES = 3_000
"""A page with more lines is a drawing, on which looking for tables takes minutes."""

Box = tuple[float, float, float, float]
"""Left, top, right and bottom."""


@dataclass(frozen=True, slots=True)
class Found:
    """The tables of a file by page, from 1; `remark` tells what was not looked at."""

    tables: dict[int, list[list[GridRow]]] = field(default_factory=dict)
    remark: str = ""


def find_tables(content: bytes, password: str, pages: Sequence[str]) -> Found:
    """Return the tables whose cells stand in the text of their page, `pages`, row by row."""
    if importlib.util.find_spec("pdfplumber") is None:
        return Found()
    logger = logging.getLogger("pdfminer")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    tables: dict[int, list[list[GridRow]]] = {}
    until = time.process_time() + _SECONDS
    number = 0
    try:
        import pdfplumber  # noqa: PLC0415 - an extra, and heavy

        with pdfplumber.open(io.BytesIO(content), password=password) as file:
            for number, page in enumerate(file.pages[: len(pages)], start=1):
                if time.process_time() > until:
                    return Found(tables, f"tables were looked for on pages 1 to {number - 1} only")
                text = _Text(pages[number - 1])
                found = [rows for table in _boxes(page) if (rows := _located(table, text))]
                tables |= {number: found} if found else {}
                page.close()
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - it fails in many ways on damaged files
        where = f"from page {max(number, 1)} on"
        return Found(tables, f"tables could not be looked for {where} ({type(error).__name__})")
    finally:
        logger.setLevel(level)
    return Found(tables)


class _Text:
    """The text of a page without white space, with the place of each character; read forward."""

    def __init__(self, page: str) -> None:
        self.page = page
        self._places = [place for place, char in enumerate(page) if not char.isspace()]
        self._dense = "".join(page[place] for place in self._places)
        self._breaks = [place for place, char in enumerate(page) if char == "\n"]
        self.cursor = 0

    def take(self, texts: Sequence[str]) -> list[tuple[int, int]] | None:
        """Return start and end of each of `texts`, which follow each other; None if they do not."""
        dense = ["".join(text.split()) for text in texts]
        start = self._dense.find("".join(dense), self.cursor)
        if start < 0:
            return None
        spans: list[tuple[int, int]] = []
        for text in dense:
            end = start + len(text)
            spans.append((self._places[start], self._places[end - 1] + 1) if text else (0, 0))
            start = end
        self.cursor = start
        return spans

    def line(self, place: int) -> int:
        """The line, from 1, of the character at `place`."""
        return bisect_right(self._breaks, place - 1) + 1


Cells = list[list[tuple[Box, str] | None]]
"""The rows of a table, each cell with its box on every place that it covers."""


def _boxes(page: Any) -> Iterator[Cells]:
    if len(page.edges) > _MOST_EDGES:
        return
    for table in page.find_tables():
        texts = table.extract()
        known = {
            tuple(box): text or ""
            for row, line in zip(table.rows, texts, strict=True)
            for box, text in zip(row.cells, line, strict=True)
            if box is not None
        }
        yield [list(_covering(row, table.columns, known)) for row in table.rows]


def _covering(row: Any, columns: Sequence[Any], known: dict[Any, str]) -> Iterator[Any]:
    """The cell at each column of a row: its own, or the one that reaches over the place."""
    middle = (row.bbox[1] + min(box[3] for box in row.cells if box)) / 2
    for box, column in zip(row.cells, columns, strict=True):
        if box is not None:
            yield tuple(box), known[tuple(box)]
            continue
        across = (column.bbox[0] + min(one[2] for one in column.cells if one)) / 2
        yield next(
            (
                (over, text)
                for over, text in known.items()
                if over[0] <= across <= over[2] and over[1] <= middle <= over[3]
            ),
            None,
        )


def _located(table: Cells, text: _Text) -> list[GridRow]:
    """Return the rows with their lines; none if the page's text does not give them in order."""
    slots: dict[Box, Slot] = {}
    rows: list[GridRow] = []
    before = text.cursor
    for number, line in enumerate(table):
        own = {cell[0]: cell[1] for cell in line if cell and cell[0] not in slots}
        spans = text.take(list(own.values()))
        if spans is None:
            text.cursor = before
            return []
        for box, (start, end) in zip(own, spans, strict=True):
            slots[box] = Slot(SpanCell(is_head=False, parts=[text.page[start:end]]), number)
        said = [span for span in spans if span[1]]
        if not said:
            continue
        first, last = text.line(min(said)[0]), text.line(max(end for _, end in said) - 1)
        cells = tuple(slots[cell[0]] if cell else None for cell in line)
        rows.append(GridRow(first, last, cells))
    wide = max((len(line) for line in table), default=0) > 1
    if not wide or len(rows) < 2:  # noqa: PLR2004 - a frame, no table
        text.cursor = before
        return []
    return rows
