import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from kb_assistant.decision import Outcome
from kb_assistant.evaluation import (
    Query,
    Run,
    evaluate,
    load_gate,
    load_queries,
    make_report,
    save_queries,
)
from kb_assistant.pages.quality import runs
from kb_assistant.records import Records

ROOT = Path(__file__).resolve().parents[2]
SHOTS = ROOT / "artifacts"
SIZES = {"1280": ViewportSize(width=1280, height=720), "420": ViewportSize(width=420, height=800)}
VIEWS = ["1280-light", "1280-dark", "420-light", "420-dark"]
PARTS = {
    "Results": ".kb-q-figure svg",
    "Mistakes": ".kb-q-message",
    "Threshold": ".kb-q-figure svg",
    "Compare": ".kb-q-differences",
    "History": "canvas",
    "Labels": "textarea",
}
HOSTILE = "<script>window.hacked=1</script><img src=x onerror=window.hacked=2> ![i](//evil.test/i)"
PATIENCE = 120_000

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def place(built_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped guides with every eighth dev query, a hostile one, and two runs over them."""
    from kb_assistant.assistant import Assistant  # noqa: PLC0415 - heavy

    folder = tmp_path_factory.mktemp("quality")
    (folder / "index").mkdir()
    for name in ("CURRENT", "versions"):
        (folder / "index" / name).symlink_to(built_index / name)
    assistant = Assistant.load(folder / "index")
    known = {protocol.id for protocol in assistant.index.protocols}
    labelled = [
        one
        for one in load_queries(ROOT / "eval/queries.jsonl")
        if one.split == "dev" and one.fitting <= known
    ][::8]
    hostile: Query = replace(labelled[0], id="hostile", query=HOSTILE, kind="<b>rude</b>")
    save_queries([*labelled, hostile], folder / "eval/queries.jsonl")
    run = evaluate(assistant, [*labelled, hostile])
    worse = [
        replace(one, outcome=Outcome.NONE, cards=0) if number % 9 == 0 else one
        for number, one in enumerate(run.records)
    ]
    (folder / "eval/gate.toml").write_bytes((ROOT / "eval/gate.toml").read_bytes())
    limits = load_gate(ROOT / "eval/gate.toml")
    with Records.open(f"sqlite:///{folder}/index/records.db") as records:
        for each in (Run(run.index_version, tuple(worse)), run):
            runs.keep(make_report(each, "dev", limits), records, folder / "index/runs")
    return folder


@pytest.fixture(scope="module")
def address(place: Path, serve: Callable[[Path], AbstractContextManager[str]]) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("KB_ASSISTANT_EVAL", str(place / "eval"))
        environment.setenv("KB_ASSISTANT_CORPUS", str(ROOT / "corpus"))
        with serve(place / "index") as url:
            yield f"{url}/quality"


@pytest.fixture
def opened(browser: Browser, address: str) -> Callable[[str], Page]:
    def visit(view: str) -> Page:
        width, look = view.split("-")
        scheme = "dark" if look == "dark" else "light"
        context = browser.new_context(viewport=SIZES[width], color_scheme=scheme)
        page = context.new_page()
        page.on("request", lambda request: _local(request.url))
        page.goto(address)
        expect(page.locator(".kb-q-tiles")).to_be_visible(timeout=PATIENCE)
        return page

    return visit


def _local(url: str) -> None:
    assert (urlsplit(url).hostname or "localhost") == "localhost"


def settle(page: Page) -> None:
    """Wait until the page is drawn."""
    expect(page.locator("[data-stale=true]")).to_have_count(0, timeout=PATIENCE)
    expect(page.locator("[data-testid=stSkeleton]")).to_have_count(0, timeout=PATIENCE)
    page.wait_for_timeout(1500)


def check(page: Page) -> None:
    for element in ("document.documentElement", "document.querySelector('.stMain')"):
        assert page.evaluate(f"{element}.scrollWidth <= {element}.clientWidth")
    assert page.evaluate("window.hacked") is None
    assert page.locator(".st-key-kb-q .stHtml :is(script, img, b)").count() == 0


@pytest.mark.parametrize("view", VIEWS)
def test_each_part(opened: Callable[[str], Page], view: str) -> None:
    page = opened(view)
    bar = page.locator("div.kb-bar").bounding_box()
    assert bar
    assert bar["y"] + bar["height"] < SIZES[view.partition("-")[0]]["height"]
    SHOTS.mkdir(exist_ok=True)
    for part, drawn in PARTS.items():
        page.locator(".st-key-kb-q-view").get_by_text(part, exact=True).click()
        expect(page.locator(drawn).first).to_be_visible(timeout=PATIENCE)
        settle(page)
        check(page)
        page.screenshot(path=SHOTS / f"quality-{part.lower()}-{view}.png")
    page.context.close()


def test_the_threshold_follows_the_keyboard(opened: Callable[[str], Page]) -> None:
    page = opened("1280-light")
    page.locator(".st-key-kb-q-view").get_by_text("Threshold", exact=True).click()
    page.get_by_role("slider").press("Home")
    says = page.locator(".kb-q-says").first
    expect(says).to_contain_text("At 0.00", timeout=PATIENCE)
    expect(says).to_contain_text("more answered")
    settle(page)
    expect(page.get_by_role("slider")).to_be_focused()
    page.screenshot(path=SHOTS / "quality-threshold-moved.png")
    page.context.close()


def test_a_run_opens_when_it_is_done(opened: Callable[[str], Page]) -> None:
    page = opened("1280-light")
    page.get_by_role("button", name="Run on dev").click()
    expect(page.get_by_role("button", name="Stop the run")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("messages answered, dev split")).to_be_visible(timeout=PATIENCE)
    settle(page)
    page.screenshot(path=SHOTS / "quality-running.png")
    shown = page.get_by_role("combobox", name="Run to look at")
    expect(shown).to_have_value(re.compile("Run 3:"), timeout=4 * PATIENCE)
    expect(page.get_by_role("button", name="Stop the run")).to_have_count(0)
    with page.expect_download(timeout=PATIENCE) as download:
        page.get_by_role("button", name="report.html").click()
    text = Path(download.value.path()).read_text(encoding="utf-8")
    assert "&lt;script&gt;window.hacked=1" in text
    check(page)
    page.context.close()
