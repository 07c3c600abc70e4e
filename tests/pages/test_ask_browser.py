import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from kb_assistant.ingest import build_index

ROOT = Path(__file__).resolve().parents[2]
SHOTS = ROOT / "artifacts"
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE = ViewportSize(width=1280, height=720)
NARROW = ViewportSize(width=420, height=800)
VIEWS = ["1280-light", "1280-dark", "420-light", "420-dark"]
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

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(built_index: Path) -> Iterator[str]:
    yield from _served(built_index)


def _served(index: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    environment = os.environ | {
        "KB_ASSISTANT_INDEX": str(index),
        "PYTHONPATH": str(ROOT / "src"),
    }
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"]
    with subprocess.Popen(command, cwd=ROOT, env=environment) as server:
        try:
            _wait(f"http://localhost:{port}/_stcore/health", server)
            yield f"http://localhost:{port}"
        finally:
            server.terminate()


def _wait(health: str, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(120):
        assert server.poll() is None
        try:
            with urlopen(health, timeout=5):  # noqa: S310 - the local server
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.5)
    pytest.fail("Streamlit did not start")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def hosts() -> set[str]:
    """The hosts that the page asked for anything."""
    return set()


def _open(browser: Browser, address: str, hosts: set[str], size: ViewportSize, look: str) -> Page:
    context = browser.new_context(
        viewport=size,
        color_scheme="dark" if look == "dark" else "light",
        permissions=["clipboard-read", "clipboard-write"],
    )
    page = context.new_page()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname or ""))
    page.goto(address)
    expect(page.locator(".kb-welcome")).to_be_visible(timeout=120_000)
    return page


def _ask(page: Page, message: str) -> None:
    box = page.locator("textarea")
    box.fill(message)
    box.press("Enter")
    start = " ".join(message.split())[:30]
    expect(page.locator(".kb-echo")).to_contain_text(start, timeout=60_000)
    expect(page.locator(".kb-bar").first).to_be_visible()
    page.wait_for_timeout(500)  # Streamlit fades the elements of the last run


def _check(page: Page, hosts: set[str]) -> None:
    """What holds on every answer, whatever it is."""
    for element in ("document.documentElement", "document.querySelector('[data-testid=stMain]')"):
        assert page.evaluate(f"{element}.scrollWidth <= {element}.clientWidth")
    bar = page.locator(".kb-bar").first.bounding_box()
    size = page.viewport_size
    assert bar
    assert size
    assert bar["y"] >= 0
    assert bar["y"] + bar["height"] <= size["height"]
    assert bar["width"] > size["width"] * 0.8
    expect(page.locator("textarea")).to_be_focused()
    assert page.evaluate("window.hacked") is None
    assert hosts <= {"localhost", ""}


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("flow", FLOWS)
def test_each_outcome(
    browser: Browser, address: str, hosts: set[str], flow: str, view: str
) -> None:
    page = _show(browser, address, hosts, view, *FLOWS[flow])
    _keep(page, f"ask-{flow}-{view}")


@pytest.mark.parametrize("view", VIEWS)
def test_a_choice(
    browser: Browser, address: str, hosts: set[str], ambiguous: str, view: str
) -> None:
    page = _show(browser, address, hosts, view, ambiguous, "Which of these is it")
    _keep(page, f"ask-choose-{view}")


def _show(browser: Browser, address: str, hosts: set[str], view: str, *flow: str) -> Page:
    message, words = flow
    width, look = view.split("-")
    page = _open(browser, address, hosts, NARROW if width == "420" else WIDE, look)
    expect(page.locator("textarea")).to_be_focused()
    _ask(page, message)
    expect(page.locator(".kb-bar .kb-words").first).to_have_text(re.compile(words))
    _check(page, hosts)
    return page


def _keep(page: Page, name: str) -> None:
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png")
    page.context.close()


def test_the_keyboard_ticks_a_condition_and_comes_back_to_the_input(
    browser: Browser, address: str, hosts: set[str], ambiguous: str
) -> None:
    page = _open(browser, address, hosts, WIDE, "light")
    _ask(page, FLOWS["conditions"][0])
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    box = page.locator("input[type=checkbox]").first
    expect(box).to_be_checked()
    expect(box).to_be_focused()
    _ask(page, ambiguous)
    page.get_by_text("It is number 2").click()
    expect(page.get_by_text("Choose again")).to_be_visible()
    expect(page.locator("textarea")).to_be_focused()
    expect(page.locator(".kb-past li")).to_have_count(1)
    page.get_by_text("Clear this session").scroll_into_view_if_needed()
    _keep(page, "ask-history")


@pytest.mark.parametrize(
    "message",
    [
        "<script>window.hacked=1</script> <img src=x onerror=window.hacked=2> my scale is broken",
        "[x](javascript:window.hacked=3) ![i](http://evil.test/i.png) my scale is broken",
        "\u202egnp.exe\u2066 \u0007 my scale is broken",
        "My scale is\nbroken.\n" * 6000,
        "x" * 100_000,
    ],
    ids=["html", "markdown", "bidi", "long", "unbroken"],
)
def test_a_hostile_message_changes_nothing(
    browser: Browser, address: str, hosts: set[str], message: str
) -> None:
    page = _open(browser, address, hosts, NARROW, "light")
    _paste(page, message)
    assert page.locator(".kb-echo *:not(span):not(bdi):not(b)").count() == 0
    _check(page, hosts)
    page.context.close()


def _paste(page: Page, message: str) -> None:
    page.evaluate("text => navigator.clipboard.writeText(text)", message)
    page.locator("textarea").press("Control+v")
    page.keyboard.press("Enter")
    expect(page.locator(".kb-echo")).to_be_visible(timeout=60_000)
    page.wait_for_timeout(500)


HOSTILE_GUIDE = """\
# Guide <img src=x onerror="window.hacked=1">

## Part [x](javascript:window.hacked=2)

### Broken kettle <script>window.hacked=3</script>

**Situation:** The member's kettle is broken <b>now</b> ![i](http://evil.test/i.png).

**Action:** Escalate to Tier 2 ONLY IF all of these are met:

- Not ordered :red[x] $a$ -> b :material/home:
- <img src=x onerror="window.hacked=4"> paid at www.evil.test
"""


@pytest.fixture(scope="module")
def hostile_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "corpus").mkdir()
    (folder / "corpus/guide.md").write_text(HOSTILE_GUIDE, encoding="utf-8")
    build_index(folder / "corpus", folder / "index")
    yield from _served(folder / "index")


def test_a_hostile_guide_is_shown_as_text(
    browser: Browser, hostile_address: str, hosts: set[str]
) -> None:
    page = _open(browser, hostile_address, hosts, WIDE, "light")
    _ask(page, "my kettle is broken")
    labels = page.locator("[data-testid=stCheckbox]").all_inner_texts()
    assert [text.replace("\u2060", "") for text in labels] == [
        "Not ordered :red[x] $a$ -> b :material/home:",
        '<img src=x onerror="window.hacked=4"> paid at www.evil.test',
    ]
    assert page.locator(".stMain img, .stMain script, .stMain a").count() == 0
    _check(page, hosts)
    _keep(page, "ask-hostile-guide")
