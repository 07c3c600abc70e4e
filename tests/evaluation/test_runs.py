from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kb_assistant.decision import Outcome
from kb_assistant.errors import EvalError
from kb_assistant.evaluation.compare import compare
from kb_assistant.evaluation.dataset import load_queries
from kb_assistant.evaluation.runner import Ranked, Run, evaluate


def test_every_query_is_put_and_progress_told(parrot: Any, queries_file: Path) -> None:
    told: list[tuple[int, int]] = []
    run = evaluate(parrot, load_queries(queries_file), lambda done, of: told.append((done, of)))
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert run.index_version == "v1"
    assert [record.ranking for record in run.records] == [("g/a",)] * 3
    assert [record.right for record in run.records] == [True, False, False]
    with pytest.raises(EvalError, match="no queries"):
        evaluate(parrot, ())


def test_a_run_is_saved_and_loaded(run: Run, tmp_path: Path) -> None:
    run.save(tmp_path / "run.json")
    assert Run.load(tmp_path / "run.json") == run


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not JSON"),
        ("[]", "JSON object"),
        ("{}", "no run of this release"),
        ('{"form": 1, "records": [{}]}', "damaged"),
        ('{"form": 1, "records": 3}', "damaged"),
    ],
)
def test_a_file_that_is_no_run_is_refused(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text(text)
    with pytest.raises(EvalError, match=message):
        Run.load(tmp_path / "run.json")


def test_won_and_lost_by_name(run: Run) -> None:
    q1, q2, *rest = run.records
    better = replace(q2, results=(Ranked("g/a", 0.9),))
    worse = replace(q1, outcome=Outcome.NONE, results=(Ranked("g/b", 0.1),))
    comparison = compare(run, Run("v2", (worse, better, *rest)))
    of = {difference.name: difference for difference in comparison.differences}
    assert (of["Success@1"].won, of["Success@1"].lost) == (("q2",), ("q1",))
    assert of["Success@1"].p == 1
    assert (of["wrong_answers"].won, of["wrong_answers"].lost) == (("q2",), ())
    assert of["wrong_answers"].after < of["wrong_answers"].before
    assert (of["refusals"].won, of["refusals"].lost) == ((), ("q1",))
    assert {change.name for change in comparison.changes} >= {"AUROC", "FPR@95TPR", "ECE"}
    assert comparison.records("q2") == (q2, better)


def test_only_shared_queries_are_compared(run: Run) -> None:
    comparison = compare(run, Run("v2", run.records[:4]))
    assert comparison.left_out == 3
    assert len(comparison.before.records) == 4
    with pytest.raises(EvalError, match="share no query"):
        compare(Run("v1", run.records[:2]), Run("v2", run.records[2:]))


def test_other_labels_are_refused(run: Run) -> None:
    first = run.records[0]
    relabelled = replace(first, query=replace(first.query, gold=("g/b",)))
    with pytest.raises(EvalError, match="q1"):
        compare(run, Run("v2", (relabelled,)))
