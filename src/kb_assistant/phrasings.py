"""Example messages, joined to protocols by id. They teach retrieval and are never shown."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kb_assistant.errors import PhrasingError

FOLDER = "phrasings"


@dataclass(frozen=True, slots=True)
class Phrasing:
    """A message that somebody could write.

    Args:
        text: the message.
        protocol: the id of the protocol that is right for it; None if no protocol covers it.
        path: the file it stands in, relative to the corpus.
        line: its line there, from 1.
    """

    text: str
    protocol: str | None
    path: str
    line: int


def load_phrasings(corpus: Path) -> tuple[Phrasing, ...]:
    """Return the phrasings of every `phrasings/*.jsonl` below `corpus`, in order of file name.

    Raises:
        PhrasingError: if a line is not of the form `{"protocol": "<id>" or null, "text": "..."}`.
    """
    return tuple(
        phrasing
        for path in sorted((corpus / FOLDER).glob("*.jsonl"))
        for phrasing in _read(path, path.relative_to(corpus).as_posix())
    )


def _read(path: Path, name: str) -> Iterator[Phrasing]:
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise PhrasingError(f"{name} cannot be read: {error}. Save it as UTF-8.") from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _parse(line, name, number)


def _parse(line: str, name: str, number: int) -> Phrasing:
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        raise PhrasingError(f"{name}, line {number}: not JSON ({error.msg}). Mend it.") from error
    if (
        not isinstance(record, dict)
        or not isinstance(record.get("text"), str)
        or not record["text"].strip()
        or "protocol" not in record
        or not isinstance(record["protocol"], str | None)
    ):
        raise PhrasingError(
            f'{name}, line {number}: write {{"protocol": "<id>" or null, "text": "the message"}}.'
        )
    return Phrasing(record["text"], record["protocol"], name, number)
