"""Approved phrasings, written to the corpus."""

import json
import os
import sys
from pathlib import Path
from typing import BinaryIO

from kb_assistant.errors import RecordsError
from kb_assistant.index.durable import sync_folder
from kb_assistant.phrasings import FOLDER

FILE = "feedback.jsonl"


def append_phrasing(corpus: Path, protocol: str | None, text: str) -> Path:
    """Append a line to the phrasings of `corpus` and return the file; it is there once only.

    The line is on the disk when this returns, and if it fails the file is as before.

    Raises:
        RecordsError: if the file cannot be written.
    """
    path = corpus / FOLDER / FILE
    line = json.dumps({"protocol": protocol, "text": text}, ensure_ascii=False) + "\n"
    try:
        path.parent.mkdir(exist_ok=True)
        with path.open("a+b") as file:
            _lock(file)
            _append(file, line.encode())
        sync_folder(path.parent)
    except OSError as error:
        raise RecordsError(
            f"{path} cannot be written: {error.strerror}. Give write permission to it, then approve"
            " again."
        ) from error
    return path


def _append(file: BinaryIO, line: bytes) -> None:
    file.seek(0)
    content = file.read()
    if line.rstrip() in content.split(b"\n"):
        return  # a crash after writing and before the decision was recorded
    if content and not content.endswith(b"\n"):
        line = b"\n" + line
    try:
        file.write(line)
        file.flush()
        os.fsync(file.fileno())
    except OSError:
        os.truncate(file.fileno(), len(content))
        raise


def _lock(file: BinaryIO) -> None:
    """Wait until no other process appends; the lock ends with the file."""
    if sys.platform != "win32":
        import fcntl  # noqa: PLC0415 - Unix has it

        fcntl.flock(file, fcntl.LOCK_EX)
