import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kb_assistant.errors import EvalError
from kb_assistant.evaluation.compare import compare
from kb_assistant.evaluation.dataset import Query
from kb_assistant.evaluation.gate import Limit
from kb_assistant.evaluation.harness import run_eval
from kb_assistant.evaluation.plots import coverage_curve
from kb_assistant.evaluation.report import make_report, to_json
from kb_assistant.evaluation.report_html import to_html
from kb_assistant.evaluation.report_markdown import to_markdown
from kb_assistant.evaluation.runner import Record, Run
from kb_assistant.phrasings import Phrasing

EVIL = '<script>alert("x")</script> | `a`'


@pytest.fixture
def evil(run: Run) -> Run:
    wrong = run.records[1]
    named = replace(wrong.query, query=EVIL, kind="<b>kind", gold=("<i>g/a",))
    return Run("v<2>", (run.records[0], replace(wrong, query=named), *run.records[2:]))


def test_every_text_is_escaped_in_html(evil: Run) -> None:
    page = to_html(make_report(evil, "dev", (), compare(evil, evil)))
    assert "&lt;script&gt;alert(&quot;x&quot;)" in page
    for tag in ("<script", "<b>kind", "<i>g/a", "v<2>"):
        assert tag not in page
    for outside in ("http:", "https:", "src=", "url(", "@import"):
        assert outside not in page


def test_a_table_of_markdown_holds_whatever_a_query_says(evil: Run) -> None:
    text = to_markdown(make_report(evil))
    row = next(line for line in text.split("\n") if line.startswith("| q2"))
    assert "&lt;script>" in row
    assert row.replace("\\|", "").count("|") == 6
    assert "No gate was asked" in text


def test_every_form_says_that_the_gate_is_closed(run: Run) -> None:
    limits = (Limit("Success@1", 0.9, None), Limit("refusals", None, 0.5))
    report = make_report(run, "dev", limits)
    assert "**Success@1 is 0.600, the limit is at least 0.9**" in to_markdown(report)
    assert "Gate closed: 1 of 2" in to_html(report)
    record = json.loads(to_json(report))
    assert record["gate"]["broken"] == ["Success@1"]
    assert record["measures"]["Success@1"]["value"] == pytest.approx(0.6)
    assert record["comparison"] is None
    assert "Gate open" in to_html(make_report(run, "dev", limits[1:]))


def test_won_and_lost_are_shown_with_their_texts(run: Run) -> None:
    swapped = replace(run.records[1], results=run.records[1].results[::-1])
    after = Run("v2", (run.records[0], swapped, *run.records[2:]))
    report = make_report(after, "", (), compare(run, after))
    page = to_html(report)
    assert "Against v1" in page
    assert "Success@1 won (1)" in page
    assert "Success@1 won: q2" in to_markdown(report)
    (first, *_) = json.loads(to_json(report))["comparison"]["differences"]
    assert (first["won"], first["lost"]) == (["q2"], [])


def test_the_curve_follows_the_threshold_down(
    query: Callable[..., Query], record: Callable[..., Record]
) -> None:
    curve = coverage_curve(
        [
            record(query("q1", "a"), "answer", "a=.9"),
            record(query("q2", "a"), "choose", "b=.5"),
            record(query("q3"), "none", "a=.5"),
        ]
    )
    assert curve.wrong == ((0, 0), (0.5, 0), (1, 0.5))
    assert curve.let_through == ((0, 0), (0.5, 0), (1, 1))
    assert curve.now == (0.5, 0)


def test_the_whole_harness(parrot: Any, queries_file: Path, tmp_path: Path) -> None:
    gate = tmp_path / "gate.toml"
    gate.write_text("[wrong_answers]\nmax = 0.1\n")
    out = tmp_path / "out"
    report, broken = run_eval(parrot, queries_file, (), split="dev", out_dir=out, gate_path=gate)
    assert [part.value for part in broken] == [0.5]
    assert {path.name for path in out.iterdir()} == {
        "report.md",
        "report.json",
        "report.html",
        "run.json",
        "run.trec",
        "qrels.trec",
    }
    again, _ = run_eval(parrot, queries_file, (), split="dev", baseline_path=out / "run.json")
    assert again.comparison is not None
    assert again.summary == report.summary


def test_the_harness_refuses_leaks_and_unknown_protocols(parrot: Any, queries_file: Path) -> None:
    known = Phrasing("Message Q1", "g/a", "phrasings/x.jsonl", 1)
    with pytest.raises(EvalError, match=r"q1 is phrasings/x\.jsonl"):
        run_eval(parrot, queries_file, [known], split="dev")
    parrot.index.protocols = parrot.index.protocols[:1]
    with pytest.raises(EvalError, match=r"q2 \(g/b\)"):
        run_eval(parrot, queries_file, (), split="dev")
