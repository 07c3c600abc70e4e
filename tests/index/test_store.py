import re
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from kb_assistant.errors import StoredIndexError
from kb_assistant.index import (
    Index,
    LexicalIndex,
    ModelFacts,
    Passage,
    VectorIndex,
    digest_file,
    write_index,
)
from kb_assistant.index.store import IndexStore
from kb_assistant.protocols import Protocol

MODEL = ModelFacts("hand-made", "ab" * 32, 2)
FILES = {
    "protocols.jsonl",
    "passages.jsonl",
    "vectors.faiss",
    "lexical/data.npy",
    "lexical/indices.npy",
    "lexical/indptr.npy",
    "lexical/vocabulary.json",
    "head.npz",
    "extra/notes.txt",
}

Publish = Callable[[IndexStore], str]
Write = Callable[[Path], None]


def content(path: Path) -> dict[str, bytes]:
    """Return every file of an index folder but the lock, by path."""
    return {
        str(file.relative_to(path)): file.read_bytes()
        for file in path.rglob("*")
        if file.is_file() and file.name != ".lock"
    }


def test_what_is_published_is_loaded(
    store: IndexStore,
    publish: Publish,
    protocols: tuple[Protocol, ...],
    passages: tuple[Passage, ...],
) -> None:
    version = publish(store)
    assert re.fullmatch(r"\d{8}T\d{12}Z-[0-9a-f]{12}", version)
    assert (store.path / "CURRENT").read_text() == f"{version}\n"
    index = store.load()
    assert isinstance(index, Index)
    assert index.version == index.manifest.version == store.current() == version
    assert index.protocols == protocols
    assert index.passages == passages
    assert len(index.vectors) == index.lexical.size == 3
    assert index.lexical.scores("recall")[0] > 0
    assert index.parts == {"head.npz": b"\x00\x01", "extra/notes.txt": b"learned"}
    assert index.manifest.files.keys() == FILES
    folder = store.path / "versions" / version
    for name, facts in index.manifest.files.items():
        assert facts.size == (folder / name).stat().st_size
        assert facts.sha256 == digest_file(folder / name)


def test_no_index_says_how_to_build_one(store: IndexStore) -> None:
    with pytest.raises(StoredIndexError) as caught:
        store.load()
    assert str(caught.value) == f"No index in {store.path}. Build one with: kb-assistant build"
    assert store.versions() == ()


def test_versions_are_newest_first_and_can_be_switched(store: IndexStore, publish: Publish) -> None:
    first, second = publish(store), publish(store)
    assert first[-12:] == second[-12:], "equal content has an equal digest"
    assert [manifest.version for manifest in store.versions()] == [second, first]
    assert store.load(first).version == first
    assert store.current() == second
    store.switch(first)
    assert store.load().version == first


def test_a_damaged_version_is_not_switched_to(store: IndexStore, publish: Publish) -> None:
    first, second = publish(store), publish(store)
    (store.path / "versions" / first / "head.npz").write_bytes(b"")
    with pytest.raises(StoredIndexError, match=r"head\.npz is damaged"):
        store.switch(first)
    assert store.current() == second
    (store.path / "versions" / first / "manifest.json").write_bytes(b"")
    assert [manifest.version for manifest in store.versions()] == [second]


def test_another_format_is_refused_with_the_next_step(store: IndexStore, publish: Publish) -> None:
    manifest = store.path / "versions" / publish(store) / "manifest.json"
    text = manifest.read_text()
    manifest.write_text(text.replace('"format_version": 2', '"format_version": 3'))
    with pytest.raises(StoredIndexError, match=r"format 3, and this release.*kb-assistant build"):
        store.load()


def test_a_version_under_another_name_is_refused(store: IndexStore, publish: Publish) -> None:
    version = publish(store)
    other = f"{version[:-1]}{'0' if version[-1] != '0' else '1'}"
    shutil.copytree(store.path / "versions" / version, store.path / "versions" / other)
    with pytest.raises(StoredIndexError, match="that of another version"):
        store.load(other)


