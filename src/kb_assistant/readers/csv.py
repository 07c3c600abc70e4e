"""CSV and TSV: a table in a text file, its lines those of the file."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath

from kb_assistant.documents import Document
from kb_assistant.errors import ReadError
from kb_assistant.readers.grid import Slot, SpanCell
from kb_assistant.readers.outline import Outline
from kb_assistant.readers.table_rows import GridRow, add_grid

_DELIMITERS = ",;\t|"
_SAMPLE = 65_536
_LONGEST_FIELD = 1_000_000

Record = tuple[int, int, list[str]]
"""The first and the last line of a row, and its fields."""


def read_csv(path: str, text: str) -> Document:
    """Return the table in `text`, whose only line break is LF.

    The document's text has the lines of the file, without the quotation marks around fields.

    Raises:
        ReadError: if a quotation mark is never closed.
    """
    separator, body = _declared(text)
    delimiter = separator or _delimiter(body)
    problem = ""
    try:
        records = list(_records(body, delimiter, strict=True))
    except csv.Error as error:
        if "unexpected end" in str(error) or "limit" in str(error):
            raise _unclosed(path, body, delimiter) from error
        records = list(_records(body, delimiter, strict=False))
        problem = f"a quotation mark stands within a field ({error}): check the cells"
    lines = [""] * (text.count("\n") + 1)
    grid: list[GridRow] = []
    for first, last, fields in records:
        shown = [field.strip() for field in fields]
        lines[first - 1 : last] = _on_lines(fields, last - first + 1)
        slots = tuple(Slot(SpanCell(False, parts=[field]), len(grid)) for field in shown)
        grid.append(GridRow(first, last, slots))
    outline = Outline(path)
    outline.lines = lines
    outline.heading(1, PurePosixPath(path).stem, 1)
    if problem:
        outline.problem(1, problem)
    add_grid(outline, grid)
    return outline.document(["\n".join(lines)])


def _declared(text: str) -> tuple[str, str]:
    """The separator that Excel's line `sep=;` declares, and the text with that line blank."""
    head, found, rest = text.partition("\n")
    if found and len(head) == len("sep=;") and head.lower().startswith("sep="):
        return head[-1], "\n" + rest
    return "", text


def _delimiter(text: str) -> str:
    """The delimiter that gives most rows the same number of fields, more than one; else a comma."""
    best, chosen = 0.0, ","
    for delimiter in _DELIMITERS:
        widths = [len(fields) for _, _, fields in _sample(text, delimiter) if any(fields)]
        if not widths:
            continue
        width, times = Counter(widths).most_common(1)[0]
        score = times / len(widths) if width > 1 else 0.0
        if score > best:
            best, chosen = score, delimiter
    return chosen


def _sample(text: str, delimiter: str) -> list[Record]:
    try:
        return list(_records(text[:_SAMPLE], delimiter, strict=False))
    except csv.Error:
        return []


def _records(text: str, delimiter: str, *, strict: bool) -> Iterator[Record]:
    csv.field_size_limit(_LONGEST_FIELD)
    reader = csv.reader(
        io.StringIO(text, newline="\n"),
        delimiter=delimiter,
        strict=strict,
        skipinitialspace=delimiter != "\t",
    )
    first = 1
    for fields in reader:
        if fields:
            yield first, reader.line_num, fields
        first = reader.line_num + 1


def _on_lines(fields: list[str], count: int) -> list[str]:
    """The text of a row on as many lines as it has in the file."""
    lines = " | ".join(fields).split("\n")
    return [*lines, *[""] * (count - len(lines))]


def _unclosed(path: str, text: str, delimiter: str) -> ReadError:
    """Name the line where the row begins whose quotation mark is never closed."""
    line = 1
    try:
        for _, last, _ in _records(text, delimiter, strict=True):
            line = last + 1
    except csv.Error:
        pass
    return ReadError(
        f"{path}: the row in line {line} has a quotation mark that is never closed. Close it, and "
        'write a quotation mark within a field twice ("").'
    )
