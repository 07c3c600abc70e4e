"""Excel workbooks, read with openpyxl; the only module that imports it."""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from kb_assistant.documents import Document
from kb_assistant.errors import ReadError
from kb_assistant.readers.archive import check_archive, damaged
from kb_assistant.readers.grid import SpanCell
from kb_assistant.readers.rendering import Line, Rendering, tidy
from kb_assistant.readers.shown import shown

_MOST_PLACES = 1_000_000
_UNNAMED = re.compile(r"Sheet\d*")


def read_xlsx(path: str, content: bytes) -> Document:
    """Return the tables in the XLSX `content`; spans count lines of its text, row by row.

    Raises:
        ReadError: if it is damaged, locked or too large.
    """
    check_archive(path, content, "xl/workbook.xml")
    rendering = Rendering(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            _read(rendering, PurePosixPath(path).stem, content)
    except (MemoryError, ReadError):
        raise
    except Exception as error:
        raise damaged(path, error) from error
    return rendering.document()


def _read(rendering: Rendering, stem: str, content: bytes) -> None:
    from openpyxl import load_workbook  # noqa: PLC0415 - `--help` goes without it

    book = load_workbook(io.BytesIO(content), data_only=True, keep_links=False)
    unknown = _formulas(content) if _has_formulas(content) else frozenset()
    for sheet in book.worksheets:
        name = sheet.title
        if sheet.sheet_state != "visible":
            rendering.problem(f"the sheet “{name}” is hidden: it was not read")
            continue
        if sheet.max_row * sheet.max_column > _MOST_PLACES:
            raise ReadError(
                f"{rendering.outline.path}: the sheet “{name}” reaches to row {sheet.max_row:,}, "
                f"column {sheet.max_column:,}. Delete the empty rows and columns behind its table,"
                " or split it."
            )
        rows = list(_rows(sheet))
        if not any(row.texts for row in rows):
            continue
        rendering.heading(1, stem if _UNNAMED.fullmatch(name) else name)
        for place, cell in _cells(sheet):
            if cell.data_type == "e":
                rendering.problem(f"{name}!{place}: shows the error {cell.value}")
            elif cell.value is None and (name, place) in unknown:
                rendering.problem(f"{name}!{place}: the formula has no stored value: read as empty")
        for table in _tables(rows):
            rendering.table(table)


@dataclass(frozen=True, slots=True)
class _SheetRow:
    cells: tuple[SpanCell | None, ...]
    is_bold: bool

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts of the distinct cells that are not empty."""
        cells = {id(cell): cell.text for cell in self.cells if cell}
        return tuple(filter(None, cells.values()))


def _cells(sheet: Any) -> Iterator[tuple[str, Any]]:
    return ((cell.coordinate, cell) for row in sheet.iter_rows() for cell in row)


def _rows(sheet: Any) -> Iterator[_SheetRow]:
    """The rows of `sheet`, merged cells on every place that they cover."""
    merged: dict[tuple[int, int], SpanCell] = {}
    for area in sheet.merged_cells.ranges:
        own = _cell(sheet.cell(area.min_row, area.min_col))
        for row in range(area.min_row, min(area.max_row, sheet.max_row) + 1):
            for column in range(area.min_col, min(area.max_col, sheet.max_column) + 1):
                merged[row, column] = own
    for row in sheet.iter_rows():
        cells = tuple(merged.get((cell.row, cell.column)) or _cell(cell) for cell in row)
        bold = [cell.font.bold for cell in row if cell.value is not None]
        yield _SheetRow(cells, bool(bold) and all(bold))


def _cell(cell: Any) -> SpanCell:
    return SpanCell(is_head=False, parts=[tidy(shown(cell.value, cell.number_format))])


def _tables(rows: list[_SheetRow]) -> Iterator[list[Line]]:
    """The tables of a sheet; an empty row ends one only if the next has a title or a header."""
    groups: list[list[_SheetRow]] = [[]]
    for row in rows:
        if row.texts:
            groups[-1].append(row)
        elif groups[-1]:
            groups.append([])
    current: list[_SheetRow] = []
    for group in filter(None, groups):
        titled = len(group[0].texts) == 1
        header = group[1 if titled and len(group) > 1 else 0]
        known = bool(current) and any(row.texts == header.texts for row in current[:3])
        if current and (header.is_bold or known or (titled and len(group) == 1)):
            yield _lines(current)
            current = []
        elif current and titled:  # names a section of the table
            cell = next(cell for cell in group[0].cells if cell and cell.text)
            current.append(_SheetRow((cell,) * len(group[0].cells), is_bold=False))
            group = group[1:]  # noqa: PLW2901 - the rest of it
        current.extend(group)
    if current:
        yield _lines(current)


def _lines(rows: list[_SheetRow]) -> list[Line]:
    return [(row.cells, row.is_bold) for row in rows]


def _has_formulas(content: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return any(
            re.search(rb"<(?:\w+:)?f[ >/]", archive.read(name))
            for name in archive.namelist()
            if name.startswith("xl/worksheets/")
        )


def _formulas(content: bytes) -> frozenset[tuple[str, str]]:
    """The sheet and place of every formula."""
    from openpyxl import load_workbook  # noqa: PLC0415 - as above

    book = load_workbook(io.BytesIO(content), read_only=True)
    return frozenset(
        (sheet.title, cell.coordinate)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    )
