import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from kb_assistant.documents import SourceSpan
from kb_assistant.index import LexicalIndex, ModelFacts, Passage, VectorIndex, write_index
from kb_assistant.index.store import IndexStore
from kb_assistant.protocols import Protocol, Route

MODEL = ModelFacts("hand-made", "ab" * 32, 2)
HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def protocols() -> tuple[Protocol, ...]:
    return (
        Protocol(
            id="guide/recall",
            issue="Récall",
            situation="",
            action="Tell the member:\n“stop using it”.\u2028Then log it.",
            route=Route.DO_NOT_ESCALATE,
            destination="",
            conditions=("if it is a device", "if it is under warranty"),
            urgent=False,
            source=SourceSpan("guide.md", 3, 5, ("Guide", "Devices"), None),
        ),
        Protocol(
            id="guide/threat",
            issue="Threat",
            situation="The member threatens someone.",
            action="Call the supervisor.",
            route=Route.UNKNOWN,
            destination="Supervisor",
            conditions=(),
            urgent=True,
            source=SourceSpan("guide.pdf", 1, 1, (), 7),
        ),
    )


@pytest.fixture(scope="session")
def passages() -> tuple[Passage, ...]:
    return (
        Passage("Recall: stop using the device", "guide/recall", "protocol"),
        Passage("a threat of violence", "guide/threat", "phrasing"),
        Passage("what is the weather \ud800", None, "phrasing"),
    )


@pytest.fixture(scope="session")
def write(protocols: tuple[Protocol, ...], passages: tuple[Passage, ...]) -> Callable[[Path], None]:
    vectors = VectorIndex.build(np.array([[1, 0], [0, 1], [0.6, 0.8]], dtype=np.float32))
    lexical = LexicalIndex.build([passage.text for passage in passages])
    parts = {"head.npz": b"\x00\x01", "extra/notes.txt": b"learned"}

    def write_all(folder: Path) -> None:
        write_index(folder, protocols, passages, vectors, lexical, parts)

    return write_all


@pytest.fixture(scope="session")
def publish(write: Callable[[Path], None]) -> Callable[[IndexStore], str]:
    def publish_all(store: IndexStore) -> str:
        return store.publish(
            write,
            model=MODEL,
            corpus={"guide.md": "cd" * 32, "caf\udce9.md": "ef" * 32},
            counts={"protocols": 2, "passages": 3},
            scores={"success@1": 0.865},
            notes=["guide.md, line 9: “repaired”"],
        )

    return publish_all


@pytest.fixture
def store(tmp_path: Path) -> IndexStore:
    return IndexStore(tmp_path / "index")


@pytest.fixture(scope="session")
def publisher() -> ModuleType:
    return _module("publisher")


@pytest.fixture(scope="session")
def disk() -> ModuleType:
    return _module("disk")


def _module(name: str) -> ModuleType:
    """Load a file beside this one, which programs that the tests run import too."""
    spec = importlib.util.spec_from_file_location(name, HERE / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk that syncs at once, where there is one: a killed process loses nothing."""
    disk = Path("/dev/shm")  # noqa: S108 - in a folder of its own
    if not os.access(disk, os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=disk) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def program() -> Callable[..., list[dict[str, Any]]]:
    """Run `program.py` in a mode and return what it tells, line by line."""

    def run(mode: str, root: Path, *options: object, through: Sequence[str] = ()) -> Any:
        done = subprocess.run(
            [*through, sys.executable, HERE / "program.py", mode, root, *map(str, options)],
            env={**os.environ, "OMP_NUM_THREADS": "1"},
            capture_output=True,
            text=True,
            check=False,
            timeout=1800,
        )
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    return run
