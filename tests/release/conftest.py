import json
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

import pytest

from kb_assistant.embedding import Embedder, load_embedder

Row = tuple[str, str, str]
Load = Callable[[str, bytes | None], Embedder]


@pytest.fixture(scope="session")
def load() -> Load:
    """The real model, loaded once."""
    return lru_cache(load_embedder)


@pytest.fixture
def write(tmp_path: Path) -> Callable[[Sequence[Row]], Path]:
    """Return what writes a corpus of rows and returns its folder."""

    def write_rows(rows: Sequence[Row]) -> Path:
        folder = tmp_path / "corpus"
        folder.mkdir(exist_ok=True)
        lines = "".join(f"| {' | '.join(row)} |\n" for row in rows)
        (folder / "guide.md").write_text(f"| Issue | Situation | Action |\n|---|---|---|\n{lines}")
        return folder

    return write_rows


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    """Labelled queries and a limit, where a build looks for them."""
    queries = {
        "parcel": ("my parcel never arrived", "guide/lost-parcel"),
        "scale": ("the scale does not connect", "guide/scale-will-not-sync"),
        "coach": ("my coach was rude", "guide/rude-coach"),
        "password": ("I cannot log in", "guide/forgotten-password"),
    }
    lines = [
        {"id": name, "query": text, "gold": [gold], "must": "answer"}
        for name, (text, gold) in queries.items()
    ]
    test = {"id": "t", "query": "for people only", "gold": ["guide/no"], "must": "answer"}
    (tmp_path / "eval").mkdir()
    path = tmp_path / "eval" / "queries.jsonl"
    path.write_text("".join(json.dumps(r) + "\n" for r in (*lines, {**test, "split": "test"})))
    path.with_name("gate.toml").write_text('["Success@1"]\nmin = 0.9\n[latency_p50_ms]\nmax = 0\n')
    return path
