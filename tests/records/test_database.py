import multiprocessing
import sqlite3
import stat
import traceback
from datetime import timedelta
from pathlib import Path

import pytest

from kb_assistant.errors import RecordsError
from kb_assistant.records import Feedback, Records, TextPolicy, Verdict

MESSAGE = "Xylophone trouble"
HELPFUL = Feedback("v1", "answer", ("g/a",), Verdict.HELPFUL)


def add_many(url: str) -> None:
    for _ in range(40):
        with Records.open(url) as records:
            records.add_feedback(HELPFUL)


def test_processes_write_at_once(url: str) -> None:
    spawn = multiprocessing.get_context("spawn")
    both = [spawn.Process(target=add_many, args=(url,)) for _ in range(2)]
    for process in both:
        process.start()
    for process in both:
        process.join()
    assert [process.exitcode for process in both] == [0, 0]
    with Records.open(url) as records:
        assert len(records.inbox()) == 80


def test_a_locked_database_says_what_to_do(url: str) -> None:
    patience = timedelta(milliseconds=50)
    with Records.open(url, TextPolicy.REDACTED, patience=patience) as records:
        other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(RecordsError, match=r"is busy: .*Try again"):
            records.add_feedback(HELPFUL, MESSAGE)
        other.close()


def test_a_failed_statement_shows_nothing_of_the_message(keeping: Records, url: str) -> None:
    other = sqlite3.connect(url.removeprefix("sqlite:///"))
    other.execute("ALTER TABLE feedback RENAME COLUMN outcome TO other")
    other.close()
    with pytest.raises(RecordsError, match="made by another release") as caught:
        keeping.add_feedback(HELPFUL, MESSAGE)
    assert "ylophone" not in "".join(traceback.format_exception(caught.value))


def test_a_read_only_database_says_what_to_do(url: str) -> None:
    Records.open(url).close()
    path = url.removeprefix("sqlite:///")
    with pytest.raises(RecordsError, match="Give write permission"):
        Records.open(f"sqlite:///file:{path}?mode=ro&uri=true")


def test_a_damaged_database_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "records.db").write_bytes(b"no database" * 500)
    with pytest.raises(RecordsError, match="Move the file away"):
        Records.open(f"sqlite:///{tmp_path}/records.db")


@pytest.mark.parametrize("bad", ["secret", "nonsense://u:secret@host/db", "sqlite+none://secret"])
def test_a_url_that_is_none_is_not_repeated(bad: str) -> None:
    with pytest.raises(RecordsError, match="KB_ASSISTANT_DATABASE=sqlite") as caught:
        Records.open(bad)
    assert "secret" not in "".join(traceback.format_exception(caught.value)).replace(__file__, "")


def test_the_file_is_its_owners_alone(url: str) -> None:
    with Records.open(url) as records:
        records.add_feedback(HELPFUL)
        for path in Path(url.removeprefix("sqlite:///")).parent.iterdir():
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
