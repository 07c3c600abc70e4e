"""A browser on a served page, for the tests with Debian's Chromium."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

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
SIZES = {
    "1280": ViewportSize(width=1280, height=720),
    "420": ViewportSize(width=420, height=800),
}


class Visits:
    """Opens the Ask page as an agent would, and checks what holds on every answer."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._hosts: set[str] = set()

    def open(self, address: str, view: str = "1280-light") -> Page:
        """Open the page; `view` is a width and a look, such as `420-dark`."""
        width, look = view.split("-")
        context = self._browser.new_context(
            viewport=SIZES[width],
            color_scheme="dark" if look == "dark" else "light",
            permissions=["clipboard-read", "clipboard-write"],
        )
        page = context.new_page()
        page.on("request", lambda request: self._hosts.add(urlsplit(request.url).hostname or ""))
        page.goto(address)
        expect(page.locator(".kb-welcome")).to_be_visible(timeout=120_000)
        expect(page.locator("textarea")).to_be_focused()
        return page

    def ask(self, page: Page, message: str) -> None:
        """Paste a message, press Enter and wait for its verdict."""
        turn = "document.querySelector('.st-key-kb-ask textarea').dataset.kbTurn"
        before = page.evaluate(turn)
        page.evaluate("text => navigator.clipboard.writeText(text)", message)
        page.locator("textarea").press("Control+v")
        page.keyboard.press("Enter")
        echo = page.locator(".kb-echo")
        start = " ".join(message.split())[:30]
        if start.isprintable():  # else what is shown is not what was asked
            expect(echo).to_contain_text(start, timeout=60_000)
        expect(echo).to_be_visible(timeout=60_000)
        expect(page.locator(".kb-bar").first).to_be_visible()
        page.wait_for_function(f"before => {turn} !== before", arg=before, timeout=60_000)
        page.wait_for_timeout(500)  # Streamlit fades what the last run left

    def check(self, page: Page, focus: str = "textarea") -> None:
        """Check what holds whatever the answer is; the focus is on the first of `focus`."""
        for element in ("document.documentElement", "document.querySelector('.stMain')"):
            assert page.evaluate(f"{element}.scrollWidth <= {element}.clientWidth")
        bar = page.locator(".kb-bar").first.bounding_box()
        size = page.viewport_size
        assert bar
        assert size
        assert bar["y"] >= 0
        assert bar["y"] + bar["height"] <= size["height"]
        assert bar["width"] > size["width"] * 0.8
        expect(page.locator(focus).first).to_be_focused()
        assert page.evaluate("window.hacked") is None
        assert self._hosts <= {"localhost", ""}

    def accessible(self, page: Page) -> None:
        """Check that axe-core finds nothing serious."""
        found = Axe().run(page).response["violations"]
        assert not [
            (one["id"], [node["html"][:200] for node in one["nodes"]])
            for one in found
            if one["impact"] in {"serious", "critical"}
        ]

    def keep(self, page: Page, name: str) -> None:
        """Keep a screenshot for people to look at, and close the page."""
        SHOTS.mkdir(exist_ok=True)
        page.screenshot(path=SHOTS / f"{name}.png")
        page.context.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def visits(browser: Browser) -> Visits:
    return Visits(browser)


@pytest.fixture(scope="session")
def address(built_index: Path) -> Iterator[str]:
    """Where the page answers from the shipped guides."""
    with _served(built_index) as url:
        yield url


@pytest.fixture(scope="session")
def hostile_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the page answers from a guide that is full of markup and scripts."""
    from kb_assistant.ingest import build_index  # noqa: PLC0415 - heavy, and only one test asks

    folder = tmp_path_factory.mktemp("hostile")
    (folder / "corpus").mkdir()
    guide = Path(__file__).with_name("hostile-guide.md").read_text(encoding="utf-8")
    (folder / "corpus/guide.md").write_text(guide, encoding="utf-8")
    build_index(folder / "corpus", folder / "index")
    with _served(folder / "index") as url:
        yield url


@pytest.fixture(scope="session")
def serve() -> "Callable[[Path], AbstractContextManager[str]]":
    """What serves an index, with what else the environment names."""
    return _served


@contextmanager
def _served(index: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"KB_ASSISTANT_INDEX": str(index), "PYTHONPATH": str(ROOT / "src")}
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
