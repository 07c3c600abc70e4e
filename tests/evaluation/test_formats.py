from collections.abc import Callable
from pathlib import Path

import pytest

from kb_assistant.errors import EvalError
from kb_assistant.evaluation.beir import export_beir, import_beir, passages
from kb_assistant.evaluation.dataset import Query
from kb_assistant.evaluation.runner import Record, Run
from kb_assistant.evaluation.trec import read_qrels, read_run, write_qrels, write_run
from kb_assistant.protocols import Protocol


def test_a_beir_folder_comes_back_whole(
    query: Callable[..., Query], protocol: Callable[[str], Protocol], tmp_path: Path
) -> None:
    corpus = passages([protocol("g/a"), protocol("my guide/b")])
    queries = (
        query("q1", "g/a", text="tab\tand\u2028line"),
        query("q2", kind="far_uncovered", split="test"),
        Query("q3", "x", ("my guide/b", "g/a"), (), query("", "g/a").must),
        query("q4", acceptable="g/a", kind="near_uncovered"),
        query("q5", "g/a", must="urgent", split="test"),
    )
    export_beir(corpus, queries, tmp_path)
    back = import_beir(tmp_path)
    assert back.queries == queries
    assert back.corpus == corpus
    assert corpus[0].text == "when\ndo"
    assert (tmp_path / "qrels" / "test.tsv").read_text().startswith("query-id\tcorpus-id\tscore\n")


def foreign(folder: Path, qrels: str) -> Path:
    (folder / "qrels").mkdir()
    (folder / "corpus.jsonl").write_text('{"_id": "d1", "text": "x"}\n{"_id": "d2"}\n')
    (folder / "queries.jsonl").write_text(
        '{"_id": "1", "text": "one"}\n{"_id": "2", "text": "two", "metadata": {}}\n'
    )
    (folder / "qrels" / "test.tsv").write_text(qrels)
    return folder


def test_a_foreign_beir_folder_is_read(tmp_path: Path) -> None:
    text = "query-id\tcorpus-id\tscore\n1\td1\t1\n1\td2\t0\n"
    (only,) = import_beir(foreign(tmp_path, text)).queries
    assert (only.id, only.gold, only.acceptable) == ("1", ("d1",), ())
    assert (only.must, only.kind, only.split) == ("answer", "beir", "test")


@pytest.mark.parametrize(
    ("qrels", "message"),
    [
        ("1 d1 1\n", "line 1: write query"),
        ("1\td1\thigh\n", "whole number"),
        ("1\td9\t1\n", "has no 'd9'"),
        ("9\td1\t1\n", "grade '9'"),
        ("", "grades nothing"),
    ],
)
def test_bad_qrels_are_refused(qrels: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(EvalError, match=message):
        import_beir(foreign(tmp_path, qrels))


def test_trec_files_come_back_whole(
    run: Run, query: Callable[..., Query], record: Callable[..., Record], tmp_path: Path
) -> None:
    spaced = query("q8", "g/a")
    spaced = Query("q8", "x", ("100% my guide/a",), (), spaced.must)
    kept = Run("v", (*run.records, record(query("q9", "g/a"), "choose", "g/b=.3 g/a=.3")))
    write_run(kept, tmp_path / "run.trec")
    assert read_run(tmp_path / "run.trec") == {r.query.id: r.results for r in kept.records}
    assert (tmp_path / "run.trec").read_text().startswith("q1 Q0 g/a 1 0.9 kb-assistant\n")
    queries = [r.query for r in run.records] + [spaced]
    write_qrels(queries, tmp_path / "qrels.trec")
    assert read_qrels(tmp_path / "qrels.trec") == {q.id: q.grades for q in queries if q.grades}
    assert "q8 0 100%25%20my%20guide/a 2\n" in (tmp_path / "qrels.trec").read_text()


@pytest.mark.parametrize(
    "text", ["q1 Q0 d1 1 .9", "q1 Q0 d1 1 high x", "q1 Q0 d1 1 .9 x\nq1 Q0 d1 2 .8 x"]
)
def test_a_bad_trec_run_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "run").write_text(text)
    with pytest.raises(EvalError, match="line"):
        read_run(tmp_path / "run")


@pytest.mark.parametrize("text", ["q1 0 d1", "q1 0 d1 x", "q1 0 d1 1\nq1 0 d1 1"])
def test_bad_trec_qrels_are_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "qrels").write_text(text)
    with pytest.raises(EvalError, match="line"):
        read_qrels(tmp_path / "qrels")
