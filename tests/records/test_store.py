import json
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from kb_assistant.errors import RecordsError
from kb_assistant.phrasings import load_phrasings
from kb_assistant.records import Entry, Feedback, Records, State, Verdict

MESSAGE = "Xylophone trouble with my testosterone, call 555-123-4567"
REDACTED = "Xylophone trouble with my testosterone, call [phone]"
NOW = timedelta(0)


def feedback(verdict: Verdict = Verdict.HELPFUL, **changes: object) -> Feedback:
    fields: dict[str, object] = {"outcome": "answer", "shown": ("g/a", "g/b"), "confidence": 0.9}
    return Feedback(index_version="v1", verdict=verdict, **(fields | changes))  # type: ignore[arg-type]


def stored_bytes(url: str) -> bytes:
    folder = Path(url.removeprefix("sqlite:///")).parent
    return b"".join(path.read_bytes() for path in folder.iterdir())


def test_nothing_of_a_message_is_stored_by_default(url: str) -> None:
    with Records.open(url) as records:
        records.add_feedback(feedback(), MESSAGE)
        assert records.inbox()[0].text is None
        assert b"g/a" in stored_bytes(url)
        assert b"ylophone" not in stored_bytes(url)
        assert records.propose_phrasings() == ()


def test_only_the_redacted_text_is_kept(keeping: Records, url: str) -> None:
    number = keeping.add_feedback(feedback(expected="g/c"), MESSAGE)
    (entry,) = keeping.inbox()
    assert entry == Entry(number, entry.created, feedback(expected="g/c"), REDACTED)
    assert b"555-123" not in stored_bytes(url)
    assert "ylophone" not in repr(entry)


def test_what_no_database_takes_is_replaced(keeping: Records) -> None:
    keeping.add_feedback(feedback(), "a\0b \ud800")
    assert keeping.inbox()[0].text == "ab ?"


def test_purge_leaves_no_byte_of_the_text(keeping: Records, url: str) -> None:
    keeping.add_feedback(feedback(), MESSAGE)
    assert keeping.purge() == 0
    assert b"ylophone" in stored_bytes(url)
    assert keeping.purge(older_than=NOW) == 1
    assert b"ylophone" not in stored_bytes(url)
    assert keeping.inbox()[0].text is None


def test_open_and_add_purge_what_is_older_than_thirty_days(keeping: Records, url: str) -> None:
    def age() -> None:
        with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
            connection.execute("UPDATE feedback SET created = datetime('now', '-31 days')")
        connection.close()

    keeping.add_feedback(feedback(), MESSAGE)
    age()
    keeping.add_feedback(feedback(), "a new one")
    assert [entry.text for entry in keeping.inbox()] == ["a new one", None]
    age()
    with Records.open(url) as records:
        assert [entry.text for entry in records.inbox()] == [None, None]


def test_complaints_are_counted_by_the_protocol_that_was_shown(keeping: Records) -> None:
    for expected in ("g/c", "g/c", None):
        keeping.add_feedback(feedback(Verdict.WRONG_PROTOCOL, expected=expected))
    keeping.add_feedback(feedback(Verdict.UNHELPFUL))
    keeping.add_feedback(feedback(Verdict.UNHELPFUL, shown=("g/b",)))
    keeping.add_feedback(feedback())
    first, second = keeping.complaints_by_protocol()
    assert (first.protocol, first.count, first.expected) == ("g/a", 4, {"g/c": 2})
    assert first.by_verdict == {Verdict.WRONG_PROTOCOL: 3, Verdict.UNHELPFUL: 1}
    assert (second.protocol, second.count) == ("g/b", 1)


def test_unanswered_is_what_no_protocol_covers(keeping: Records) -> None:
    keeping.add_feedback(feedback(), "covered")
    keeping.add_feedback(feedback(Verdict.GAP, outcome="none", shown=()), "gap")
    keeping.add_feedback(feedback(Verdict.NOTHING_FITS), "nothing")
    keeping.add_feedback(feedback(Verdict.WRONG_PROTOCOL, outcome="none", expected="g/a"), "there")
    assert [entry.text for entry in keeping.unanswered()] == ["nothing", "gap"]


def test_confirmed_answers_become_proposals_once(keeping: Records) -> None:
    keeping.add_feedback(feedback(), "one")
    keeping.add_feedback(feedback(), "ONE ")
    keeping.add_feedback(feedback(Verdict.WRONG_PROTOCOL, expected="g/c"), "two")
    keeping.add_feedback(feedback(Verdict.NOTHING_FITS), "three")
    keeping.add_feedback(feedback(Verdict.UNHELPFUL), "four")
    keeping.add_feedback(feedback(Verdict.GAP, outcome="none", shown=()), "five")
    proposals = keeping.propose_phrasings()
    assert [(p.protocol, p.text) for p in proposals] == [
        ("g/a", "one"),
        ("g/c", "two"),
        (None, "three"),
    ]
    assert keeping.propose_phrasings() == proposals
    keeping.reject(proposals[1].id, by="eva")
    assert keeping.propose_phrasings() == (proposals[0], proposals[2])


def test_approval_writes_one_line(keeping: Records, tmp_path: Path) -> None:
    keeping.add_feedback(feedback(), "my scäle broke")
    (proposal,) = keeping.propose_phrasings()
    decided = keeping.approve(proposal.id, by="eva", corpus=tmp_path)
    assert (decided.state, decided.decided_by) == (State.APPROVED, "eva")
    assert decided.decided_at is not None
    (phrasing,) = load_phrasings(tmp_path)
    assert (phrasing.protocol, phrasing.text) == ("g/a", "my scäle broke")
    with pytest.raises(RecordsError, match="Reload the inbox"):
        keeping.approve(proposal.id, by="tom", corpus=tmp_path)
    assert keeping.propose_phrasings() == ()


def test_an_edited_wording_is_redacted_too(keeping: Records, tmp_path: Path) -> None:
    keeping.add_feedback(feedback(Verdict.NOTHING_FITS), "bad wording")
    (proposal,) = keeping.propose_phrasings()
    keeping.approve(proposal.id, by="eva", corpus=tmp_path, text="call a@b.co")
    (path,) = (tmp_path / "phrasings").iterdir()
    assert json.loads(path.read_text()) == {"protocol": None, "text": "call [email]"}


def test_a_failed_approval_leaves_the_proposal_open(keeping: Records, tmp_path: Path) -> None:
    keeping.add_feedback(feedback(), "one")
    (proposal,) = keeping.propose_phrasings()
    with pytest.raises(RecordsError, match="approve again"):
        keeping.approve(proposal.id, by="eva", corpus=tmp_path / "missing")
    assert keeping.propose_phrasings() == (proposal,)
    keeping.purge(older_than=NOW)
    with pytest.raises(RecordsError, match="purged"):
        keeping.approve(proposal.id, by="eva", corpus=tmp_path)


def test_runs_are_kept_by_version(keeping: Records) -> None:
    keeping.add_run("v1", {"hit@1": 0.5})
    keeping.add_run("v2", {"hit@1": 0.75})
    assert [run.version for run in keeping.runs()] == ["v2", "v1"]
    assert [dict(run.scores) for run in keeping.runs("v1")] == [{"hit@1": 0.5}]
