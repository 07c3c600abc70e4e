import json
import logging
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

from kb_assistant.assistant import Assistant
from kb_assistant.index.store import IndexStore
from kb_assistant.ingest import build_index

ROOT = Path(__file__).resolve().parents[2]
PHILIPS = "my Philips scale won't sync, who do I call"


@pytest.fixture
def page(built_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("KB_ASSISTANT_INDEX", str(built_index))
    monkeypatch.setenv("KB_ASSISTANT_DATABASE", f"sqlite:///{tmp_path}/records.db")
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=120).run()


def ask(page: AppTest, message: str) -> str:
    """Send a message and return the page's HTML, without its style sheet."""
    page.chat_input(key="kb-message").set_value(message).run()
    assert not page.exception
    return html(page)


def html(page: AppTest) -> str:
    return "\n".join(part.value for part in page.html if not part.value.startswith("<style>"))


def button(page: AppTest, words: str) -> Button:
    return next(one for one in page.button if one.label == words)


def copies(page: AppTest) -> list[str]:
    """What the copy buttons of the page copy."""
    parts = [one.proto for one in page.main if one.type == "bidi_component"]
    found = [json.loads(part.json).get("texts", []) for part in parts]
    return [literal["text"] for texts in found for literal in texts]


def bars(page: AppTest) -> list[str]:
    """The words of every verdict bar, from the top."""
    return re.findall(r'class="kb-words">([^<]*)<', html(page))


def test_before_a_message_the_page_says_what_to_do(page: AppTest) -> None:
    assert "press Enter" in html(page)
    assert "2 guides" in html(page)
    assert not bars(page)


def test_an_answer_shows_its_action_word_for_word_with_its_source(page: AppTest) -> None:
    shown = ask(page, PHILIPS)
    assert bars(page) == ["Do not escalate"]
    assert "<p>Provide the Philips Support number: " in shown
    assert '<span class="kb-digits">888-666-4530</span>.</p>' in shown
    guide = (ROOT / "corpus/routing-guide.md").read_text(encoding="utf-8").split("\n")
    line = next(n for n, text in enumerate(guide, 1) if "888-666-4530" in text)
    assert f"routing-guide.md, line {line}" in shown
    assert "Device Support" in shown
    assert f"<mark>{guide[line - 1]}</mark>" in shown
    assert re.search(r"\d+ % sure", shown)
    assert "Guides version " in shown


def test_near_alternatives_stay_in_a_closed_expander(page: AppTest) -> None:
    ask(page, PHILIPS)
    near = [box for box in page.expander if box.label.startswith("Not it?")]
    assert len(near) == 1
    assert not near[0].proto.expanded


def test_conditions_are_tick_boxes_that_change_the_verdict(page: AppTest) -> None:
    only_if = "Escalate to Tier 2 only if all 4 are met"
    ask(page, "I need a standard device order, when will my blood pressure cuff be ordered?")
    assert bars(page) == [only_if]
    assert [box.label for box in page.checkbox] == [
        "Not ordered yet",
        "Order template completed",
        "First session completed",
        "All clinical requirements met",
        "One of these is not met",
    ]
    page.checkbox[1].check().run()
    assert bars(page) == [only_if]
    page.checkbox[4].check().run()
    assert bars(page) == ["Not all met: do not escalate yet"]
    page.checkbox[4].uncheck().run()
    for number in (0, 2, 3):
        page.checkbox[number].check().run()
    assert bars(page) == ["All 4 met: escalate to Tier 2"]
    ask(page, "I need a standard device order for a blood pressure cuff")
    assert bars(page) == [only_if]
    assert [box.value for box in page.checkbox] == [False] * 5


def test_the_answer_to_a_question_marks_what_follows_from_it(page: AppTest) -> None:
    ask(page, "my incentive program dates are missing in HGP, VBID")
    assert [box.label for box in page.checkbox][:2] == ["Dates missing?", "Unclear?"]
    assert "kb-applies" not in html(page)
    page.checkbox[0].check().run()
    assert bars(page) == ["Assign to Tier 2"]
    assert '<mark class="kb-applies">Assign to Tier 2</mark>' in html(page)


def test_a_threat_comes_first_and_invites_no_reply(page: AppTest) -> None:
    shown = ask(page, "Cancel my plan. I am going to kill myself tonight.")
    assert bars(page)[0] == "URGENT: escalate to a supervisor"
    assert 'role="alert"' in shown
    assert "without responding to the customer" in shown
    assert len(bars(page)) == 1
    assert all(not box.proto.expanded for box in page.expander)
    assert "“without responding to the customer”" in shown
    assert not copies(page)


def test_what_is_urgent_stays_until_somebody_says_twice_that_it_is_done(page: AppTest) -> None:
    ask(page, "I am going to kill myself tonight.")
    ask(page, PHILIPS)
    still = ["STILL OPEN: escalate to a supervisor", "Do not escalate"]
    assert bars(page) == still
    page.button(key="kb-clear").click().run()
    assert bars(page) == ["URGENT: escalate to a supervisor"]
    ask(page, PHILIPS)
    assert bars(page) == still
    button(page, "It is done").click().run()
    button(page, "No, keep it open").click().run()
    assert bars(page) == still
    button(page, "It is done").click().run()
    button(page, "Yes, it is done").click().run()
    assert bars(page) == ["Do not escalate"]


def test_the_literals_of_an_action_can_be_copied(page: AppTest) -> None:
    ask(page, PHILIPS)
    assert copies(page) == ["888-666-4530"]


