"""One publisher at a time: the lock of an index folder, and who holds it."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path

from kb_assistant.errors import StoredIndexError
from kb_assistant.index.manifest import now
from kb_assistant.index.person import me

LOCK = ".lock"
_MOST = 4096
_held: set[int] = set()


def _let_go() -> None:
    """Close the locks of the process that made this one: a child must not hold them after it."""
    for lock in _held:
        os.close(lock)
    _held.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_let_go)


@contextmanager
def sole_writer(folder: Path) -> Iterator[None]:
    """Keep every other process from writing to `folder`; the system frees it if this one dies.

    Raises:
        StoredIndexError: if another process is writing now, naming it; at once.
        OSError: if the folder cannot be written.
    """
    if sys.platform == "win32":
        yield  # has no flock; two builds at once are the user's to avoid there
        return
    import fcntl  # noqa: PLC0415 - Unix has it

    lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o666)
    _held.add(lock)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StoredIndexError(
                f"Another process is writing to the index in {folder}: {_holder(lock)}. The live "
                "version stays as it is. Try again when that process is done."
            ) from error
        _sign(lock)
        try:
            yield
        finally:
            if lock in _held:
                with suppress(OSError):
                    os.ftruncate(lock, 0)
    finally:
        if lock in _held:
            _held.remove(lock)
            os.close(lock)  # frees it, as the end of the process does


def _sign(lock: int) -> None:
    """Write who we are into the lock, for others to read."""
    content = json.dumps({**asdict(me()), "pid": os.getpid(), "since": now()})
    with suppress(OSError):  # on a full disk the lock still holds, and `prune` must go on
        os.ftruncate(lock, 0)
        os.write(lock, content.encode())


def _holder(lock: int) -> str:
    """Return in words who wrote into the lock."""
    try:
        record = json.loads(os.read(lock, _MOST))
        since = str(record["since"])[:19].replace("T", " ")
        who = f"{record['user']}, process {record['pid']} on {record['host']}, since {since} UTC"
    except (OSError, ValueError, TypeError, KeyError):
        return "it has not said which"
    # The file may hold anything: nothing of it reaches the terminal but what can be read.
    return "".join(character if character.isprintable() else "?" for character in who)
