from pathlib import Path

import pytest

from kb_assistant.errors import EvalError
from kb_assistant.evaluation.gate import broken_limits, load_gate
from kb_assistant.evaluation.runner import Run
from kb_assistant.evaluation.summary import summarise


def test_broken_limits_are_returned_and_a_limit_itself_is_kept(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "gate.toml"
    path.write_text(
        '["Success@1"]\nmin = 0.6\n[refusals]\nmax = 0.1\n[urgent_recall]\nmin = 0.9\nmax = 1\n'
        "[wrong_answers]\nmin = 0.3\n"
    )
    broken = broken_limits(load_gate(path), summarise(run))
    assert [str(part) for part in broken] == [
        "refusals is 0.200, the limit is at most 0.1",
        "wrong_answers is 0.200, the limit is at least 0.3",
    ]


def test_what_no_query_measures_is_not_kept(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "gate.toml"
    path.write_text("[refused_far]\nmin = 0.5\n")
    (broken,) = broken_limits(load_gate(path), summarise(Run("v", run.records[:1])))
    assert str(broken) == "refused_far is not measured, the limit is at least 0.5"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[success]\nmin = 1", "unknown measure 'success'"),
        ("refusals = 1", "min = ..."),
        ("[refusals]", "min = ..."),
        ("[refusals]\nmost = 1", "min = ..."),
        ("[refusals]\nmax = true", "Write a number"),
        ("[refusals]\nmax = nan", "Write a number"),
        ("[refusals]\nmin = 0.2\nmax = 0.1", "cannot be"),
        ("[refusals", "not TOML"),
        ("", "sets no limit"),
    ],
)
def test_a_bad_gate_is_refused(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "gate.toml").write_text(text)
    with pytest.raises(EvalError, match=message):
        load_gate(tmp_path / "gate.toml")


def test_the_shipped_gate_loads() -> None:
    limits = load_gate(Path(__file__).resolve().parents[2] / "eval" / "gate.toml")
    assert {"Success@1", "wrong_answers", "urgent_recall"} <= {limit.name for limit in limits}
