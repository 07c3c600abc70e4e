"""Labelled queries to and from JSONL and CSV."""

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from kb_assistant.errors import EvalError
from kb_assistant.evaluation import Query
from kb_assistant.evaluation.files import as_object, parse

MOST = 20_000
"""Queries in one file."""
_FIELDS = ("id", "query", "gold", "acceptable", "must", "kind", "split")
_LISTS = frozenset({"gold", "acceptable"})
_BETWEEN = ";"
# What a spreadsheet would take for a formula; an apostrophe before it says that it is text.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_QUOTED = re.compile(r"'+[=+\-@\t\r]")


def to_jsonl(queries: Iterable[Query]) -> str:
    """Return the queries as the eval file has them."""
    return "".join(json.dumps(query.to_record(), ensure_ascii=False) + "\n" for query in queries)


def to_csv(queries: Iterable[Query]) -> str:
    """Return the queries for a spreadsheet: protocols with `;` between them.

    Raises:
        EvalError: if the id of a protocol holds `;`.
    """
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(_FIELDS)
    for query in queries:
        record = query.to_record()
        for name in query.fitting:
            if _BETWEEN in name:
                raise EvalError(f"The id {name!r} holds {_BETWEEN}. Export JSONL instead.")
        writer.writerow(_cell(record[field]) for field in _FIELDS)
    return written.getvalue()


def from_file(name: str, content: bytes) -> tuple[dict[str, Any], ...]:
    """Return the drafts of an uploaded file, by the end of its name.

    Raises:
        EvalError: if it is not of its form.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise EvalError("The file is not UTF-8. Save it as UTF-8.") from error
    drafts = _csv(text) if name.lower().endswith(".csv") else _jsonl(text)
    if not drafts:
        raise EvalError("The file holds no queries.")
    if len(drafts) > MOST:
        raise EvalError(f"The file holds {len(drafts)} queries. Import {MOST} at most at a time.")
    return drafts


def _jsonl(text: str) -> tuple[dict[str, Any], ...]:
    numbered = enumerate(text.split("\n"), 1)
    return tuple(
        as_object(parse(line, f"line {number}"), f"line {number}")
        for number, line in numbered
        if line.strip()
    )


def _csv(text: str) -> tuple[dict[str, Any], ...]:
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        head: Sequence[str] = reader.fieldnames or ()
        if "query" not in head or "must" not in head:
            raise EvalError(f"Write a first row with the columns {', '.join(_FIELDS)}.")
        return tuple(_draft(row, f"line {reader.line_num}") for row in reader)
    except csv.Error as error:
        raise EvalError(f"line {reader.line_num}: no CSV ({error}). Mend it.") from error


def _draft(row: dict[str | None, Any], where: str) -> dict[str, Any]:
    if None in row:
        raise EvalError(f"{where}: it has more cells than the first row. Quote commas in a text.")
    record: dict[str, Any] = {"gold": []}
    for field, cell in row.items():
        value = _text(cell or "")
        if field in _LISTS:
            record[str(field)] = [part.strip() for part in value.split(_BETWEEN) if part.strip()]
        elif value.strip():
            record[str(field)] = value
    return record


def _cell(value: Any) -> str:
    text = _BETWEEN.join(value) if isinstance(value, list | tuple) else str(value)
    return f"'{text}" if _FORMULA.match(text) else text


def _text(cell: str) -> str:
    return cell[1:] if _QUOTED.match(cell) else cell
