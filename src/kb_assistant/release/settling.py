"""Watches a folder: tells when its files have changed and then settled."""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

QUIET = 2.0
"""Seconds without a change: an editor or a sync writes several files in a row."""
EVERY = 1.0

State = dict[str, tuple[int, int]]


def settled(
    folder: Path,
    *,
    quiet: float = QUIET,
    every: float = EVERY,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[None]:
    """Yield at once, and then whenever files below `folder` changed and have settled.

    What changes while the caller is busy is seen afterwards.

    Args:
        folder: looked at by the sizes and times of its files, which works on any file system.
        quiet: how many seconds nothing must have changed.
        every: how many seconds between two looks.
        sleep: waits.
    """
    seen = _look(folder)
    yield
    while True:
        sleep(every)
        now = _look(folder)
        if now == seen:
            continue
        still = 0.0
        while still < quiet:
            sleep(every)
            before, now = now, _look(folder)
            still = still + every if now == before else 0.0
        if now != seen:
            seen = now
            yield


def _look(folder: Path) -> State:
    """The time and size of every file, by path."""
    state: State = {}
    for root, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            if name.startswith((".", "~$")):
                continue
            path = os.path.join(root, name)  # noqa: PTH118 - of thousands of files each second
            try:
                facts = os.stat(path)  # noqa: PTH116 - the same
            except OSError:
                continue  # gone in the meantime
            state[path] = (facts.st_mtime_ns, facts.st_size)
    return state
