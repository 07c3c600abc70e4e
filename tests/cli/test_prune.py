from collections.abc import Callable
from types import ModuleType

import pytest

from kb_assistant.index.store import IndexStore

Run = Callable[..., tuple[int, str, str]]


def test_it_names_what_it_removed(store: IndexStore, publisher: ModuleType, run: Run) -> None:
    versions = [publisher.publish(store, number) for number in range(4)]
    code, out, err = run("prune", "--keep", "2")
    assert (code, err) == (0, "")
    assert out == (
        f"Removed: {versions[1]}\nRemoved: {versions[0]}\n"
        f"2 versions removed. Live, as before: {versions[3]}\n"
    )
    assert [manifest.version for manifest in store.versions()] == versions[:1:-1]


@pytest.mark.parametrize("arguments", [(), ("--keep", "0"), ("--keep", "-1"), ("--keep", "x")])
def test_it_must_be_told_how_many(
    store: IndexStore, publisher: ModuleType, run: Run, arguments: tuple[str, ...]
) -> None:
    publisher.publish(store, 1)
    assert run("prune", *arguments)[0] == 2
    assert len(store.versions()) == 1


def test_while_another_process_writes(store: IndexStore, publisher: ModuleType, run: Run) -> None:
    publisher.publish(store, 1)
    with store.writing():
        code, _, err = run("prune", "--keep", "1")
    assert code == 2
    assert "Another process is writing" in err