@pytest.mark.parametrize(
    "current",
    [
        b"",
        b"\n",
        b"../outside\n",
        b"versions/../../outside",
        b"/etc/passwd\n",
        b"20260131T123456000789Z-0123456789ab/../../outside\n",
        b"../20260131T123456000789Z-0123456789ab\n",
        b"20260131T123456000789Z-0123456789ab\n\n",
        b"20260131T123456000789Z-0123456789ab\x00",
        "\uff120260131T123456000789Z-0123456789ab".encode(),
        b"\xff\xfe",
    ],
)
def test_a_current_that_is_no_version_name_is_refused(
    store: IndexStore, publish: Publish, current: bytes
) -> None:
    version = publish(store)
    shutil.copytree(store.path / "versions" / version, store.path.parent / "outside")
    (store.path / "CURRENT").write_bytes(current)
    with pytest.raises(StoredIndexError, match=r"CURRENT: it does not name.*rollback.*build"):
        store.load()


def test_a_current_without_its_version_is_refused(store: IndexStore, publish: Publish) -> None:
    shutil.rmtree(store.path / "versions" / publish(store))
    with pytest.raises(StoredIndexError, match="there is no such version"):
        store.load()


@pytest.mark.parametrize("version", ["", "..", "../../etc", "20260131T123456000789Z-0123456789ab/"])
def test_a_version_that_is_no_name_is_refused(store: IndexStore, version: str) -> None:
    with pytest.raises(StoredIndexError, match="kb-assistant versions"):
        store.load(version)


class Boom(BaseException):
    """Stands for anything that stops a build, an interrupt from the keyboard included."""


@pytest.mark.parametrize("error", [Boom(), RuntimeError("no")])
def test_a_write_that_fails_leaves_the_live_version(
    store: IndexStore, publish: Publish, write: Write, error: BaseException
) -> None:
    publish(store)
    before = content(store.path)

    def fail(folder: Path) -> None:
        write(folder)
        raise error

    with pytest.raises(type(error)):
        store.publish(fail, model=MODEL, corpus={}, counts={})
    assert content(store.path) == before


def test_a_full_disk_is_reported(store: IndexStore, publish: Publish) -> None:
    publish(store)
    before = content(store.path)

    def fail(_: Path) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(StoredIndexError, match=r"cannot be written.*No space left.*free space"):
        store.publish(fail, model=MODEL, corpus={}, counts={})
    assert content(store.path) == before


def test_an_index_that_does_not_load_is_not_made_live(
    store: IndexStore, publish: Publish, protocols: tuple[Protocol, ...]
) -> None:
    publish(store)
    before = content(store.path)
    passage = Passage("a", "guide/unknown", "phrasing")
    one = VectorIndex.build(np.array([[1, 0]], dtype=np.float32))

    def attempt(
        passages: tuple[Passage, ...],
        rules: tuple[Protocol, ...] = protocols,
        dimension: int = 2,
        name: str = "part",
    ) -> str:
        lexical = LexicalIndex.build(["a"])
        return store.publish(
            lambda folder: write_index(folder, rules, passages, one, lexical, {name: b""}),
            model=ModelFacts("m", "ab" * 32, dimension),
            corpus={},
            counts={},
        )

    with pytest.raises(StoredIndexError, match="unknown protocol 'guide/unknown'"):
        attempt((passage,))
    with pytest.raises(StoredIndexError, match="0 passages, 1 vectors and 1 lexical"):
        attempt(())
    known = Passage("a", None, "phrasing")
    with pytest.raises(StoredIndexError, match="2 components, and its model gives 384"):
        attempt((known,), dimension=384)
    with pytest.raises(StoredIndexError, match="same id"):
        attempt((known,), rules=(protocols[0], protocols[0]))
    with pytest.raises(StoredIndexError, match="a file name that an index may have"):
        attempt((known,), name=".hidden")
    with pytest.raises(StoredIndexError, match=r"manifest\.json is not a file name"):
        attempt((known,), name="manifest.json")
    for name in ("vectors.faiss", "lexical/data.npy"):
        with pytest.raises(ValueError, match="a part cannot have the name"):
            attempt((known,), name=name)
    with pytest.raises(StoredIndexError, match=r"protocols\.jsonl is missing"):
        store.publish(lambda _: None, model=MODEL, corpus={}, counts={})
    assert content(store.path) == before
    assert store.load()
