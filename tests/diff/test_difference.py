import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kb_assistant.cli import app
from kb_assistant.diff import Difference, Kind, Message, difference
from kb_assistant.diff.answers import shown
from kb_assistant.ingest import build_index

HEAD = "# Guide\n\n| Issue | Situation | Action |\n|---|---|---|\n"
PARCEL = (
    "Lost parcel",
    "The parcel never arrived or was stolen from the porch.",
    "Send another parcel and file a claim with the carrier.",
)
SCALE = (
    "Scale will not sync",
    "The bathroom scale does not connect to the app over Bluetooth.",
    "Ask the member to restart the phone and to pair the scale again.",
)
COACH = (
    "Rude coach",
    "The member complains that a coach was rude.",
    "Apologise and pass the coach's name to the provider leads.",
)
PASSWORD = (
    "Forgotten password",
    "The member cannot log in because the password is forgotten.",
    "Send the link that resets the password.",
)
ALLERGY = (
    "Latex allergy",
    "The member is allergic to the latex in the blood pressure cuff.",
    "Order a cuff of nylon from the warehouse.",
)
LIVE = (PARCEL, SCALE, COACH, PASSWORD)

QUERIES = {
    "parcel": "my parcel never arrived, I think it was stolen",
    "scale": "my bathroom scale will not sync with the app over bluetooth",
    "coach": "my coach was rude to me",
    "password": "I forgot my password and cannot log in",
    "allergy": "I am allergic to the latex in the blood pressure cuff",
}


UNCOVERED = (
    "what is the weather like today",
    "I want to buy a car",
    "who won the game last night",
    "I am allergic to nuts",
    "the blood test was expensive",
)


def write(corpus: Path, rows: Sequence[tuple[str, str, str]]) -> None:
    corpus.mkdir(exist_ok=True)
    lines = "".join(f"| {' | '.join(row)} |\n" for row in rows)
    (corpus / "guide.md").write_text(HEAD + lines)
    (corpus / "phrasings").mkdir(exist_ok=True)
    (corpus / "phrasings" / "guide.jsonl").write_text(
        "".join(json.dumps({"protocol": None, "text": text}) + "\n" for text in UNCOVERED)
    )


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("diff")
    write(folder / "corpus", LIVE)
    build_index(folder / "corpus", folder / "index")
    return folder / "index"


def found_for(tmp_path: Path, live: Path, rows: Sequence[tuple[str, str, str]]) -> Difference:
    write(tmp_path / "corpus", rows)
    messages = [Message(text, origin) for origin, text in QUERIES.items()]
    return difference(tmp_path / "corpus", live, messages, phrasings=0)


def kinds(found: Difference) -> dict[str, Kind]:
    return {change.message.origin: change.kind for change in found.answers}


@pytest.mark.parametrize("rows", [LIVE, LIVE[::-1]], ids=["same", "other order"])
def test_the_same_rows_change_nothing(
    tmp_path: Path, live: Path, rows: Sequence[tuple[str, str, str]]
) -> None:
    found = found_for(tmp_path, live, rows)
    assert not found.protocols
    assert found.answers == ()
    assert found.tried == len(QUERIES)


def test_a_changed_row_changes_its_answer_and_no_other(tmp_path: Path, live: Path) -> None:
    parcel = (*PARCEL[:2], PARCEL[2].replace("Send another parcel", "Send another parcel at once"))
    found = found_for(tmp_path, live, (parcel, SCALE, COACH, PASSWORD))
    assert [pair.new.id for pair in found.protocols.changed] == ["guide/lost-parcel"]
    assert kinds(found) == {"parcel": Kind.ACTION}
    change = found.answers[0]
    assert [p.action for p in shown(change.old)] == [PARCEL[2]]
    assert [p.action for p in shown(change.new)] == [parcel[2]]


def test_a_renamed_row_changes_no_answer(tmp_path: Path, live: Path) -> None:
    renamed = ("Lost package", *PARCEL[1:])
    found = found_for(tmp_path, live, (renamed, SCALE, COACH, PASSWORD))
    assert found.protocols.names == {"guide/lost-parcel": "guide/lost-package"}
    assert found.answers == ()


