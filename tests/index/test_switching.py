"""Going back, tidying up, and those who read meanwhile."""

import statistics
import threading
import time
from pathlib import Path
from types import ModuleType

import pytest

from kb_assistant.errors import StoredIndexError
from kb_assistant.index.history import HISTORY
from kb_assistant.index.store import Changes, IndexStore


@pytest.fixture
def five(memory: Path, publisher: ModuleType) -> tuple[IndexStore, list[str]]:
    store = IndexStore(memory / "index")
    return store, [publisher.publish(store, number) for number in range(5)]


def names(store: IndexStore) -> list[str]:
    return [manifest.version for manifest in store.versions()]


def test_by_default_to_the_one_live_before(five: tuple[IndexStore, list[str]]) -> None:
    store, (_, first, _, before, last) = five
    switch = store.switch()
    assert (switch.before, switch.version, switch.how) == (last, before, "rollback")
    assert store.current() == before
    assert store.switch().version == last, "the one live before the rollback"
    assert store.switch(first).before == last
    assert store.switch().version == last
    again = store.switch(last)
    assert again.before == again.version == last


def test_the_history_says_who_and_when(five: tuple[IndexStore, list[str]]) -> None:
    store, versions = five
    store.switch(versions[0])
    history = store.history()
    assert [switch.version for switch in history.switches] == [*versions, versions[0]]
    back = history.last(versions[0])
    assert back
    assert (back.how, back.before) == ("rollback", versions[4])
    assert back.by == store.versions()[0].by
    first = history.last(versions[0], "publish")
    assert first
    assert first.before is None
    assert first.at < back.at


def test_one_that_is_damaged_is_not_gone_back_to(five: tuple[IndexStore, list[str]]) -> None:
    store, (*_, before, last) = five
    (store.path / "versions" / before / "passages.jsonl").write_bytes(b"")
    with pytest.raises(StoredIndexError, match=r"passages\.jsonl is damaged"):
        store.switch()
    assert store.current() == last
    assert len(store.history().switches) == 5


def test_where_there_is_none_to_go_back_to(store: IndexStore, publisher: ModuleType) -> None:
    with pytest.raises(StoredIndexError, match=r"No index in .*kb-assistant build"):
        store.switch()
    first = publisher.publish(store, 1)
    with pytest.raises(StoredIndexError, match=r"There is no version before.*none is recorded"):
        store.switch()
    publisher.publish(store, 2)
    store.prune(1)
    with pytest.raises(StoredIndexError, match=f"{first} was removed.*kb-assistant versions"):
        store.switch()


@pytest.mark.parametrize("content", [None, b"nonsense"])
def test_a_damaged_current_is_mended(
    five: tuple[IndexStore, list[str]], publisher: ModuleType, content: bytes | None
) -> None:
    store, versions = five
    (store.path / "CURRENT").unlink()
    if content is not None:
        (store.path / "CURRENT").write_bytes(content)
    with pytest.raises(StoredIndexError, match=r"does not say which version is live.*rollback VER"):
        store.switch()
    store.switch(versions[2])
    assert store.current() == versions[2]
    publisher.publish(store, 9)
    assert len(names(store)) == 6, "none is taken for one that never was live"


@pytest.mark.parametrize("content", [b"", b"{}\n[]\n\xff\n{\n" + b"[" * 100_000 + b"\n", None])
def test_a_lost_history_loses_no_version(
    five: tuple[IndexStore, list[str]], publisher: ModuleType, content: bytes | None
) -> None:
    store, versions = five
    (store.path / HISTORY).unlink()
    if content is not None:
        (store.path / HISTORY).write_bytes(content)
    assert not store.history().switches
    assert names(store) == versions[::-1]
    publisher.publish(store, 9)
    assert store.switch().version == versions[-1]
    assert len(names(store)) == 6


