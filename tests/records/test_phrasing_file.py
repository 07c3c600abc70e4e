from pathlib import Path

import pytest

from kb_assistant.errors import RecordsError
from kb_assistant.records.phrasing_file import append_phrasing


def test_appends_after_a_line_without_an_end(tmp_path: Path) -> None:
    (tmp_path / "phrasings").mkdir()
    path = tmp_path / "phrasings" / "feedback.jsonl"
    path.write_text('{"protocol": null, "text": "by hand"}')
    append_phrasing(tmp_path, "g/a", "line\u2028one")
    append_phrasing(tmp_path, "g/a", "line\u2028one")
    assert path.read_text().split("\n") == [
        '{"protocol": null, "text": "by hand"}',
        '{"protocol": "g/a", "text": "line\u2028one"}',
        "",
    ]


def test_says_what_to_do_where_it_cannot_write(tmp_path: Path) -> None:
    (tmp_path / "phrasings").write_text("a file")
    with pytest.raises(RecordsError, match="Give write permission"):
        append_phrasing(tmp_path, None, "text")
