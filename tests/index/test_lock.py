import getpass
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest

from kb_assistant.errors import StoredIndexError
from kb_assistant.index.store import IndexStore

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no flock")

Holder = subprocess.Popen[str]


@pytest.fixture
def holder(store: IndexStore, publisher: ModuleType) -> Iterator[Holder]:
    """A process in the middle of publishing, until it reads a line."""
    publisher.publish(store, 0)
    program = Path(__file__).with_name("program.py")
    process = subprocess.Popen(
        [sys.executable, program, "hold", store.path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert json.loads(process.stdout.readline()) == {"holding": process.pid}
    with process:
        yield process
        process.kill()


def test_the_second_publisher_is_told_who_is_first(
    store: IndexStore, publisher: ModuleType, holder: Holder
) -> None:
    today = datetime.now(UTC).strftime("%Y-%m-%d")
    expected = f"{getpass.getuser()}, process {holder.pid} on {socket.gethostname()}, since {today}"
    for attempt in (lambda: publisher.publish(store, 2), store.switch, lambda: store.prune(1)):
        started = time.monotonic()
        with pytest.raises(StoredIndexError, match="Another process is writing") as caught:
            attempt()
        assert time.monotonic() - started < 0.5
        assert expected in str(caught.value)
        assert "Try again" in str(caught.value)
    assert publisher.number_of(store.load()) == 0, "readers are not kept out"
    said, _ = holder.communicate("\n", timeout=60)
    assert json.loads(said) == {"live": 1}
    publisher.publish(store, 2)


def test_the_death_of_the_holder_frees_the_lock(
    store: IndexStore, publisher: ModuleType, holder: Holder
) -> None:
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait(60)
    assert (store.path / ".lock").read_bytes(), "it had no time to take its name away"
    publisher.publish(store, 2)
    assert not (store.path / ".lock").read_bytes()
    assert not publisher.leftovers(store)


def test_a_lock_that_says_nothing_readable_still_holds(
    store: IndexStore, publisher: ModuleType, holder: Holder
) -> None:
    assert holder.poll() is None
    lock = store.path / ".lock"
    for content in (b"", b"{", b"[]", b"\xff", b'{"user": "ann"}', b"9" * 9999):
        lock.write_bytes(content)
        assert "Another process is writing" in publisher.refused(store, 2)
        assert "it has not said which" in publisher.refused(store, 2)
    odd = {"user": "\x1b[2J\n", "pid": 1, "host": "h", "since": "2026-01-31T12:00:00.000000Z"}
    lock.write_text(json.dumps(odd))
    assert "?[2J?, process 1 on h, since 2026-01-31 12:00:00 UTC" in publisher.refused(store, 2)


def test_one_who_holds_the_lock_may_publish(store: IndexStore, publisher: ModuleType) -> None:
    refused: list[str] = []
    with store.writing():
        other = threading.Thread(target=lambda: refused.append(publisher.refused(store, 9)))
        other.start()
        other.join(60)
        publisher.publish(store, 1)
        publisher.publish(store, 2)
        store.switch()
        with pytest.raises(StoredIndexError, match="Another process"):
            publisher.publish(IndexStore(store.path), 3)
    assert "Another process" in refused[0]
    publisher.publish(store, 3)
    assert publisher.number_of(store.load()) == 3


def test_a_child_does_not_hold_the_lock_of_its_parent(
    store: IndexStore, publisher: ModuleType
) -> None:
    """A reader of guides, forked by a build that was killed, must not lock the next one out."""
    script = """
import os, signal, sys, time
from pathlib import Path
from kb_assistant.index.store import IndexStore
with IndexStore(Path(sys.argv[1])).writing():
    if not os.fork():
        print("forked", flush=True)
        sys.stdin.readline()
        os._exit(0)
    time.sleep(600)
"""
    with subprocess.Popen(
        [sys.executable, "-c", script, store.path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "forked\n"
        assert "Another process" in publisher.refused(store, 1)
        process.kill()
        process.wait(60)
        assert not publisher.refused(store, 1)
        process.communicate("\n", timeout=60)
