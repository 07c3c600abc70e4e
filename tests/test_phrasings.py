from pathlib import Path

import pytest

from kb_assistant.errors import PhrasingError
from kb_assistant.phrasings import load_phrasings


def corpus_with(tmp_path: Path, lines: str) -> Path:
    (tmp_path / "phrasings").mkdir()
    (tmp_path / "phrasings" / "a.jsonl").write_text(lines, encoding="utf-8")
    return tmp_path


def test_reads_labelled_and_uncovered_messages(tmp_path: Path) -> None:
    corpus = corpus_with(
        tmp_path, '{"protocol": "g/a", "text": "hi"}\n\n{"protocol": null, "text": "qué"}\n'
    )
    found = [(p.text, p.protocol, p.path, p.line) for p in load_phrasings(corpus)]
    assert found == [("hi", "g/a", "phrasings/a.jsonl", 1), ("qué", None, "phrasings/a.jsonl", 3)]


def test_a_corpus_may_have_none(tmp_path: Path) -> None:
    assert load_phrasings(tmp_path) == ()


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        '{"text": "a"}',
        '{"protocol": 1, "text": "a"}',
        '{"protocol": null, "text": " "}',
    ],
)
def test_a_malformed_line_is_named(tmp_path: Path, line: str) -> None:
    with pytest.raises(PhrasingError, match=r"phrasings/a\.jsonl, line 2"):
        load_phrasings(corpus_with(tmp_path, '{"protocol": null, "text": "a"}\n' + line))
