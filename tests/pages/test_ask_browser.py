import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from conftest import Visits

FLOWS = {
    "answer": ("my Philips scale won't sync, who do I call", "Do not escalate"),
    "conditions": (
        "I need a standard device order, when will my blood pressure cuff be ordered?",
        "Escalate to Tier 2 only if all 4 are met",
    ),
    "none": ("What is the capital of France?", "Nothing in the guides fits"),
    "urgent": ("Cancel my plan. I am going to kill myself tonight.", "URGENT"),
    "several": ("I want to cancel my membership. Also my Philips scale is not syncing.", "."),
}
PICKS = "[class*=st-key-kb-pick-] button"
VIEWS = ["1280-light", "1280-dark", "420-light", "420-dark"]

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("flow", FLOWS)
def test_each_outcome(visits: "Visits", address: str, flow: str, view: str) -> None:
    message, words = FLOWS[flow]
    page = visits.open(address, view)
    visits.ask(page, message)
    expect(page.locator(".kb-bar .kb-words").first).to_have_text(re.compile(words))
    visits.check(page)
    visits.accessible(page)
    visits.keep(page, f"ask-{flow}-{view}")


@pytest.mark.parametrize("view", VIEWS)
def test_a_choice(visits: "Visits", address: str, ambiguous: str, view: str) -> None:
    page = visits.open(address, view)
    visits.ask(page, ambiguous)
    expect(page.locator(".kb-bar .kb-words").first).to_have_text("Which of these is it?")
    visits.check(page, focus=PICKS)
    visits.accessible(page)
    visits.keep(page, f"ask-choose-{view}")


def test_ticks_change_the_verdict_and_keep_the_focus(visits: "Visits", address: str) -> None:
    page = visits.open(address)
    visits.ask(page, FLOWS["conditions"][0])
    words = page.locator(".kb-bar .kb-words")
    expect(page.get_by_label("One of these is not met")).to_be_attached(timeout=30_000)
    for _ in range(4):
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        page.wait_for_timeout(700)  # the server has its say
        expect(page.locator("input[type=checkbox]:focus")).to_be_checked()
    expect(words).to_have_text("All 4 met: escalate to Tier 2")
    visits.accessible(page)
    visits.keep(page, "ask-all-met")


def test_the_keyboard_chooses_and_comes_back_to_the_input(
    visits: "Visits", address: str, ambiguous: str
) -> None:
    page = visits.open(address)
    visits.ask(page, FLOWS["answer"][0])
    visits.ask(page, ambiguous)
    picks = page.locator(PICKS)
    expect(picks.nth(0)).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(picks.nth(1)).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("textarea")).to_be_focused()
    expect(page.locator("textarea")).to_have_value("")
    page.keyboard.type("2")  # while typing it is a 2
    expect(page.locator("textarea")).to_have_value("2")
    page.keyboard.press("Backspace")
    page.keyboard.press("ArrowDown")
    expect(picks.nth(0)).to_be_focused()
    page.keyboard.press("2")
    expect(page.get_by_text("Choose again")).to_be_visible()
    expect(page.locator("textarea")).to_be_focused()
    expect(page.locator(".kb-past li")).to_have_count(1)
    page.get_by_text("Clear this session").scroll_into_view_if_needed()
    visits.keep(page, "ask-history")


def test_a_literal_is_copied_and_the_page_says_so(visits: "Visits", address: str) -> None:
    page = visits.open(address)
    visits.ask(page, FLOWS["answer"][0])
    page.get_by_role("button", name="Copy 888-666-4530").click()
    expect(page.get_by_role("status").filter(has_text="Copied: 888-666-4530")).to_have_count(1)
    assert page.evaluate("navigator.clipboard.readText()") == "888-666-4530"
    page.context.close()


def test_the_section_opens_at_the_marked_passage(visits: "Visits", address: str) -> None:
    page = visits.open(address, "420-light")
    visits.ask(page, FLOWS["answer"][0])
    page.get_by_text("What the guide says around this").click()
    expect(page.locator(".kb-around .kb-matched")).to_be_in_viewport()
    visits.keep(page, "ask-around")


def test_what_is_urgent_and_forbids_a_reply_offers_nothing_to_copy(
    visits: "Visits", address: str
) -> None:
    page = visits.open(address)
    visits.ask(page, FLOWS["urgent"][0])
    assert page.get_by_role("button", name="Copy").count() == 0
    visits.ask(page, FLOWS["answer"][0])
    expect(page.locator(".kb-bar .kb-words").first).to_have_text(re.compile("STILL OPEN"))
    visits.check(page)
    visits.accessible(page)
    visits.keep(page, "ask-still-open")


@pytest.mark.parametrize(
    "message",
    [
        "<script>window.hacked=1</script> <img src=x onerror=window.hacked=2> my scale is broken",
        "[x](javascript:window.hacked=3) ![i](http://evil.test/i.png) my scale is broken",
        "\u202egnp.exe\u2066 \u0007 my scale is broken",
        "My scale is\nbroken.\n" * 5000,
        "x" * 100_000,
    ],
    ids=["html", "markdown", "bidi", "long", "unbroken"],
)
def test_a_hostile_message_changes_nothing(visits: "Visits", address: str, message: str) -> None:
    page = visits.open(address, "420-light")
    visits.ask(page, message)
    assert page.locator(".kb-echo *:not(span):not(bdi):not(b)").count() == 0
    visits.check(page)
    page.context.close()


def test_a_hostile_guide_is_shown_as_text(visits: "Visits", hostile_address: str) -> None:
    page = visits.open(hostile_address)
    visits.ask(page, "my kettle is broken")
    labels = page.locator("[data-testid=stCheckbox]").all_inner_texts()
    assert [text.replace("\u2060", "") for text in labels] == [
        "Not ordered :red[x] $a$ -> b :material/home:",
        '<img src=x onerror="window.hacked=4"> at www.evil.test, https://evil.test or a@evil.test',
        "One of these is not met",
    ]
    assert page.locator(".st-key-kb-answer :is(img, script, a, b)").count() == 0
    visits.check(page)
    visits.keep(page, "ask-hostile-guide")
