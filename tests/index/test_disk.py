"""Disks that fail, and disks that are full: the old version stays live, the message is clear."""

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from kb_assistant.errors import StoredIndexError
from kb_assistant.index.store import IndexStore

Program = Callable[..., list[dict[str, Any]]]
AT_LEAST = 40  # calls that write, in one publishing


def failures(
    store: IndexStore, publisher: ModuleType, disk: ModuleType, number: int, **options: bool
) -> list[tuple[str, str]]:
    """Publish with the nth call failing, for every n until none fails; return calls and errors."""
    publisher.publish(store, 0)
    found = []
    for nth in count(1):
        live, versions = store.current(), len(store.versions())
        failing = disk.Disk(nth, disk.failing(number), **options)
        with failing.installed():
            message = publisher.refused(store, nth)
        if not failing.hit:
            assert not message
            return found
        found.append((failing.hit[0], message))
        if message and " is live, but " not in message:
            assert store.current() == live
            assert publisher.number_of(store.load()) != nth
        else:
            assert publisher.number_of(store.load()) == nth
        if not options:
            assert not publisher.leftovers(store)
            assert len(store.versions()) == (versions if message else versions + 1)
    raise AssertionError


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EINTR])
def test_one_failing_call_at_every_place(
    memory: Path, publisher: ModuleType, disk: ModuleType, number: int
) -> None:
    found = failures(IndexStore(memory / "index"), publisher, disk, number)
    assert len(found) > AT_LEAST
    assert {call.split()[0] for call, _ in found} == set(disk.Disk(0, int).names)
    for call, message in found:
        if message:
            assert os.strerror(number) in message
            assert "The live version is as it was" in message
            assert "free space" in message
        else:  # the lock holds without the name of its holder
            assert call == "write .lock"


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_a_disk_that_fails_for_good(
    memory: Path, publisher: ModuleType, disk: ModuleType, number: int
) -> None:
    store = IndexStore(memory / "index")
    found = failures(store, publisher, disk, number, ever_after=True)
    assert len(found) > AT_LEAST
    assert all(os.strerror(number) in message for _, message in found)
    # If the disk dies between the switch and its sync, there is no way back, and it says so.
    odd = [message for _, message in found if "The live version is as it was" not in message]
    assert len(odd) == 1
    assert " is live, but the disk did not confirm it" in odd[0]
    publisher.publish(store, 1000)
    assert publisher.number_of(store.load()) == 1000
    assert not publisher.leftovers(store)
    store.prune(1)
    assert len(store.versions()) == 1


def test_every_write_passes_through_the_double(
    memory: Path, publisher: ModuleType, disk: ModuleType
) -> None:
    """Nothing is written behind the back of the two tests above."""
    store = IndexStore(memory / "index")
    publisher.publish(store, 0)
    seen: list[str] = []
    watching = [True]

    def watch(event: str, args: tuple[Any, ...]) -> None:
        writes = os.O_WRONLY | os.O_RDWR | os.O_CREAT
        if watching and event == "open" and str(memory) in str(args[0]) and args[2] & writes:
            seen.append(Path(str(args[0])).name)

    sys.addaudithook(watch)  # cannot be taken away again
    recorder = disk.Disk(1, lambda: None, ever_after=True)
    with recorder.installed():
        publisher.publish(store, 1)
    watching.clear()
    opened = [call.split()[1] for call in recorder.hit if call.startswith("open ")]
    assert seen == opened
    assert "vectors.faiss" in seen


def test_a_call_that_writes_less_than_it_is_given(
    store: IndexStore, publisher: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda file, content: real(file, bytes(content)[:100]))
    publisher.publish(store, 1)
    assert publisher.number_of(store.load()) == 1


def test_a_full_disk(program: Program, tmp_path: Path) -> None:
    own = ("unshare", "--user", "--map-root-user", "--mount")  # the mount ends with the program
    if not shutil.which("unshare") or subprocess.run([*own, "true"], check=False).returncode:
        pytest.skip("this system lets us mount no small disk")
    first, *told, last = program("full-disk", tmp_path / "index", through=own)
    if not first["mounted"]:
        pytest.skip("this system lets us mount no small disk")
    *refused, through = told
    assert len(refused) > 5
    for facts in refused:
        assert "No space left on device. The live version is as it was" in facts["message"]
        assert "kb-assistant prune --keep 2" in facts["message"]
        assert facts["live"] == 0
        assert not facts["leftovers"]
    assert not through["message"]
    assert through["live"] == len(refused) + 1
    # Full to the last byte, the next step that the message names works, and gives the room back.
    assert last["removed"] == 3
    assert last["live"] == through["live"]
    assert not last["message"]


def test_files_that_may_not_grow(program: Program, tmp_path: Path) -> None:
    *refused, last = program("file-limit", tmp_path / "index")
    assert len(refused) > 5
    for facts in refused:
        assert "File too large. The live version is as it was" in facts["message"]
        assert facts["live"] == 0
        assert not facts["leftovers"]
    assert not last["message"]


def test_a_folder_that_cannot_be_made(tmp_path: Path, publisher: ModuleType) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(
        StoredIndexError, match=r"cannot be written.*Check the folder's permissions"
    ):
        publisher.publish(IndexStore(tmp_path / "file" / "index"), 0)
