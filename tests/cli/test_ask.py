import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kb_assistant.cli import main

Ask = Callable[..., tuple[int, str, str]]


@pytest.fixture
def ask(
    built_index: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Ask:
    """Run `ask` on the shipped guides; return its exit status and what it printed."""

    def run(*arguments: str, index: Path = built_index) -> tuple[int, str, str]:
        command = ["kb-assistant", "ask", *arguments, "--index", str(index)]
        monkeypatch.setattr(sys, "argv", command)
        with pytest.raises(SystemExit) as caught:
            main()
        printed = capsys.readouterr()
        return int(caught.value.code or 0), printed.out, printed.err

    return run


def test_shows_the_action_first_and_its_source_last(ask: Ask) -> None:
    code, out, _ = ask("my Philips scale won't sync, who do I call")
    assert code == 0
    assert out.split("\n\n")[:3] == [
        "\nDo not escalate\nPhilips Issues (over 99 % sure)",
        "  Provide the Philips Support number: 888-666-4530.",
        (
            "  routing-guide.md > Routing guide > Common Inquiries (Do Not Escalate)"
            " > Device Support, line 134"
        ),
    ]


def test_says_that_nothing_fits(ask: Ask) -> None:
    _, out, _ = ask("what's the weather in Boston")
    assert out.startswith("Nothing in the guides fits\nUnconfirmed")


def test_prints_the_answer_object(ask: Ask) -> None:
    _, out, _ = ask("my Philips scale won't sync", "--json")
    record = json.loads(out)
    assert record["outcome"] == "answer"
    assert record["results"][0]["protocol"] == "routing-guide/philips-issues"


def test_answers_a_file_of_queries(ask: Ask, tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text('{"id": "a", "query": "cancel my plan"}\n{"id": "b", "query": "hola"}\n')
    assert ask("--batch", str(source), "--output", str(target))[0] == 0
    records = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert [record["id"] for record in records] == ["a", "b"]
    assert records[0]["results"][0]["protocol"] == "routing-guide/cancellations"


def test_a_malformed_query_is_named_and_nothing_is_written(ask: Ask, tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text('{"id": "a", "query": "x"}\n{"id": 7}\n')
    code, _, err = ask("--batch", str(source), "--output", str(target))
    assert code == 2
    assert "line 2" in err
    assert not target.exists()


def test_a_missing_index_says_how_to_build_one(ask: Ask, tmp_path: Path) -> None:
    code, out, err = ask("hi there", index=tmp_path)
    assert (code, out) == (2, "")
    assert err == f"error: No index in {tmp_path}. Build one with: kb-assistant build\n"


def test_no_message_is_an_error_with_an_example(ask: Ask) -> None:
    code, _, err = ask(" ")
    assert code == 2
    assert 'kb-assistant ask "' in err
