from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

import kb_assistant.release
from kb_assistant.index.store import IndexStore

Run = Callable[..., tuple[int, str, str]]
ROW = "| Issue | Action |\n|---|---|\n| Late | Refund it. |\n"


@pytest.fixture
def corpus(tmp_path: Path) -> str:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "guide.md").write_text(ROW)
    return str(tmp_path / "corpus")


def test_a_closed_gate_says_why_and_what_to_do(
    run: Run, store: IndexStore, publisher: ModuleType, corpus: str
) -> None:
    rules = (publisher.protocol("late", "Refund it."), publisher.protocol("lost", "Resend it."))
    live = store.publish(publisher.write(1, rules), model=publisher.MODEL, corpus={}, counts={})
    status, _, said = run("build", "--corpus", corpus)
    assert status == 1
    assert "only 1 protocols" in said
    assert f"{live} stays live" in said
    assert "--force REASON" in said
    assert store.current() == live


@pytest.mark.parametrize("options", [("--force", " "), ("--force", "why", "--watch")])
def test_a_reason_is_a_reason_and_for_one_version(
    run: Run, corpus: str, options: tuple[str, ...]
) -> None:
    assert run("build", "--corpus", corpus, *options)[0] == 2


def test_watching_goes_on_after_errors_until_it_is_interrupted(
    run: Run, tmp_path: Path, corpus: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def settled(folder: Path) -> Iterator[None]:
        (folder / "guide.md").write_text("")
        yield
        (folder / "guide.md").write_text(ROW + "| Lost | |\n")
        yield
        raise KeyboardInterrupt

    monkeypatch.setattr(kb_assistant.release, "settled", settled)
    status, printed, said = run("build", "--corpus", corpus, "--watch")
    assert status == 0
    assert "guide.md: is empty" in said
    assert "empty-action" in said
    assert "No longer watching" in printed
    assert not (tmp_path / "index" / "CURRENT").exists()
