"""`kb-assistant ask --batch`: a file of queries in, a file of answer objects out."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

from kb_assistant.assistant import Assistant
from kb_assistant.errors import QueryFileError


def answer_lines(assistant: Assistant, source: Path, target: Path) -> int:
    """Answer every line of `source` into `target` and return how many there were.

    `target` appears when it is complete: a batch that fails leaves no half of it behind.

    Raises:
        QueryFileError: if a file cannot be read or written, or a line is not
            `{"id": "...", "query": "..."}`.
    """
    queries = tuple(_queries(source))
    beside = target.with_name(f".{target.name}.part")
    try:
        with beside.open("w", encoding="utf-8") as out:
            for name, query in queries:
                record = {"id": name, **assistant.answer(query).to_record()}
                out.write(json.dumps(record, ensure_ascii=False) + "\n")
        os.replace(beside, target)  # noqa: PTH105 - says that it overwrites
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise QueryFileError(
            f"{target} cannot be written: {error}. Name another --output."
        ) from error
    return len(queries)


def _queries(source: Path) -> Iterator[tuple[str, str]]:
    try:
        lines = source.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise QueryFileError(f"{source} cannot be read: {error}. Name a JSONL file.") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            name, query = record["id"], record["query"]
        except (ValueError, KeyError, TypeError) as error:
            raise QueryFileError(_malformed(source, number)) from error
        if not isinstance(name, str) or not isinstance(query, str):
            raise QueryFileError(_malformed(source, number))
        yield name, query


def _malformed(source: Path, number: int) -> str:
    return f'{source}, line {number}: write {{"id": "...", "query": "..."}}, both as text.'
