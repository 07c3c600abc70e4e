"""What an agent says of an answer lands in the records, and never stands in the way."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

from kb_assistant.records import Entry, Records, Verdict

ROOT = Path(__file__).resolve().parents[2]
PHILIPS = "My Philips scale won't sync, I am Ottilie Bramble, ottilie@example.com"
STORED = "routing-guide/philips-issues"

Visit = Callable[..., AppTest]


@pytest.fixture
def visit(built_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Visit:
    """Open the page and send a message."""

    def open_page(message: str, **settings: str) -> AppTest:
        database = {"KB_ASSISTANT_DATABASE": f"sqlite:///{tmp_path}/records.db"}
        for name, value in ({"KB_ASSISTANT_INDEX": str(built_index)} | database | settings).items():
            monkeypatch.setenv(name, value)
        page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120).run()
        page.chat_input(key="kb-message").set_value(message).run()
        assert not page.exception
        return page

    return open_page


def button(page: AppTest, words: str) -> Button:
    return next(one for one in page.button if one.label == words)


def html(page: AppTest) -> str:
    return "\n".join(part.value for part in page.html if not part.value.startswith("<style>"))


def stored(folder: Path) -> tuple[Entry, ...]:
    with Records.open(f"sqlite:///{folder}/records.db") as records:
        return records.inbox()


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("Helpful", Verdict.HELPFUL),
        ("Not helpful", Verdict.UNHELPFUL),
        ("Nothing should fit", Verdict.NOTHING_FITS),
    ],
)
def test_one_click_is_a_judgement_without_the_message(
    visit: Visit, tmp_path: Path, words: str, verdict: Verdict
) -> None:
    page = visit(PHILIPS)
    button(page, words).click().run()
    (entry,) = stored(tmp_path)
    assert (entry.feedback.verdict, entry.feedback.shown[0]) == (verdict, STORED)
    assert entry.feedback.outcome == "answer"
    assert entry.feedback.confidence
    assert entry.text is None
    assert b"Bramble" not in (tmp_path / "records.db").read_bytes()
    assert "Noted: " in html(page)
    assert not [one for one in page.button if one.label == words]


def test_the_right_protocol_is_named_by_its_issue(visit: Visit, tmp_path: Path) -> None:
    page = visit(PHILIPS)
    box = page.selectbox[0]
    assert "Philips Issues" not in box.options
    box.select("Withings Issues").run()
    (entry,) = stored(tmp_path)
    assert entry.feedback.verdict is Verdict.WRONG_PROTOCOL
    assert entry.feedback.expected == "routing-guide/withings-issues"


def test_a_gap_is_filed_for_the_content_owner(visit: Visit, tmp_path: Path) -> None:
    page = visit("What is the capital of France?")
    assert "One-Touch Resolution" in html(page)
    button(page, "Tell the content owner that this is missing").click().run()
    (entry,) = stored(tmp_path)
    assert (entry.feedback.verdict, entry.feedback.outcome) == (Verdict.GAP, "none")
    assert "The content owner will see" in html(page)


def test_redacted_text_is_kept_where_the_setting_allows_it(visit: Visit, tmp_path: Path) -> None:
    page = visit(PHILIPS, KB_ASSISTANT_KEEP_TEXT="redacted")
    assert "redacted, and for 30 days" in html(page)
    button(page, "Helpful").click().run()
    (entry,) = stored(tmp_path)
    assert entry.text
    assert "Philips scale" in entry.text
    assert "ottilie@example.com" not in entry.text


def test_a_database_that_fails_leaves_the_answer_and_says_so(visit: Visit, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    page = visit(PHILIPS, KB_ASSISTANT_DATABASE=f"sqlite:///{tmp_path}/file/records.db")
    assert "888-666-4530" in html(page)
    button(page, "Helpful").click().run()
    assert not page.exception
    assert "888-666-4530" in html(page)
    assert "This was not recorded." in html(page)
    assert button(page, "Helpful")
