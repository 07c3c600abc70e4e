import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb_assistant.errors import StoredIndexError
from kb_assistant.index.store import IndexStore

Publish = Callable[[IndexStore], str]


@pytest.fixture(scope="module")
def published(
    tmp_path_factory: pytest.TempPathFactory, publish: Publish
) -> tuple[IndexStore, tuple[Path, ...]]:
    store = IndexStore(tmp_path_factory.mktemp("published"))
    folder = store.path / "versions" / publish(store)
    return store, tuple(sorted(path for path in folder.rglob("*") if path.is_file()))


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_any_altered_byte_is_refused(
    published: tuple[IndexStore, tuple[Path, ...]], data: st.DataObject
) -> None:
    store, files = published
    path = data.draw(st.sampled_from(files))
    before = path.read_bytes()
    changed = bytearray(before)
    changed[data.draw(st.integers(0, len(before) - 1))] ^= data.draw(st.integers(1, 255))
    path.write_bytes(changed)
    try:
        with pytest.raises(StoredIndexError, match=path.name):
            store.load()
    finally:
        path.write_bytes(before)


def test_truncated_longer_missing_and_linked_files_are_refused(
    published: tuple[IndexStore, tuple[Path, ...]], tmp_path: Path
) -> None:
    store, files = published
    for path in files:
        before = path.read_bytes()
        for after in (b"", before[:-1], before + b"\x00"):
            path.write_bytes(after)
            with pytest.raises(StoredIndexError, match=f"{path.name}.*kb-assistant build"):
                store.load()
        path.unlink()
        with pytest.raises(StoredIndexError, match=f"{path.name} is missing"):
            store.load()
        (tmp_path / path.name).write_bytes(before)
        path.symlink_to(tmp_path / path.name)
        with pytest.raises(StoredIndexError, match=f"{path.name} is no plain file"):
            store.load()
        path.unlink()
        path.write_bytes(before)
    store.load()


@pytest.mark.parametrize("name", ["surprise.pkl", ".hidden", "lexical/more.npy", "new/file"])
def test_an_extra_file_is_refused(
    published: tuple[IndexStore, tuple[Path, ...]], name: str
) -> None:
    store, _ = published
    path = store.path / "versions" / store.current() / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"x")
    try:
        with pytest.raises(StoredIndexError, match=f"{re.escape(name)} does not belong to it"):
            store.load()
    finally:
        path.unlink()


def damage(folder: Path, other: Path, chance: random.Random) -> Path:
    """Damage one file of a version, or put a file of another in its place; return it."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != "manifest.json"]
    path = chance.choice([*files, folder / "vectors.faiss", folder / "vectors.faiss"])
    before = bytearray(path.read_bytes())
    match chance.choice(("flip", "cut", "extend", "blank", "swap")):
        case "flip":
            for _ in range(chance.randint(1, 8)):
                before[chance.randrange(len(before))] ^= 1 << chance.randrange(8)
            after = bytes(before)
        case "cut":
            after = bytes(before[: chance.randrange(len(before))])
        case "extend":
            after = bytes(before) + chance.randbytes(chance.randint(1, 5000))
        case "blank":  # what a disk gives for a block that it lost
            start = chance.randrange(len(before))
            after = bytes(before[:start]) + bytes(len(before) - start)
        case _:
            name = path.relative_to(folder)
            after = chance.choice([other / name, *files]).read_bytes()
    if after == path.read_bytes():  # two flips of one bit, a file put in its own place
        after += b"\x00"
    path.write_bytes(after)
    return path


@pytest.mark.parametrize("times", [50, pytest.param(1000, marks=pytest.mark.slow)])
def test_damaged_files_are_refused_before_faiss_sees_them(
    memory: Path, publisher: ModuleType, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    import faiss  # noqa: PLC0415 - to take it away

    store = IndexStore(memory / "index")
    other, version = (publisher.publish(store, number) for number in range(2))
    versions = store.path / "versions"
    whole = shutil.copytree(versions / version, memory / "whole")
    seen: list[object] = []
    monkeypatch.setattr(faiss, "deserialize_index", seen.append)
    chance = random.Random(4)  # noqa: S311 - no secret
    for _ in range(times):
        path = damage(versions / version, versions / other, chance)
        name = path.relative_to(versions / version).as_posix()
        message = f"{re.escape(name)} is damaged: it is not as it was written.*kb-assistant build"
        with pytest.raises(StoredIndexError, match=message):
            store.load()
        with pytest.raises(StoredIndexError, match="is damaged"):
            store.switch(version)
        shutil.copy(whole / name, path)
    assert not seen
    monkeypatch.undo()
    assert publisher.number_of(store.load()) == 1
