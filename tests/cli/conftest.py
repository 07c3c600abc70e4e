import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from kb_assistant.cli import main
from kb_assistant.index.store import IndexStore

Run = Callable[..., tuple[int, str, str]]
PUBLISHER = Path(__file__).parent.parent / "index" / "publisher.py"


@pytest.fixture(scope="session")
def publisher() -> ModuleType:
    """What publishes tiny versions for the tests of the index."""
    spec = importlib.util.spec_from_file_location("publisher", PUBLISHER)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def store(tmp_path: Path) -> IndexStore:
    return IndexStore(tmp_path / "index")


@pytest.fixture
def run(
    store: IndexStore, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Run a command on the index of `store`; return its exit status and what it printed."""

    def run_main(*arguments: str) -> tuple[int, str, str]:
        command = ["kb-assistant", *arguments, "--index", str(store.path)]
        monkeypatch.setattr(sys, "argv", command)
        with pytest.raises(SystemExit) as caught:
            main()
        printed = capsys.readouterr()
        return int(caught.value.code or 0), printed.out, printed.err

    return run_main
