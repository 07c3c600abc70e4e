from collections.abc import Callable
from pathlib import Path

from kb_assistant.release.settling import settled

Step = Callable[[], object]


def test_it_tells_at_once_and_then_once_for_each_burst_of_changes(tmp_path: Path) -> None:
    guide = tmp_path / "a" / "guide.md"
    guide.parent.mkdir()
    guide.write_text("one")
    waits: list[Step | None] = [
        None,
        lambda: guide.write_text("longer"),  # a burst begins
        lambda: (tmp_path / "b.md").write_text("x"),
        None,
        lambda: guide.write_text("longer still"),
        None,
        None,  # two seconds of quiet
    ]
    after: list[Step | None] = [(tmp_path / "b.md").unlink, None, None]

    def sleep(_seconds: float) -> None:
        if step := steps.pop(0):
            step()

    changes = settled(tmp_path, sleep=sleep)
    steps: list[Step | None] = []
    next(changes)
    steps = waits
    next(changes)
    assert steps == []
    steps = after
    next(changes)
    assert steps == []


def test_a_change_while_the_caller_is_busy_is_seen_and_one_taken_back_is_none(
    tmp_path: Path,
) -> None:
    guide, draft = tmp_path / "guide.md", tmp_path / ".guide.md.swp"
    changes = settled(tmp_path, quiet=0, sleep=lambda _seconds: None)
    next(changes)
    guide.write_text("written during the build")
    draft.write_text("no guide")
    next(changes)
    draft.unlink()
    guide.write_text("and again, longer")
    next(changes)
