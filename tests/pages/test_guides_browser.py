import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

ROOT = Path(__file__).resolve().parents[2]
SHOTS = ROOT / "artifacts"
OLD, NEW = "Provide the Philips Support number", "Give the member the Philips Support number"
VIEWS = {"1280-light": (1280, 720), "1280-dark": (1280, 720), "420-light": (420, 800)}
LONG = 420_000

pytestmark = pytest.mark.browser
Serve = Callable[[Path], AbstractContextManager[str]]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the shipped guides with few example messages, its index, and a hostile guide."""
    from kb_assistant.ingest import build_index  # noqa: PLC0415 - heavy

    folder = tmp_path_factory.mktemp("guides")
    (folder / "corpus/phrasings").mkdir(parents=True)
    for guide in (ROOT / "corpus").glob("*.md"):
        shutil.copy(guide, folder / "corpus")
    for file in ("routing-guide", "escalation-scenarios", "uncovered"):
        path = Path("corpus/phrasings", f"{file}.jsonl")
        lines = (ROOT / path).read_text(encoding="utf-8").splitlines()
        (folder / path).write_text("\n".join(lines[::16]) + "\n", encoding="utf-8")
    build_index(folder / "corpus", folder / "index")
    hostile = Path(__file__).with_name("hostile-guide.md").read_text(encoding="utf-8")
    (folder / "corpus/hostile.md").write_text(hostile, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def address(home: Path, serve: Serve) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "KB_ASSISTANT_CORPUS", str(home / "corpus"))
        patch.setitem(os.environ, "KB_ASSISTANT_EVAL", str(home / "eval"))
        with serve(home / "index") as url:
            yield url


def visit(browser: Browser, address: str, view: str = "1280-light") -> Page:
    width, height = VIEWS[view]
    look = "dark" if view.endswith("dark") else "light"
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=look)
    page = context.new_page()
    page.set_default_timeout(120_000)
    page.goto(f"{address}/guides")
    expect(page.locator("textarea").first).to_be_visible(timeout=120_000)
    return page


def show(page: Page, part: str) -> None:
    page.get_by_role("radio", name=part).click()
    quiet(page)


def quiet(page: Page) -> None:
    """Wait until the server has drawn what there is to draw."""
    page.wait_for_timeout(700)
    expect(page.locator(".stApp")).to_have_attribute(
        "data-test-script-state", "notRunning", timeout=120_000
    )


def check(page: Page) -> None:
    for element in ("document.documentElement", "document.querySelector('.stMain')"):
        assert page.evaluate(f"{element}.scrollWidth <= {element}.clientWidth")
    assert page.evaluate("window.hacked") is None
    assert page.locator(".st-key-kb-g .stHtml :is(img, script, a)").count() == 0


def keep(page: Page, name: str) -> None:
    SHOTS.mkdir(exist_ok=True)
    page.mouse.move(0, 0)
    page.screenshot(path=SHOTS / f"guides-{name}.png")


def test_an_edit_reaches_the_agents_once_it_is_published(
    browser: Browser, address: str, home: Path
) -> None:
    page = visit(browser, address)
    page.get_by_text("routing-guide.md", exact=True).click()
    quiet(page)
    check(page)
    keep(page, "edit-1280-light")
    field = page.locator("textarea").first
    field.fill(field.input_value().replace(OLD, NEW))
    field.blur()
    expect(page.get_by_text("changed, ")).to_be_visible()
    page.locator("button", has_text="Line ").first.click()
    quiet(page)
    chosen = "el => el.value.slice(el.selectionStart, el.selectionEnd)"
    assert page.locator("textarea").first.evaluate(chosen)
    show(page, "Publish")
    page.get_by_role("button", name="See what it changes").click()
    expect(page.get_by_text("Protocols that change")).to_be_visible(timeout=LONG)
    expect(page.locator(".kb-g-item ins").first).to_contain_text("Give the member")
    expect(page.locator(".kb-g-beside").first).to_be_visible()
    check(page)
    keep(page, "changes-1280-light")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator(".kb-words")).to_have_text("Published", timeout=LONG)
    check(page)
    keep(page, "published-1280-light")
    assert NEW in (home / "corpus/routing-guide.md").read_text(encoding="utf-8")
    page.get_by_role("link", name="Ask").click()
    box = page.locator(".st-key-kb-ask textarea")
    box.fill("my Philips scale won't sync, who do I call")
    box.press("Enter")
    expect(page.locator(".kb-action").first).to_contain_text(NEW, timeout=LONG)
    page.context.close()


@pytest.mark.parametrize("view", VIEWS)
def test_each_part_fits_every_screen(browser: Browser, address: str, view: str) -> None:
    page = visit(browser, address, view)
    for part in ("Edit", "Publish", "Examples", "Inbox", "Versions"):
        show(page, part)
        check(page)
        keep(page, f"{part.lower()}-{view}")
    show(page, "Edit")
    page.get_by_text("hostile.md", exact=True).click()
    quiet(page)
    page.locator(".kb-g-card").scroll_into_view_if_needed()
    check(page)
    keep(page, f"hostile-{view}")
    page.context.close()
