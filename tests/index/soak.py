"""A publisher that is killed over and over at random times, and a reader that must not notice."""

import itertools
import mmap
import os
import random
import signal
import time
from collections.abc import Callable
from typing import Any

import publisher

from kb_assistant.index.store import IndexStore, Step

_STEPS = tuple(Step)
_NONE = len(_STEPS)
_DEAD = os.WEXITED | os.WNOHANG | os.WNOWAIT


def run(store: IndexStore, kills: int, seed: int) -> dict[str, Any]:
    """Kill a process that publishes, rolls back and prunes, at random times, under a reader."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    publisher.publish(store, 0)
    place = mmap.mmap(-1, 1)  # shared with the child: the step that it is in
    started = time.monotonic()
    publisher.publish(store, 1)
    span = 2 * (time.monotonic() - started)

    def work(first: int) -> None:
        for number in itertools.count(first):
            publisher.publish(
                store, number, at_step=lambda step: place.__setitem__(0, _STEPS.index(step))
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
                work(1000 * number + 2)
            finally:
                os._exit(3)
        while place[0] == _NONE and os.waitid(os.P_PID, child, _DEAD) is None:
            time.sleep(0.0005)
        time.sleep(chance.uniform(0, span))
        os.kill(child, signal.SIGKILL)
        killed = os.WIFSIGNALED(os.waitpid(child, 0)[1])
        publisher.number_of(store.load())
        if not killed:
            raise AssertionError("the publisher failed before it was killed")
        deaths[_STEPS[place[0]]] += 1
    loads = reading()
    store.prune(1)
    return {
        "deaths": deaths,
        "loads": loads,
        "versions": len(store.versions()),
        "leftovers": publisher.leftovers(store),
    }


def _reader(store: IndexStore) -> Callable[[], int]:
    """Start a process that loads the live version over and over; return what ends it."""
    receive, send = os.pipe()
    child = os.fork()
    if not child:
        count, going = 0, [True]
        signal.signal(signal.SIGTERM, lambda *_: going.clear())
        try:
            while going:
                store.current()
                publisher.number_of(store.load())
                count += 1
            os.write(send, str(count).encode())
            os._exit(0)
        except BaseException as error:  # noqa: BLE001 - told to the parent
            os.write(send, f"the reader failed: {error}".encode())
        finally:
            os._exit(3)
    os.close(send)

    def end() -> int:
        os.kill(child, signal.SIGTERM)
        with os.fdopen(receive) as pipe:
            said = pipe.read()
        if os.waitpid(child, 0)[1]:
            raise AssertionError(said)
        return int(said)

    return end
