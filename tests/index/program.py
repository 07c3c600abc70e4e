"""A program that publishes, and is killed, held up or left without space: `program.py MODE ROOT`.

A mode prints one JSON object a line with what it found; the tests judge it.
"""

import contextlib
import itertools
import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import disk
import publisher
import soak

from kb_assistant.index.store import IndexStore, Step


def in_child(action: Callable[[], object]) -> int:
    """Run `action` in a process of its own; return the signal that ended it, or 0."""
    child = os.fork()
    if not child:
        try:
            action()
            os._exit(0)
        finally:
            os._exit(3)
    status = os.waitpid(child, 0)[1]
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise AssertionError("the publisher failed instead of being killed")
    return os.WTERMSIG(status)


def tell(**facts: Any) -> None:
    print(json.dumps(facts), flush=True)  # noqa: T201 - what the tests read


def after_a_kill(store: IndexStore, number: int, **facts: Any) -> None:
    """Tell what a killed publisher left, and what the next one makes of it."""
    live = publisher.number_of(store.load())
    complete = [store.load(manifest.version).version for manifest in store.versions()]
    following = publisher.publish(store, number + 1)
    tell(
        **facts,
        live=live,
        complete=len(complete),
        next=publisher.number_of(store.load()) == number + 1 and store.current() == following,
        leftovers=publisher.leftovers(store),
        versions=len(store.versions()) + len(store.damaged()),
    )
    store.prune(1)


def kill_steps(store: IndexStore) -> None:
    publisher.publish(store, 0)
    for number, step in enumerate(Step):

        def at_step(reached: Step, last: Step = step) -> None:
            if reached == last:
                disk.die()

        def attempt(number: int = number, at_step: Callable[[Step], None] = at_step) -> None:
            publisher.publish(store, 10 * number + 10, at_step=at_step)

        publisher.write(10 * number + 10)  # made here: the child only publishes
        before = publisher.number_of(store.load())
        killed = in_child(attempt)
        new = 10 * number + 10
        after_a_kill(store, new, step=step, killed=killed, before=before, new=new)


def kill_calls(store: IndexStore) -> None:
    publisher.publish(store, 0)
    for nth in itertools.count(1):

        def attempt(nth: int = nth) -> None:
            with disk.Disk(nth, disk.die, removing=True).installed():
                publisher.publish(store, 10 * nth)

        publisher.write(10 * nth)  # as above
        before = publisher.number_of(store.load())
        killed = in_child(attempt)
        new = 10 * nth
        after_a_kill(store, new, nth=nth, killed=killed, before=before, new=new)
        if not killed:
            return


def hold(store: IndexStore) -> None:
    """Stop in the middle of publishing until a line comes in."""

    def at_step(step: Step) -> None:
        if step == Step.VERIFY:
            tell(holding=os.getpid())
            sys.stdin.readline()

    publisher.publish(store, 1, at_step=at_step)
    tell(live=publisher.number_of(store.load()))


def interrupted(store: IndexStore) -> None:
    """Publish under a rain of signals, each of which interrupts a call of the system."""
    arrived = [0]

    def note(*_: object) -> None:
        arrived[0] += 1

    signal.signal(signal.SIGALRM, note)
    signal.setitimer(signal.ITIMER_REAL, 0.0005, 0.0005)
    for number in range(5):
        publisher.publish(store, number)
    signal.setitimer(signal.ITIMER_REAL, 0)
    tell(
        live=publisher.number_of(store.load()),
        signals=arrived[0],
        leftovers=publisher.leftovers(store),
    )


def full_disk(store: IndexStore) -> None:
    """Publish on a disk that has room for ever more pages, from none."""
    store.path.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=512k", "none", str(store.path)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        tell(mounted=False)
        return
    tell(mounted=True)
    for number in (102, 101, 0):
        publisher.publish(store, number)
    page = 4096
    filler = store.path / "filler"
    for pages in range(60):
        filler.unlink(missing_ok=True)
        free = os.statvfs(store.path)
        room = free.f_bavail * free.f_frsize - pages * page
        with filler.open("wb") as file:
            file.write(bytes(max(0, room)))
        message = publisher.refused(store, pages + 1)
        left = [name for name in publisher.leftovers(store) if name != "filler"]
        tell(pages=pages, message=message, live=publisher.number_of(store.load()), leftovers=left)
        if not message:
            break
    with filler.open("ab", buffering=0) as unbuffered, contextlib.suppress(OSError):
        while True:
            unbuffered.write(bytes(page))
    removed = len(store.prune(1))
    tell(
        removed=removed,
        live=publisher.number_of(store.load()),
        message=publisher.refused(store, 100),
    )


def file_limit(store: IndexStore) -> None:
    """Publish where no file may be longer than some bytes: the system's own refusal to write."""
    folder = store.path / "versions" / publisher.publish(store, 0)
    sizes = sorted({path.stat().st_size for path in folder.rglob("*") if path.is_file()})
    unlimited = resource.getrlimit(resource.RLIMIT_FSIZE)
    for number, size in enumerate([0, 1, *(size - 1 for size in sizes), sizes[-1] + 1000], 1):
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, unlimited[1]))
        message = publisher.refused(store, number)
        resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)
        tell(
            size=size,
            message=message,
            live=publisher.number_of(store.load()),
            leftovers=publisher.leftovers(store),
        )


MODES: dict[str, Callable[..., None]] = {
    "kill-steps": kill_steps,
    "kill-calls": kill_calls,
    "hold": hold,
    "interrupted": interrupted,
    "full-disk": full_disk,
    "file-limit": file_limit,
    "soak": lambda store, kills, seed: tell(**soak.run(store, kills, seed)),
}

if __name__ == "__main__":
    mode, root, *others = sys.argv[1:]
    MODES[mode](IndexStore(Path(root)), *map(int, others))
