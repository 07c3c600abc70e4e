import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kb_assistant.errors import CorpusError
from kb_assistant.index.store import IndexStore
from kb_assistant.ingest import build_index
from kb_assistant.pages.guides_apply import apply, laid_out, stale
from kb_assistant.pages.guides_draft import Draft
from kb_assistant.pages.guides_files import bytes_of, checked_content, checked_name, text_of
from kb_assistant.pages.guides_job import DESK
from kb_assistant.records import Feedback, Records, TextPolicy, Verdict

RULE = "## {}\n\n**Situation:** {}\n\n**Action:** {}\n\n"
KETTLES = (
    "# Kettles\n\n"
    + RULE.format("Broken", "The kettle is broken.", "Send a new kettle.")
    + RULE.format("Late", "The kettle has not arrived.", "Ask the carrier.")
    + RULE.format("Return", "The member returns the kettle.", "Escalate to Tier 2.")
)
EXAMPLES = {
    "kettles/broken": ["my kettle broke", "kettle is leaking", "it does not boil"],
    "kettles/late": ["where is my kettle", "kettle never came", "no delivery yet"],
    "kettles/return": ["take the kettle back", "return label please", "refund my kettle"],
    None: ["what is the capital of France", "tell me a joke"],
}
Open = Callable[..., AppTest]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A corpus of one guide, its index, and an environment that names both."""
    folder = tmp_path / "corpus"
    (folder / "phrasings").mkdir(parents=True)
    (folder / "kettles.md").write_text(KETTLES, encoding="utf-8")
    lines = (json.dumps({"protocol": p, "text": t}) for p, ts in EXAMPLES.items() for t in ts)
    (folder / "phrasings/kettles.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    build_index(folder, tmp_path / "index")
    monkeypatch.setenv("KB_ASSISTANT_CORPUS", str(folder))
    monkeypatch.setenv("KB_ASSISTANT_INDEX", str(tmp_path / "index"))
    monkeypatch.setenv("KB_ASSISTANT_EVAL", str(tmp_path / "eval"))
    return tmp_path


@pytest.fixture
def page(home: Path) -> AppTest:
    assert home
    script = "from kb_assistant.pages import guides\nguides.page()\n"
    return AppTest.from_string(script, default_timeout=240).run()


def part(page: AppTest, name: str) -> AppTest:
    return page.segmented_control(key="kb-g-part").set_value(name).run()


def html(page: AppTest) -> str:
    assert not page.exception
    return "\n".join(one.value for one in page.html if not one.value.startswith("<style>"))


def click(page: AppTest, label: str) -> str:
    next(one for one in page.button if one.label == label).click().run()
    return html(page)


def finish(page: AppTest) -> str:
    """Wait for the work that was started."""
    deadline = time.monotonic() + 240
    while DESK.busy:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    page.run()
    return html(page)


def edit(page: AppTest, old: str, new: str) -> str:
    field = page.text_area[0]
    assert old in field.value
    field.set_value(field.value.replace(old, new)).run()
    return html(page)


def test_an_edit_is_published_after_it_was_looked_at(page: AppTest, home: Path) -> None:
    store = IndexStore(home / "index")
    before, guide = store.current(), home / "corpus/kettles.md"
    shown = edit(page, "Send a new kettle.", "Repair the old kettle.")
    assert "<p>Repair the old kettle.</p>" in shown  # as agents will see it
    assert guide.read_text(encoding="utf-8") == KETTLES
    shown = html(part(page, "Publish"))
    assert "1 file waits to be published" in shown
    publish = page.button(key="kb-g-publish")
    assert publish.disabled
    click(page, "See what it changes")
    shown = finish(page)
    assert "<del>Send a new</del> <ins>Repair the old</ins> kettle." in shown
    assert "The same protocol, another action" in shown
    assert "my kettle broke" in shown
    click(page, "Publish")
    shown = finish(page)
    assert '<h2 class="kb-words">Published</h2>' in shown
    assert store.current() != before
    assert "Repair the old kettle." in guide.read_text(encoding="utf-8")
    actions = {one.id: one.action for one in store.load().protocols}
    assert actions["kettles/broken"] == "Repair the old kettle."
    part(page, "Versions")
    click(page, "Roll back to it")
    shown = click(page, "Yes, roll back to it")
    assert store.current() == before
    assert "went back to" in shown
    assert "1 file waits" in html(part(page, "Publish"))


def test_a_closed_gate_asks_for_a_reason(page: AppTest, home: Path) -> None:
    before = IndexStore(home / "index").current()
    start = KETTLES.index("## Late")
    page.text_area[0].set_value(KETTLES[:start]).run()
    part(page, "Publish")
    click(page, "See what it changes")
    assert "kettles/late, removed" in finish(page)
    click(page, "Publish")
    shown = finish(page)
    assert "The gate is closed" in shown
    assert "phrasings/kettles.jsonl" in shown
    assert "/tmp" not in shown  # noqa: S108 - where the candidate was laid out
    assert IndexStore(home / "index").current() == before
    assert not [one for one in page.button if one.label == "Publish all the same"]
    page.text_input(key="kb-g-reason").set_value("They are gone from the shop.").run()
    click(page, "Publish all the same")
    click(page, "Yes, publish all the same")
    shown = finish(page)
    assert "Published all the same" in shown
    assert "They are gone from the shop." in html(part(page, "Versions"))


def test_findings_name_their_line_and_mark_it(page: AppTest) -> None:
    shown = edit(page, "Ask the carrier.", "See the FROBNIX table below.")
    assert "kb-g-finding" in shown
    line = next(one for one in page.button if one.label.startswith("Line "))
    line.click().run()
    assert page.session_state["kb-g-jump"][1] == int(line.label.removeprefix("Line "))


def test_removing_a_guide_is_asked_for_and_taken_back(page: AppTest, home: Path) -> None:
    click(page, "Remove the guide")
    assert "kb-g-says" not in html(page)
    click(page, "No")
    click(page, "Remove the guide")
    assert "will be removed once you publish" in click(page, "Yes, remove the guide")
    assert (home / "corpus/kettles.md").is_file()
    click(page, "Keep it")
    assert page.text_area[0].value == KETTLES


def test_what_somebody_else_has_written_since_is_not_overwritten(page: AppTest, home: Path) -> None:
    draft = Draft(home / "corpus", home / "index/draft")
    draft.edit("kettles.md", lambda content: content + b"\nMore.\n")
    assert "somebody else" in edit(page, "Send", "Post")
    assert draft.read("kettles.md").endswith(b"More.\n")
    click(page, "Show the newer text instead of mine")
    assert page.text_area[0].value.endswith("More.\n")


def test_an_example_that_sits_nearer_to_another_protocol_is_doubted(
    page: AppTest, home: Path
) -> None:
    part(page, "Examples")
    page.selectbox(key="kb-g-protocol").set_value("kettles/return").run()
    page.text_input(key="kb-g-example-0").set_value("my kettle is broken and leaking")
    shown = click(page, "Add")
    assert "This sits nearer to another protocol." in shown
    assert "“Broken”" in shown
    click(page, "Add it to the other")
    draft = Draft(home / "corpus", home / "index/draft")
    added = draft.read("phrasings/kettles.jsonl").decode().splitlines()[-1]
    assert json.loads(added) == {
        "protocol": "kettles/broken",
        "text": "my kettle is broken and leaking",
    }
    page.selectbox(key="kb-g-protocol").set_value("kettles/broken").run()
    remove = [one for one in page.button if one.label == "Remove"]
    assert len(remove) == 4
    remove[-1].click().run()
    assert draft.entries() == {}


def test_what_is_personal_in_an_example_is_masked(page: AppTest) -> None:
    part(page, "Examples")
    page.selectbox(key="kb-g-protocol").set_value("kettles/late").run()
    page.text_input(key="kb-g-example-0").set_value("where is my kettle, write to ann@example.com")
    click(page, "Add")
    if any(one.label == "Add it here" for one in page.button):
        click(page, "Add it here")
    shown = html(page)
    assert "write to [email]" in shown
    assert "ann@" not in shown


def test_the_inbox_holds_examples_complaints_and_gaps(page: AppTest, home: Path) -> None:
    url = f"sqlite:///{(home / 'index').as_posix()}/records.db"
    said = [
        ("answer", ("kettles/broken",), Verdict.HELPFUL, None, "the kettle has a crack"),
        ("answer", ("kettles/late",), Verdict.WRONG_PROTOCOL, "kettles/return", "i want it gone"),
        ("none", (), Verdict.GAP, None, "how do I clean the toaster"),
        ("none", (), Verdict.GAP, None, "cleaning my toaster, how"),
        ("none", (), Verdict.GAP, None, "do you sell <b>gift cards</b>"),
    ]
    with Records.open(url, TextPolicy.REDACTED) as records:
        for outcome, ids, verdict, expected, text in said:
            records.add_feedback(Feedback("v", outcome, ids, verdict, expected, 0.9), text)
    shown = html(part(page, "Inbox"))
    assert "Examples to approve (2)" in shown
    assert "wrong protocol 1" in shown
    assert "kettles/return 1" in shown
    assert "2 messages like this" in shown
    assert "&lt;b&gt;gift cards" in shown
    first = next(one for one in page.text_area if one.value == "the kettle has a crack")
    first.set_value("my kettle has a crack, I am Ann Smith").run()
    click(page, "Approve")
    draft = Draft(home / "corpus", home / "index/draft")
    line = json.loads(draft.read("phrasings/feedback.jsonl"))
    assert line["protocol"] == "kettles/broken"
    assert "Ann" not in line["text"]
    assert not (home / "corpus/phrasings/feedback.jsonl").exists()
    assert "Examples to approve (1)" in html(page)
    assert "Examples to approve (0)" in click(page, "Reject")


def test_a_hostile_guide_is_text_everywhere(page: AppTest, home: Path) -> None:
    hostile = Path(__file__).with_name("hostile-guide.md").read_text(encoding="utf-8")
    name = "<img src=x onerror=alert(1)>\u202e[x](javascript:y).md"
    (home / "corpus" / name).write_text(hostile, encoding="utf-8")
    page.run()
    page.radio(key="kb-g-path").set_value(name).run()
    shown = html(page)
    part(page, "Publish")
    click(page, "See what it changes")
    shown += finish(page) + html(part(page, "Examples"))
    assert "&lt;script&gt;window.hacked=3&lt;/script&gt;" in shown
    for tag in ("<script", "<img", "<a ", "\u202e"):
        assert tag not in shown


def test_without_an_index_the_first_version_can_be_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "corpus").mkdir()
    monkeypatch.setenv("KB_ASSISTANT_CORPUS", str(tmp_path / "corpus"))
    monkeypatch.setenv("KB_ASSISTANT_INDEX", str(tmp_path / "index"))
    script = "from kb_assistant.pages import guides\nguides.page()\n"
    page = AppTest.from_string(script, default_timeout=240).run()
    assert "There is no guide yet." in html(page)
    Draft(tmp_path / "corpus", tmp_path / "index/draft").write("a.md", KETTLES.encode(), None)
    part(page, "Publish")
    click(page, "Publish")
    assert "Published" in finish(page)
    assert (tmp_path / "corpus/a.md").read_text(encoding="utf-8") == KETTLES


def test_an_unexpected_error_shows_and_logs_nothing_of_a_text(
    page: AppTest, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(draft: Draft) -> None:
        raise ValueError(draft.read("kettles.md"))

    monkeypatch.setattr(Draft, "guides", fail)
    page.run()
    assert "Something went wrong" in html(page)
    assert "ValueError" in caplog.text
    assert "kettle is broken" not in caplog.text + html(page)


@pytest.mark.parametrize(
    "name",
    ["../a.md", "a/b.md", "a\\b.md", ".a.md", "~$a.md", "a.exe", "a", "", "con.md", "a\u202eb.md",
     "a\0.md", "KETTLES.md", "x" * 200 + ".md"],
)  # fmt: skip
def test_a_name_that_is_no_new_guide_is_refused(name: str) -> None:
    with pytest.raises(CorpusError):
        checked_name(name, ["kettles.md"])


def test_an_upload_is_kept_under_its_own_name() -> None:
    assert checked_name(" Häuser 2.PDF ", ["kettles.md"]) == "Häuser 2.PDF"
    with pytest.raises(CorpusError, match="empty"):
        checked_content("a.md", b" \n")
    with pytest.raises(CorpusError, match="limit"):
        checked_content("a.md", b"x" * 25_000_001)


def test_an_edited_text_keeps_its_line_breaks() -> None:
    assert text_of("a.md", b"\xef\xbb\xbfone\r\ntwo") == "one\ntwo"
    assert bytes_of("one\nthree", b"one\r\ntwo") == b"one\r\nthree"
    assert text_of("a.pdf", b"%PDF") is None
    assert text_of("a.md", b"a\0b") is None


def test_a_draft_is_apart_from_its_corpus_until_it_is_applied(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    (corpus / "sub").mkdir(parents=True)
    for name in ("a.md", "b.md", "sub/c.md"):
        (corpus / name).write_text(name, encoding="utf-8")
    draft = Draft(corpus, tmp_path / "draft")
    draft.edit("a.md", lambda _: b"other")
    draft.edit("new.md", lambda _: b"new")
    draft.delete("sub/c.md")
    assert sorted(draft.files()) == ["a.md", "b.md", "new.md"]
    assert (corpus / "a.md").read_text(encoding="utf-8") == "a.md"
    with laid_out(draft) as folder:
        assert sorted(path.name for path in folder.rglob("*.md")) == ["a.md", "b.md", "new.md"]
        draft.edit("new.md", lambda _: b"newer")  # while it is published
        apply(draft, folder, tuple(draft.entries()))
    assert (corpus / "a.md").read_bytes() == b"other"
    assert (corpus / "new.md").read_bytes() == b"new"
    assert not (corpus / "sub/c.md").exists()
    assert list(draft.entries()) == ["new.md"]
    assert draft.read("new.md") == b"newer"
    (corpus / "new.md").write_bytes(b"by hand")
    assert stale(draft) == ("new.md",)
    draft.discard("new.md")
    assert draft.entries() == {}
    draft.edit("a.md", lambda _: b"third")
    draft.edit("a.md", lambda _: b"other")  # as it was: no change
    assert draft.entries() == {}
