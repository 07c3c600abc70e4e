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
        "Escalate to Tier 2",
    ),
    "none": ("What is the capital of France?", "Nothing in the guides fits"),
    "urgent": ("Cancel my plan. I am going to kill myself tonight.", "URGENT"),
    "several": ("I want to cancel my membership. Also my Philips scale is not syncing.", "."),
}
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
    visits.keep(page, f"ask-{flow}-{view}")


@pytest.mark.parametrize("view", VIEWS)
def test_a_choice(visits: "Visits", address: str, ambiguous: str, view: str) -> None:
    page = visits.open(address, view)
    visits.ask(page, ambiguous)
    expect(page.locator(".kb-bar .kb-words").first).to_have_text("Which of these is it?")
    visits.check(page)
    visits.keep(page, f"ask-choose-{view}")


def test_the_keyboard_ticks_a_condition_and_comes_back_to_the_input(
    visits: "Visits", address: str, ambiguous: str
) -> None:
    page = visits.open(address)
    visits.ask(page, FLOWS["conditions"][0])
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    box = page.locator("input[type=checkbox]").first
    expect(box).to_be_checked()
    page.wait_for_timeout(500)  # the server has its say
    expect(box).to_be_focused()
    visits.ask(page, ambiguous)
    page.get_by_text("It is number 2").click()
    expect(page.get_by_text("Choose again")).to_be_visible()
    expect(page.locator("textarea")).to_be_focused()
    expect(page.locator(".kb-past li")).to_have_count(1)
    page.get_by_text("Clear this session").scroll_into_view_if_needed()
    visits.keep(page, "ask-history")


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
    ]
    assert page.locator(".st-key-kb-answer :is(img, script, a, b)").count() == 0
    visits.check(page)
    visits.keep(page, "ask-hostile-guide")
