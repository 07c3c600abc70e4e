"""Publishes tiny hand-made versions. Loaded by the tests, and by the programs that they run."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from kb_assistant.documents import SourceSpan
from kb_assistant.errors import StoredIndexError
from kb_assistant.index import Index, LexicalIndex, ModelFacts, Passage, VectorIndex, write_index
from kb_assistant.index.store import IndexStore
from kb_assistant.protocols import Protocol, Route

MODEL = ModelFacts("hand-made", "ab" * 32, 8)
SIZE = 20


def protocol(name: str, action: str) -> Protocol:
    return Protocol(
        id=f"guide/{name}",
        issue=name,
        situation="",
        action=action,
        route=Route.UNKNOWN,
        destination="",
        conditions=(),
        urgent=False,
        source=SourceSpan("guide.md", 1, 1),
    )


@cache
def write(number: int, protocols: tuple[Protocol, ...] | None = None) -> Callable[[Path], None]:
    """Return what writes a version that bears `number` in each of its files."""
    rules = protocols or (protocol("count", f"Say {number}."),)
    vectors = np.random.default_rng(number).normal(size=(SIZE, MODEL.dimension))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    passages = tuple(Passage(f"passage {number} of {row}", None, "phrasing") for row in range(SIZE))
    lexical = LexicalIndex.build([passage.text for passage in passages])
    parts = {"number.txt": str(number).encode()}
    index = VectorIndex.build(vectors)
    return lambda folder: write_index(folder, rules, passages, index, lexical, parts)


def publish(store: IndexStore, number: int, **options: Any) -> str:
    return store.publish(write(number), model=MODEL, corpus={}, counts={"protocols": 1}, **options)


def number_of(index: Index) -> int:
    """Return the number that a version bears, once all of it is found to bear the same."""
    number = int(index.parts["number.txt"])
    if index.protocols[0].action != f"Say {number}.":
        raise AssertionError(f"{index.version} is made of two versions")
    if any(f" {number} of " not in passage.text for passage in index.passages):
        raise AssertionError(f"{index.version} is made of two versions")
    return number


def leftovers(store: IndexStore) -> list[str]:
    """Return the files and folders that are of no version and have no use."""
    kept = {"CURRENT", "versions", "history.jsonl", ".lock"}
    odd = [path.name for path in store.path.iterdir() if path.name not in kept]
    return odd + [path.name for path in (store.path / "versions").glob(".*")]


def refused(store: IndexStore, number: int) -> str:
    """Try to publish; return the message, or nothing if it went through."""
    try:
        publish(store, number)
    except StoredIndexError as error:
        return str(error)
    return ""
