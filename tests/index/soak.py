"""A publisher that is killed over and over at random times, and a reader that must not notice."""

import itertools
import mmap
import os
import random
import signal
import time
import traceback
from collections.abc import Callable
from typing import Any

import publisher

from kb_assistant.index.store import IndexStore, Step

_STEPS = tuple(Step)
_NONE = len(_STEPS)
_NUMBERS = 50
_PATIENCE = 60  # seconds
_DEAD = os.WEXITED | os.WNOHANG | os.WNOWAIT


def run(store: IndexStore, kills: int, seed: int) -> dict[str, Any]:
    """Kill a process that publishes, rolls back and prunes, at random times, under a reader."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    for number in range(_NUMBERS):
        publisher.write(number)  # made once, here: what makes it holds locks that a kill would keep
    publisher.publish(store, 0)
    place = mmap.mmap(-1, 1)  # shared with the child: the step that it is in
    started = time.monotonic()
    publisher.publish(store, 1)
    span = 2 * (time.monotonic() - started)

    def work(first: int) -> None:
        for number in itertools.count(first):
            publisher.publish(
                store,
                number % _NUMBERS,
                at_step=lambda step: place.__setitem__(0, _STEPS.index(step)),
            )
            if number % 3 == 0:
                store.switch()
            store.prune(1 + number % 3)

    reading = _reader(store)
    deaths = dict.fromkeys(_STEPS, 0)
    for number in range(kills):
        place[0] = _NONE
        child = os.fork()
        if not child:
            try:
                work(number + 2)
            except BaseException:  # noqa: BLE001 - told before the process ends
                traceback.print_exc()
            finally:
                os._exit(3)
        _await_first_step(place, child)
        time.sleep(chance.uniform(0, span))
        os.kill(child, signal.SIGKILL)
        killed = os.WIFSIGNALED(os.waitpid(child, 0)[1])
        publisher.number_of(store.load())
        if not killed:
            raise AssertionError("the publisher failed before it was killed")
        deaths[_STEPS[place[0]]] += 1
    loads, seen = reading()
    store.prune(1)
    return {
        "deaths": deaths,
        "loads": loads,
        "seen": seen,
        "versions": len(store.versions()),
        "leftovers": publisher.leftovers(store),
    }


def _await_first_step(place: mmap.mmap, child: int) -> None:
    begun = time.monotonic()
    while place[0] == _NONE and os.waitid(os.P_PID, child, _DEAD) is None:
        if time.monotonic() > begun + _PATIENCE:
            raise AssertionError("the publisher does not begin")
        time.sleep(0.0005)


def _reader(store: IndexStore) -> Callable[[], tuple[int, int]]:
    """Start a process that loads the live version over and over; return what ends it."""
    receive, send = os.pipe()
    child = os.fork()
    if not child:
        count, seen, going = 0, set[str](), [True]
        signal.signal(signal.SIGTERM, lambda *_: going.clear())
        try:
            while going:
                store.current()
                index = store.load()
                publisher.number_of(index)
                seen.add(index.version)
                count += 1
            os.write(send, f"{count} {len(seen)}".encode())
            os._exit(0)
        except BaseException as error:  # noqa: BLE001 - told to the parent
            os.write(send, f"the reader failed: {error}".encode())
        finally:
            os._exit(3)
    os.close(send)

    def end() -> tuple[int, int]:
        os.kill(child, signal.SIGTERM)
        with os.fdopen(receive) as pipe:
            said = pipe.read()
        if os.waitpid(child, 0)[1]:
            raise AssertionError(said)
        loads, seen = said.split()
        return int(loads), int(seen)

    return end
