"""File operations that outlast a crash: contents and names reach the disk, or the call fails."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kb_assistant.errors import StoredIndexError


def sync_file(path: Path) -> None:
    """Wait until the content of the file at `path` is on the disk."""
    # Windows syncs only what may be written, and Linux a file that is read-only too.
    with path.open("rb+" if sys.platform == "win32" else "rb") as file:
        os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    """Wait until the names in the folder at `path` are on the disk."""
    if sys.platform == "win32":
        return  # Windows opens no folder, and writes names through by itself
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def sync_tree(path: Path) -> None:
    """Wait until every file and folder below `path`, and `path` itself, is on the disk."""
    for item in path.rglob("*"):
        if item.is_dir():
            sync_folder(item)
        else:
            sync_file(item)
    sync_folder(path)


def replace_file(path: Path, content: bytes) -> None:
    """Give the file at `path` new content in one step: a reader sees the old or the new."""
    new = path.with_name(f".{path.name}.new")
    try:
        new.write_bytes(content)
        sync_file(new)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
    sync_folder(path.parent)


@contextmanager
def sole_writer(folder: Path) -> Iterator[None]:
    """Keep every other process from writing to `folder`; the system frees it if this one dies.

    Raises:
        StoredIndexError: if another process is writing now.
    """
    if sys.platform == "win32":
        yield  # has no flock; two builds at once are the user's to avoid there
        return
    import fcntl  # noqa: PLC0415 - Unix has it

    with (folder / ".lock").open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StoredIndexError(
                f"Another process is writing to the index in {folder}. Try again when it is done."
            ) from error
        yield