def test_all_at_once(tmp_path: Path, live: Path) -> None:
    """One changed, one added, one removed, one renamed."""
    parcel = (*PARCEL[:2], PARCEL[2].replace("Send another parcel", "Send another parcel at once"))
    password = ("Password forgotten by the member", *PASSWORD[1:])
    found = found_for(tmp_path, live, (parcel, SCALE, password, ALLERGY))
    protocols = found.protocols
    assert [pair.new.id for pair in protocols.changed] == ["guide/lost-parcel"]
    assert [p.id for p in protocols.added] == ["guide/latex-allergy"]
    assert [p.id for p in protocols.removed] == ["guide/rude-coach"]
    assert protocols.names == {"guide/forgotten-password": "guide/password-forgotten-by-the-member"}
    assert kinds(found) == {
        "parcel": Kind.ACTION,
        "coach": Kind.OUTCOME,
        "allergy": Kind.OUTCOME,
    }


def test_a_message_that_another_protocol_now_answers(tmp_path: Path, live: Path) -> None:
    rude = ("Rude coach, nurse or doctor", COACH[1], "Escalate to the medical director by e-mail.")
    found = found_for(tmp_path, live, (PARCEL, SCALE, rude, PASSWORD))
    assert kinds(found) == {"coach": Kind.PROTOCOL}


def test_nothing_is_written(tmp_path: Path, live: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in live.rglob("*")}
    found_for(tmp_path, live, (PARCEL, SCALE))
    assert {path: path.stat().st_mtime_ns for path in live.rglob("*")} == before


def command(tmp_path: Path, live: Path, *options: str) -> tuple[int, str]:
    queries = tmp_path / "queries.jsonl"
    queries.write_text(
        "".join(
            json.dumps({"id": name, "query": text, "gold": [], "must": "abstain"}) + "\n"
            for name, text in QUERIES.items()
        )
    )
    arguments = [
        "diff",
        "--phrasings",
        "0",
        "--corpus",
        str(tmp_path / "corpus"),
        "--index",
        str(live),
    ]
    result = CliRunner().invoke(app, [*arguments, "--queries", str(queries), *options])
    return result.exit_code, result.stdout


def test_the_command_finds_nothing(tmp_path: Path, live: Path) -> None:
    write(tmp_path / "corpus", LIVE)
    code, text = command(tmp_path, live)
    assert code == 0
    assert "none differs" in text
    assert "0 of 5 messages" in text


def test_the_command_shows_words_and_answers(tmp_path: Path, live: Path) -> None:
    parcel = (*PARCEL[:2], PARCEL[2].replace("another parcel", "two parcels"))
    write(tmp_path / "corpus", (parcel, SCALE, COACH, PASSWORD, ALLERGY))
    code, text = command(tmp_path, live)
    assert code == 1
    assert "1 added, 1 changed" in text
    assert "action: Send [-another parcel-] {+two parcels+} and file a claim" in text
    assert "+ guide/latex-allergy" in text
    assert f"“{QUERIES['parcel']}” (parcel)" in text
    assert f"“{QUERIES['allergy']}” (allergy)" in text
    assert QUERIES["scale"] not in text


def test_the_command_gives_json(tmp_path: Path, live: Path) -> None:
    parcel = (*PARCEL[:2], PARCEL[2].replace("another parcel", "two parcels"))
    write(tmp_path / "corpus", (parcel, SCALE, COACH, PASSWORD))
    code, text = command(tmp_path, live, "--json")
    assert code == 1
    record = json.loads(text)
    assert record["protocols"]["changed"][0]["fields"]["action"] == [
        {"kind": "same", "text": "Send"},
        {"kind": "removed", "text": "another parcel"},
        {"kind": "added", "text": "two parcels"},
        {"kind": "same", "text": "and file a claim with the carrier."},
    ]
    (answer,) = record["answers"]
    assert (answer["origin"], answer["kind"]) == ("parcel", "action")
    assert answer["old"]["results"][0]["action"] == PARCEL[2]
    assert answer["new"]["results"][0]["action"] == parcel[2]