def test_pruning_keeps_the_live_one_and_the_one_before(
    five: tuple[IndexStore, list[str]],
) -> None:
    store, versions = five
    store.switch(versions[1])
    store.switch(versions[0])
    assert store.prune(5) == ()
    assert store.prune(3) == (versions[3], versions[2])
    assert names(store) == [versions[4], versions[1], versions[0]]
    assert store.prune(2) == (versions[4],)
    assert store.prune(1) == (versions[1],)
    assert names(store) == [store.current()] == [versions[0]]
    assert store.load().version == versions[0]
    with pytest.raises(ValueError, match="at least 1"):
        store.prune(0)


def test_pruning_takes_damaged_versions_and_leftovers_too(
    five: tuple[IndexStore, list[str]], publisher: ModuleType
) -> None:
    store, versions = five
    (store.path / "versions" / versions[0] / "manifest.json").unlink()
    for name in (".building-0123", f".removing-{versions[1]}"):
        (store.path / "versions" / name).mkdir()
        (store.path / "versions" / name / "file").write_bytes(b"x")
    assert store.damaged() == {versions[0]: "manifest.json is missing"}
    assert versions[0] in store.prune(2)
    assert not store.damaged()
    assert not publisher.leftovers(store)
    assert {path.name for path in (store.path / "versions").iterdir()} == {versions[3], versions[4]}


def test_changes_between_versions(store: IndexStore, publisher: ModuleType) -> None:
    make = publisher.protocol

    def add(*protocols: object) -> str:
        version: str = store.publish(
            publisher.write(1, protocols), model=publisher.MODEL, corpus={}, counts={}
        )
        return version

    add(make("a", "one"), make("b", "two"), make("c", "three"))
    add(make("c", "three"), make("b", "TWO"), make("d", "four"))
    new, old = store.versions()
    assert store.changes(old, new) == Changes(("guide/d",), ("guide/a",), ("guide/b",))
    assert str(store.changes(old, new)) == "1 added, 1 removed, 1 changed"
    assert str(store.changes(old, old)) == "no protocol changed"
    (store.path / "versions" / old.version / "protocols.jsonl").write_bytes(b"{}")
    with pytest.raises(StoredIndexError, match=r"protocols\.jsonl is damaged"):
        store.changes(old, new)


def test_who_published_is_in_the_manifest(store: IndexStore, publisher: ModuleType) -> None:
    publisher.publish(store, 1, forced=" the audit\n is today ", skipped={"a.pdf": "encrypted"})
    (manifest,) = store.versions()
    assert manifest.by.user
    assert manifest.by.host
    assert manifest.forced
    assert (manifest.forced.reason, manifest.forced.by) == ("the audit is today", manifest.by)
    assert manifest.skipped == {"a.pdf": "encrypted"}


def test_the_live_name_costs_less_than_a_millisecond(five: tuple[IndexStore, list[str]]) -> None:
    store, _ = five
    times = []
    for _ in range(500):
        started = time.perf_counter()
        store.current()
        times.append(time.perf_counter() - started)
    assert statistics.median(times) < 0.001


def test_readers_never_fail_while_versions_come_and_go(memory: Path, publisher: ModuleType) -> None:
    store = IndexStore(memory / "index")
    publisher.publish(store, 0)
    going, failures, loads = threading.Event(), list[Exception](), [0, 0]

    def read(reader: int) -> None:
        own = IndexStore(store.path)
        while not going.is_set():
            try:
                own.current()
                publisher.number_of(own.load())
                own.versions()
                loads[reader] += 1
            except Exception as error:  # noqa: BLE001 - told below
                failures.append(error)

    threads = [threading.Thread(target=read, args=(reader,), daemon=True) for reader in range(2)]
    for thread in threads:
        thread.start()
    for number in range(1, 40):
        publisher.publish(store, number)
        if number % 3 == 0:
            store.switch()
            store.prune(2)
            store.switch()
        store.prune(1)
    going.set()
    for thread in threads:
        thread.join(60)
    assert not failures
    assert min(loads) > 20
