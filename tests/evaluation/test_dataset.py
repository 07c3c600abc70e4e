import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from kb_assistant.errors import EvalError, KbError
from kb_assistant.evaluation.dataset import (
    Must,
    Query,
    check_protocols,
    load_queries,
    save_queries,
    select,
)

GOOD = {"id": "q1", "query": "hi", "gold": ["g/a"], "must": "answer"}


def test_what_is_saved_is_loaded(query: Callable[..., Query], tmp_path: Path) -> None:
    queries = (
        query("q1", "g/a g/b", "g/c", text="line\u2028separator, ñ and 🙃"),
        query("q2", acceptable="g/a", kind="near_uncovered", split="test"),
        query("q3", "g/t", must="urgent"),
    )
    save_queries(queries, tmp_path / "new" / "q.jsonl")
    assert load_queries(tmp_path / "new" / "q.jsonl") == queries


def test_the_shipped_queries_load() -> None:
    queries = load_queries(Path(__file__).resolve().parents[2] / "eval" / "queries.jsonl")
    assert len(queries) >= 400


def test_kind_split_and_acceptable_may_be_left_out(tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").write_text(json.dumps(GOOD) + "\n\n", encoding="utf-8")
    (loaded,) = load_queries(tmp_path / "q.jsonl")
    assert (loaded.acceptable, loaded.kind, loaded.split) == ((), "plain", "dev")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"golden": []}, "unknown field 'golden'"),
        ({"id": ""}, '"id"'),
        ({"id": "q 1"}, "white space"),
        ({"query": "  "}, '"query"'),
        ({"query": "\ud800"}, "half a character"),
        ({"gold": "g/a"}, '"gold"'),
        ({"gold": [""]}, '"gold"'),
        ({"gold": ["g/a", "g/a"]}, "twice"),
        ({"acceptable": ["g/a"]}, "gold and acceptable"),
        ({"must": "maybe"}, "answer, abstain, urgent"),
        ({"must": "abstain"}, "needs no gold"),
        ({"gold": []}, "needs gold"),
        ({"kind": 3}, '"kind"'),
        ({"split": "prod"}, "train, dev, test"),
    ],
)
def test_a_bad_line_is_named_with_file_and_line(
    change: dict[str, object], message: str, tmp_path: Path
) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text(
        json.dumps({**GOOD, "id": "q0", "query": "other"}) + "\n" + json.dumps({**GOOD, **change})
    )
    with pytest.raises(EvalError, match=re.escape(message)) as caught:
        load_queries(path)
    assert f"{path}, line 2" in str(caught.value)
    assert isinstance(caught.value, KbError)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "not JSON"),
        ("[]", "JSON object"),
        ("", "holds no queries"),
        (json.dumps(GOOD) + "\n" + json.dumps({**GOOD, "query": "ho"}), "'q1' is taken by"),
        (
            json.dumps(GOOD) + "\n" + json.dumps({**GOOD, "id": "q2", "query": "HI "}),
            "same message",
        ),
    ],
)
def test_a_bad_file_is_refused(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").write_text(text)
    with pytest.raises(EvalError, match=message):
        load_queries(tmp_path / "q.jsonl")


def test_a_missing_or_undecodable_file_is_an_eval_error(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match="no file"):
        load_queries(tmp_path / "none.jsonl")
    (tmp_path / "q.jsonl").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(EvalError, match="UTF-8"):
        load_queries(tmp_path / "q.jsonl")


def test_a_split_is_selected(query: Callable[..., Query]) -> None:
    queries = (query("q1", "g/a"), query("q2", "g/a", split="test"))
    assert select(queries, "test") == queries[1:]
    assert select(queries, None) == queries
    with pytest.raises(EvalError, match=r"dev, test"):
        select(queries, "train")


def test_a_label_that_names_no_protocol_is_named(query: Callable[..., Query]) -> None:
    queries = (query("q1", "g/a"), query("q2", "g/a", acceptable="g/z"))
    check_protocols(queries[:1], ["g/a"])
    with pytest.raises(EvalError, match=r"1 labels .* q2 \(g/z\)"):
        check_protocols(queries, ["g/a"])


def test_grades_are_two_for_gold_and_one_for_acceptable(query: Callable[..., Query]) -> None:
    labelled = query("q1", "g/a", "g/b")
    assert labelled.grades == {"g/a": 2, "g/b": 1}
    assert labelled.must is Must.ANSWER
