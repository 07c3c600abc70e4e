"""Reading and writing the harness's files, with errors that name file and line."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from kb_assistant.errors import EvalError


def read_text(path: Path) -> str:
    """Return the text of `path`.

    Raises:
        EvalError: if it cannot be read as UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise EvalError(f"There is no file {path}. Check the path.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise EvalError(f"{path} cannot be read: {error}. Save it as UTF-8.") from error


def read_lines(path: Path) -> Iterator[tuple[str, str]]:
    """Yield `("<path>, line <number>", line)` of each line that is not blank.

    Raises:
        EvalError: if the file cannot be read.
    """
    # Not splitlines: a line separator of Unicode may stand inside a message.
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if line.strip():
            yield f"{path}, line {number}", line.removesuffix("\r")


def read_jsonl(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield `("<path>, line <number>", object)` of each line.

    Raises:
        EvalError: if the file cannot be read or a line is not a JSON object.
    """
    for where, line in read_lines(path):
        yield where, as_object(parse(line, where), where)


def parse(text: str, where: str) -> Any:
    """Return the JSON value that `text` writes.

    Raises:
        EvalError: if it writes none.
    """
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise EvalError(f"{where}: not JSON ({error.msg}). Mend it.") from error


def as_object(value: Any, where: str) -> dict[str, Any]:
    """Return `value` if it is a JSON object.

    Raises:
        EvalError: if it is not.
    """
    if not isinstance(value, dict):
        raise EvalError(f"{where}: write a JSON object, {{...}}.")
    return value


def write_text(path: Path, text: str) -> None:
    """Write `text` to `path`, making its folder.

    Raises:
        EvalError: if that fails.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise EvalError(f"{path} cannot be written: {error}. Name another folder.") from error


def write_jsonl(path: Path, records: Iterable[dict[str, Any]]) -> None:
    """Write one JSON object a line.

    Raises:
        EvalError: if that fails.
    """
    lines = (json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    write_text(path, "".join(lines))
