from typing import Any

import pytest

from kb_assistant.errors import StoredIndexError
from kb_assistant.index.records import (
    Passage,
    from_lines,
    passage_from_record,
    passage_to_record,
    protocol_from_record,
    protocol_to_record,
    to_lines,
)
from kb_assistant.protocols import Protocol


def test_a_protocol_has_the_fields_of_the_answer_object(protocols: tuple[Protocol, ...]) -> None:
    assert protocol_to_record(protocols[0]) == {
        "protocol": "guide/recall",
        "issue": "Récall",
        "situation": "",
        "action": "Tell the member:\n“stop using it”.\u2028Then log it.",
        "route": "do_not_escalate",
        "destination": "",
        "conditions": ["if it is a device", "if it is under warranty"],
        "urgent": False,
        "source": {
            "path": "guide.md",
            "headings": ["Guide", "Devices"],
            "line_start": 3,
            "line_end": 5,
            "page": None,
        },
    }


def test_protocols_survive_the_file(protocols: tuple[Protocol, ...]) -> None:
    content = to_lines(map(protocol_to_record, protocols))
    assert content.count(b"\n") == 2
    assert "Récall".encode() in content
    assert from_lines(content, "p.jsonl", protocol_from_record) == protocols


def test_passages_survive_the_file(passages: tuple[Passage, ...]) -> None:
    content = to_lines(map(passage_to_record, passages))
    assert content.decode("utf-8")
    assert from_lines(content, "p.jsonl", passage_from_record) == passages
    assert from_lines(b"", "p.jsonl", passage_from_record) == ()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"confidence": 1.0}, "unknown in a protocol: confidence"),
        ({"source": {}}, "in source: headings, line_end"),
        ({"source": 1}, "source is no JSON object"),
        ({"route": "fax"}, "route is 'fax'"),
        ({"urgent": 1}, "urgent is neither"),
        ({"issue": None}, "issue is no text"),
        ({"conditions": "one"}, "conditions is no list"),
        ({"conditions": [1]}, "conditions is no list"),
    ],
)
def test_a_bad_protocol_is_refused(
    protocols: tuple[Protocol, ...], changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(StoredIndexError, match=message):
        protocol_from_record(protocol_to_record(protocols[0]) | changes)


@pytest.mark.parametrize("line", [0, True, "3", None, 1.0])
def test_a_bad_line_number_is_refused(protocols: tuple[Protocol, ...], line: Any) -> None:
    record = protocol_to_record(protocols[0])
    record["source"]["line_start"] = line
    with pytest.raises(StoredIndexError, match="line_start is no whole number"):
        protocol_from_record(record)


def test_a_bad_line_is_named() -> None:
    good = b'{"text": "a", "protocol": null, "kind": "phrasing"}\n'
    assert from_lines(good, "p.jsonl", passage_from_record) == (Passage("a", None, "phrasing"),)
    for bad in (b"", b"{", b"[]", b'{"text": "a", "protocol": 1, "kind": "phrasing"}', b"\xff"):
        with pytest.raises(StoredIndexError, match=r"p\.jsonl, line 2"):
            from_lines(good + bad + b"\n", "p.jsonl", passage_from_record)
    with pytest.raises(StoredIndexError, match="kind is 'rumour'"):
        passage_from_record({"text": "a", "protocol": None, "kind": "rumour"})