def test_the_whole_section_is_there_with_the_passage_marked(page: AppTest) -> None:
    shown = ask(page, PHILIPS)
    around = shown[shown.index('<details class="kb-around">') : shown.index("</details>")]
    assert "### Device Support" in around
    assert "#### Withings Issues" in around
    assert "#### VMP Scheduling Blocked" not in around
    assert around.count("<mark>") == 1


def test_what_no_guide_covers_says_so(page: AppTest) -> None:
    shown = ask(page, "What is the capital of France?")
    assert bars(page) == ["Nothing in the guides fits"]
    assert shown.count('class="kb-near kb-unconfirmed"') == shown.count("<b>Unconfirmed</b>")
    assert "kb-tag" not in shown


def test_near_protocols_are_offered_and_one_click_picks(page: AppTest, ambiguous: str) -> None:
    ask(page, ambiguous)
    assert bars(page) == ["Which of these is it?"]
    assert re.search(r'class="kb-detail">“.+” or “.+”\?<', html(page))
    assert "kb-applies" in html(page)
    picks = [button for button in page.button if button.label.startswith("It is number")]
    assert len(picks) in {2, 3}
    picks[1].click().run()
    assert len(bars(page)) == 1
    assert bars(page) != ["Which of these is it?"]
    back = next(button for button in page.button if button.label == "Choose again")
    back.click().run()
    assert bars(page) == ["Which of these is it?"]


def test_when_none_of_the_near_ones_is_it_the_others_and_whom_to_ask_are_shown(
    page: AppTest, ambiguous: str
) -> None:
    ask(page, ambiguous)
    button(page, "None of these").click().run()
    assert not page.exception
    assert bars(page)[0] in {"Is it one of these, then?", "Nothing in the guides fits"}
    assert "One-Touch Resolution" in html(page)
    assert button(page, "Tell the content owner that this is missing")


def test_an_alternative_can_take_the_place_of_the_answer(page: AppTest) -> None:
    ask(page, PHILIPS)
    button(page, "Show this one").click().run()
    assert "888-666-4530" not in html(page)
    button(page, "Back to the first answer").click().run()
    assert bars(page) == ["Do not escalate"]


def test_several_issues_get_a_card_each(page: AppTest) -> None:
    shown = ask(page, "I want to cancel my membership. Also my Philips scale is not syncing.")
    assert len(bars(page)) == 2
    assert "2 issues in this message" in shown
    assert "process the cancellation directly in Admin" in shown
    assert "888-666-4530" in shown


def test_history_has_a_line_for_each_earlier_message_until_cleared(page: AppTest) -> None:
    ask(page, PHILIPS)
    shown = ask(page, "What is the capital of France?")
    earlier = shown[shown.index('class="kb-past"') :]
    assert earlier.count("<li") == 1
    assert "Philips Issues" in earlier
    page.button(key="kb-clear").click().run()
    assert "Philips" not in html(page)
    assert "press Enter" in html(page)


def test_a_hostile_message_is_shown_as_text(page: AppTest) -> None:
    shown = ask(page, "<script>alert(1)</script> <img src=x onerror=alert(2)> [x](javascript:y)")
    assert "<script" not in shown
    assert "<img" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown


def test_a_message_of_100_000_characters_is_answered_and_cut(page: AppTest) -> None:
    shown = ask(page, "My Philips scale will not sync. " * 3125)
    assert bars(page)
    assert len(shown) < 50_000


def test_white_space_is_no_message(page: AppTest) -> None:
    assert "press Enter" in ask(page, " \n ")


def test_only_the_beginning_of_a_message_is_remembered(page: AppTest) -> None:
    ask(page, "My Philips scale will not sync. " * 20 + "My name is Ottilie Bramble.")
    assert "Bramble" not in str(page.session_state)


def test_without_an_index_the_page_says_how_to_build_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KB_ASSISTANT_INDEX", str(tmp_path / "none"))
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    assert not page.exception
    assert "kb-assistant build" in html(page)


def test_a_rebuilt_index_answers_the_next_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    guide = tmp_path / "corpus/guide.md"
    guide.parent.mkdir()
    rule = "# Kettles\n\n## Broken\n\n**Situation:** The kettle is broken.\n\n**Action:** {}\n"
    guide.write_text(rule.format("Send a new kettle."), encoding="utf-8")
    build_index(guide.parent, tmp_path / "index")
    monkeypatch.setenv("KB_ASSISTANT_INDEX", str(tmp_path / "index"))
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    assert "Send a new kettle." in ask(page, "the kettle is broken")
    guide.write_text(rule.format("Repair the kettle."), encoding="utf-8")
    build_index(guide.parent, tmp_path / "index")
    page.run()
    assert "The guides have changed since this answer" in html(page)
    assert "Repair the kettle." in ask(page, "my kettle is broken")
    assert "The guides have changed" not in html(page)


def test_a_version_that_is_pruned_while_it_is_opened_is_no_error(
    page: AppTest, built_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = IndexStore(built_index).current()
    seen = ["20200101T000000000000Z-000000000000", live]
    monkeypatch.setattr(IndexStore, "current", lambda _: seen.pop(0) if len(seen) > 1 else live)
    assert "888-666-4530" in ask(page, PHILIPS)
    assert len(seen) == 1


def test_an_unexpected_error_shows_and_logs_nothing_of_the_message(
    page: AppTest, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: Assistant, message: str) -> None:
        raise ValueError(message)

    monkeypatch.setattr(Assistant, "answer", fail)
    with caplog.at_level(logging.DEBUG):
        shown = ask(page, "Ottilie Bramble wants a refund")
    assert "Something went wrong" in shown
    assert "ValueError" in caplog.text
    assert "Bramble" not in shown + caplog.text
