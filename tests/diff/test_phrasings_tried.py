import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from kb_assistant.diff import difference
from kb_assistant.ingest import build_index

PARCEL = [("guide/lost-parcel", f"parcel number {n} got lost") for n in range(6)]
COACH = [("guide/rude-coach", f"coach number {n} was rude") for n in range(6)]


def write(corpus: Path, parcel: str = "Lost parcel", action: str = "Send another one.") -> None:
    corpus.mkdir(exist_ok=True)
    (corpus / "guide.md").write_text(
        "# Guide\n\n| Issue | Situation | Action |\n|---|---|---|\n"
        f"| {parcel} | The parcel never arrived. | {action} |\n"
        "| Rude coach | The coach was rude. | Apologise and tell the provider leads. |\n"
    )


def teach(corpus: Path, phrasings: Iterable[tuple[str, str]]) -> None:
    (corpus / "phrasings").mkdir(exist_ok=True)
    (corpus / "phrasings" / "guide.jsonl").write_text(
        "".join(json.dumps({"protocol": name, "text": text}) + "\n" for name, text in phrasings)
    )


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    write(tmp_path / "corpus")
    teach(tmp_path / "corpus", PARCEL + COACH)
    build_index(tmp_path / "corpus", tmp_path / "index")
    return tmp_path / "corpus"


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "index"


def test_some_of_each_protocol_are_tried(corpus: Path, index: Path) -> None:
    found = difference(corpus, index, phrasings=2)
    assert (found.tried, found.left_out, found.answers) == (4, 8, ())


def test_all_of_a_protocol_that_differs_are_tried(corpus: Path, index: Path) -> None:
    write(corpus, action="Send two others.")
    found = difference(corpus, index, phrasings=2)
    assert (found.tried, found.left_out) == (8, 4)
    assert {change.message.origin for change in found.answers} == {"phrasing of guide/lost-parcel"}
    assert len(found.answers) == 6


def test_those_that_a_new_name_cuts_off_are_counted(corpus: Path, index: Path) -> None:
    write(corpus, parcel="Lost package")
    moved = [("guide/lost-package", text) for _, text in PARCEL[:4]]
    teach(corpus, moved + PARCEL[4:] + COACH)
    found = difference(corpus, index)
    assert found.orphans == {"guide/lost-parcel": 2}
    assert found.phrasings == (4, 6)
