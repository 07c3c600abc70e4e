import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kb_assistant.decision import Outcome
from kb_assistant.errors import EvalError
from kb_assistant.evaluation import Query, Run, load_gate, load_queries, make_report
from kb_assistant.evaluation.dataset import Must, Split
from kb_assistant.evaluation.runner import Ranked, Record
from kb_assistant.ingest import build_index
from kb_assistant.pages.quality import exchange, job, labels, moving, runs
from kb_assistant.pages.quality.job import DESK, Desk, State
from kb_assistant.pages.quality.place import Place
from kb_assistant.pages.quality.threshold import changed, consequence, curve
from kb_assistant.phrasings import Phrasing

SCRIPT = "from kb_assistant.pages.quality.page import page\npage()\n"
HOSTILE = (
    "<script>window.hacked=1</script> <img src=x onerror=alert(2)> \u202egnp [x](javascript:y)"
)
KETTLE, LAMP = "house/broken-kettle", "house/dark-lamp"
GUIDE = """# House

## Broken kettle

**Situation:** The kettle is broken or leaks.

**Action:** Send a new kettle.

## Dark lamp

**Situation:** The lamp stays dark.

**Action:** Send a new bulb.
"""
GATE = '["Success@1"]\nmin = {}\n'


def query(number: int, text: str, gold: str = "", kind: str = "plain", split: str = "dev") -> Query:
    must = Must.ANSWER if gold else Must.ABSTAIN
    return Query(f"q{number:03d}", text, tuple(gold.split()), (), must, kind, Split(split))


QUERIES = (
    query(1, "my kettle leaks", KETTLE),
    query(2, "the kettle broke when it fell down", KETTLE),
    query(3, "there is no light from the lamp", LAMP),
    query(4, "what is the capital of France?", kind="far_uncovered"),
    query(5, HOSTILE, LAMP, kind="rude"),
    query(6, "the bulb of the lamp is gone", LAMP, split="test"),
)


def record(of: Query, outcome: str, *shown: tuple[str, float]) -> Record:
    results = tuple(Ranked(name, confidence) for name, confidence in shown)
    return Record(of, Outcome(outcome), min(1, len(results)), results, 5.0)


GOOD = (
    record(QUERIES[0], "answer", (KETTLE, 0.9), (LAMP, 0.1)),
    record(QUERIES[1], "answer", (KETTLE, 0.8), (LAMP, 0.1)),
    record(QUERIES[2], "choose", (LAMP, 0.4), (KETTLE, 0.3)),
    record(QUERIES[3], "none", (KETTLE, 0.05)),
    record(QUERIES[4], "answer", (KETTLE, 0.6), (LAMP, 0.2)),
)
BAD = (replace(GOOD[0], results=(Ranked(LAMP, 0.7), Ranked(KETTLE, 0.2))), *GOOD[1:])


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("quality")
    (folder / "corpus").mkdir()
    (folder / "corpus/house.md").write_text(GUIDE, encoding="utf-8")
    build_index(folder / "corpus", folder / "index")
    return folder


@pytest.fixture
def place(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """The built index with an empty history and a few queries."""
    (tmp_path / "index").mkdir()
    for name in ("CURRENT", "versions"):
        (tmp_path / "index" / name).symlink_to(built / "index" / name)
    (tmp_path / "eval").mkdir()
    (tmp_path / "eval/gate.toml").write_text(GATE.format(0.1), encoding="utf-8")
    (tmp_path / "eval/queries.jsonl").write_text(exchange.to_jsonl(QUERIES), encoding="utf-8")
    monkeypatch.setenv("KB_ASSISTANT_INDEX", str(tmp_path / "index"))
    monkeypatch.setenv("KB_ASSISTANT_CORPUS", str(built / "corpus"))
    monkeypatch.setenv("KB_ASSISTANT_EVAL", str(tmp_path / "eval"))
    monkeypatch.delenv("KB_ASSISTANT_DATABASE", raising=False)
    monkeypatch.setattr(DESK, "_job", None)
    place = Place.from_environment()
    yield place
    place.records.close()


@pytest.fixture
def seeded(place: Place) -> Place:
    """A place with two runs, the second of them better."""
    for records in (BAD, GOOD):
        report = make_report(
            Run(place.live(), records), "dev", load_gate(place.labels / "gate.toml")
        )
        runs.keep(report, place.records, place.runs)
    return place


def opened(view: str = "Results") -> AppTest:
    page = AppTest.from_string(SCRIPT, default_timeout=120).run()
    if view != "Results":
        page.button_group(key="kb-q-view").set_value(view).run()
    assert not page.exception
    return page


def html(page: AppTest) -> str:
    return "\n".join(part.value for part in page.html if not part.value.startswith("<style>"))


def wait(finished: Callable[[], bool]) -> None:
    for _ in range(1200):
        if finished():
            return
        time.sleep(0.1)
    pytest.fail("it took more than two minutes")


def test_without_an_index_the_page_says_how_to_build_one(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KB_ASSISTANT_INDEX", str(place.index / "none"))
    assert "kb-assistant build" in html(opened())


def test_a_run_shows_its_progress_then_its_measures_and_enters_the_history(place: Place) -> None:
    page = opened()
    assert "No run to look at yet" in html(page)
    assert page.button(key="kb-q-start").label == "Run on dev"
    page.button(key="kb-q-start").click().run()
    job = DESK.job
    assert job is not None
    wait(lambda: job.state is not State.RUNNING)
    assert job.failure == ""
    page.run()
    shown = html(page)
    assert "Gate open" in shown
    assert "Right at first place" in shown
    assert "n = 4" in shown
    (saved,) = runs.history(place.records, place.runs)
    assert saved.split == "dev"
    assert saved.scores.keys() >= {"Success@1", "wrong_answers", "latency_p50_ms"}
    assert len(saved.load().records) == 5
    assert [one.label for one in page.get("download_button")] == [
        "report.html",
        "report.md",
        "report.json",
        "run.trec",
        "run.json",
    ]


def test_only_one_run_is_under_way_and_it_can_be_stopped(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    going = threading.Event()

    def endless(*_: object, progress: Callable[[int, int], None], **__: object) -> None:
        while True:
            progress(1, 100)
            going.set()

    monkeypatch.setattr(job, "run_eval", endless)
    page = opened()
    page.button(key="kb-q-start").click().run()
    assert going.wait(60)
    page.run()
    assert page.button(key="kb-q-start").disabled
    assert "1 of 100 messages answered, dev split" in str(page.get("progress")[0].proto)
    with pytest.raises(EvalError, match="under way"):
        DESK.start(place, place.live(), "dev")
    page.button(key="kb-q-stop").click().run()
    mine = DESK.job
    assert mine is not None
    wait(lambda: mine.state is State.STOPPED)
    page.run()
    assert "The run was stopped" in html(page)
    assert not runs.history(place.records, place.runs)


def test_a_failed_run_says_why_and_logs_no_text(
    place: Place, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    strange = {**QUERIES[0].to_record(), "gold": ["house/unheard-of"]}
    place.queries.write_text(json.dumps(strange), encoding="utf-8")
    page = opened()
    page.button(key="kb-q-start").click().run()
    first = DESK.job
    assert first is not None
    wait(lambda: first.state is State.FAILED)
    assert "house/unheard-of" in html(page.run())

    def fail(*_: object, **__: object) -> None:
        raise ValueError("Ottilie Bramble wants a refund")

    monkeypatch.setattr(job, "run_eval", fail)
    desk = Desk()
    second = desk.start(place, place.live(), "dev")
    wait(lambda: second.state is State.FAILED)
    assert "ValueError" in caplog.text
    assert "Bramble" not in caplog.text + second.failure


def test_test_is_reported_once(seeded: Place) -> None:
    page = opened()
    assert not page.warning
    page.button_group(key="kb-q-split").set_value("test").run()
    assert "reported once for each change of method" in page.warning[0].value
    assert page.button(key="kb-q-start").label == "Run on test"
    report = make_report(Run(seeded.live(), GOOD), "test")
    runs.keep(report, seeded.records, seeded.runs)
    page.run()
    assert "run on test once before" in page.warning[0].value


def test_results_have_intervals_limits_and_slices(seeded: Place) -> None:
    shown = html(opened())
    assert "75.0 %" in shown  # three of four right at first place
    assert re.search(r"<td>0\.750</td><td>0\.\d+ to 1\.000</td><td>4</td><td>at least 0\.1", shown)
    (seeded.labels / "gate.toml").write_text(GATE.format(0.9), encoding="utf-8")
    page = opened()
    assert "Gate closed" in html(page)
    assert "at least 0.9, broken" in html(page)
    page.button_group(key="kb-q-by").set_value("protocol").run()
    table = page.dataframe[0].value
    assert list(table["Protocol"]) == ["Broken kettle", "Dark lamp"]
    assert list(table["n"]) == [2, 2]


@pytest.mark.usefixtures("seeded")
def test_mistakes_have_their_texts_and_nothing_in_them_is_markup() -> None:
    page = opened("Mistakes")
    shown = html(page)
    assert "1 of 5 messages went wrong" in shown
    assert [box.label for box in page.expander] == ["Answered confidently, and wrong (1)"]
    assert "&lt;script&gt;window.hacked=1&lt;/script&gt;" in shown
    assert not re.search("<script|<img|\u202e", shown)
    assert "<td>Dark lamp</td><td>Broken kettle</td>" in shown


def test_the_threshold_moves_and_says_what_follows(seeded: Place) -> None:
    page = opened("Threshold")
    page.slider[0].set_value(0.75).run()
    shown = html(page)
    assert "At 0.75: 2 of 4 covered messages answered, 0 wrong; 0 of 1 uncovered" in shown
    stands = round(seeded.facts(seeded.live()).answer_at, 2)
    assert f"Against {stands:.2f}, where this version stands: 1 fewer answered, 1 fewer" in shown
    assert page.expander[0].label.startswith("Messages not answered at once any more: 1, 0 of")
    page.slider[0].set_value(0.0).run()
    assert "At 0.00: 4 of 4 covered messages answered, 1 wrong; 1 of 1 uncovered" in html(page)


def test_two_runs_are_compared_message_by_message(seeded: Place) -> None:
    page = opened("Compare")
    assert "0.500 before, 0.750 after: 1 won, 0 lost of 4 messages." in html(page)
    assert "p = 1.000" in html(page)
    assert [box.label for box in page.expander] == ["Won: 1 message"]
    assert "Answered: Dark lamp 0.70 (not right)" in html(page)
    page.selectbox(key="kb-q-after").set_value(1).run()
    assert [box.label for box in page.expander] == ["Lost: 1 message"]
    other = Run(seeded.live(), tuple(replace(r, query=QUERIES[5]) for r in GOOD[:1]))
    runs.keep(make_report(other, "test"), seeded.records, seeded.runs)
    page.run()
    page.selectbox(key="kb-q-after").set_value(3).run()
    assert "share no query" in html(page)


@pytest.mark.usefixtures("seeded")
def test_the_history_has_every_run_and_a_trend() -> None:
    page = opened("History")
    assert list(page.dataframe[0].value["Run"]) == [2, 1]
    assert "+0.250 since the run before" in html(page)


def test_a_message_is_labelled_by_hand(place: Place) -> None:
    page = opened("Labels")
    assert "6 labelled messages: 5 dev, 1 test." in html(page)
    page.button(key="kb-q-add").click().run()
    assert "Write the message" in html(page)
    page.text_area[0].set_value("no light at all, " + HOSTILE)
    page.button(key="kb-q-add").click().run()
    assert "Choose the protocol that is right" in html(page)
    page.multiselect[0].set_value([LAMP])
    page.button(key="kb-q-add").click().run()
    assert page.success[0].value == "q007 was added to the dev split."
    assert page.text_area[0].value == ""
    added = load_queries(place.queries)[-1]
    assert added == query(7, "no light at all, " + HOSTILE, LAMP)


def test_a_message_with_personal_data_needs_a_second_look(place: Place) -> None:
    page = opened("Labels")
    page.text_area[0].set_value("call me at 212-555-0187 about the weather")
    page.button_group(key="kb-q-must-0").set_value("abstain")
    page.button(key="kb-q-add").click().run()
    assert "personal data (phone)" in html(page)
    assert len(load_queries(place.queries)) == len(QUERIES)
    page.checkbox[0].check()
    page.button(key="kb-q-add").click().run()
    assert len(load_queries(place.queries)) == len(QUERIES) + 1


def test_a_file_is_imported_and_what_is_there_is_left_out(place: Place) -> None:
    page = opened("Labels")
    rows = f'query,must,gold\n"MY kettle  leaks",answer,{KETTLE}\nlamp out,answer,{LAMP}\n'
    page.file_uploader[0].upload("more.csv", rows.encode(), "text/csv").run()
    assert page.info[0].value == "1 new: 1 dev. Already there: 1."
    page.button(key="kb-q-import-add").click().run()
    assert not page.exception
    assert load_queries(place.queries)[-1] == query(7, "lamp out", LAMP)
    page.file_uploader[0].upload("bad.jsonl", b"{}\n[", "application/jsonl").run()
    assert "Nothing was imported" in html(page)


def test_an_unexpected_error_shows_and_logs_nothing_of_a_message(
    seeded: Place, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: runs.Saved) -> Run:
        raise ValueError("Ottilie Bramble wants a refund")

    monkeypatch.setattr(runs.Saved, "load", fail)
    page = opened()
    assert "Something went wrong" in html(page)
    assert "ValueError" in caplog.text
    assert "Bramble" not in html(page) + caplog.text
    assert seeded.runs.is_dir()


def test_an_error_in_a_part_that_is_drawn_alone_is_kept_off_the_page(
    seeded: Place, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    page = opened("Threshold")

    def fail(*_: object) -> None:
        raise ValueError("Ottilie Bramble wants a refund")

    monkeypatch.setattr(moving, "curve", fail)
    page.slider[0].set_value(0.3).run()
    assert not page.exception
    assert "Something went wrong" in html(page)
    assert "Bramble" not in html(page) + caplog.text
    assert seeded.runs.is_dir()


def test_new_labels_are_all_added_or_none(tmp_path: Path) -> None:
    path = tmp_path / "eval/queries.jsonl"
    drafts = [{"query": text, "gold": [KETTLE], "must": "answer"} for text in ("one", "two")]
    first, second = labels.add(path, drafts, (), [KETTLE])
    assert (first.id, second.id) == ("q001", "q002")
    path.write_bytes(path.read_bytes().rstrip(b"\n"))  # as an editor may leave it
    before = path.read_bytes()
    taught = (Phrasing("My kettle drips.", KETTLE, "phrasings/a.jsonl", 1),)
    for drafts, why in (
        ([{"query": "three", "gold": [LAMP], "must": "answer"}], "the index has not"),
        ([{"query": "three", "gold": [], "must": "answer"}], "needs gold"),
        ([{"query": "ONE ", "gold": [KETTLE], "must": "answer"}], "there already, as q001"),
        ([{"id": "q001", "query": "x", "gold": [], "must": "abstain"}], "the id stands there"),
        ([{"query": t, "gold": [], "must": "abstain"} for t in "aa"], "there already, as q003"),
        ([{"query": "my kettle drips", "gold": [], "must": "abstain"}], "are phrasings"),
    ):
        with pytest.raises(EvalError, match=why):
            labels.add(path, drafts, taught, [KETTLE])
        assert path.read_bytes() == before
    labels.add(path, [{"query": "three", "gold": [], "must": "abstain"}], taught, [])
    assert [one.query for one in load_queries(path)] == ["one", "two", "three"]
    assert [file.name for file in path.parent.iterdir()] == ["queries.jsonl"]


def test_labels_added_at_once_all_arrive(tmp_path: Path) -> None:
    path = tmp_path / "queries.jsonl"

    def add(number: int) -> None:
        draft = {"query": f"message {number}", "gold": [], "must": "abstain"}
        labels.add(path, [draft], (), [])

    threads = [threading.Thread(target=add, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.id for one in load_queries(path)) == [f"q{n:03d}" for n in range(1, 9)]


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_what_is_exported_is_imported_again(form: str) -> None:
    texts = ("=1+1", "'=x", "'quoted'", "-a", 'a,b;"c"\nd\r\n', "@", HOSTILE, "ünï\u2028")
    mine = tuple(query(n, text, f"{KETTLE} {LAMP}") for n, text in enumerate(texts))
    written = (exchange.to_jsonl if form == "jsonl" else exchange.to_csv)(mine)
    if form == "csv":
        assert not re.search(r'(?m)^[^,]*,"?[=+@-]', written)
    drafts = exchange.from_file(f"a.{form}", written.encode())
    assert labels.with_ids(drafts, ()) == mine


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.csv", b"text,must\nx,y\n", "first row"),
        ("a.csv", b"query,must\nx,abstain,z\n", "more cells"),
        ("a.csv", b'query,must\n"x', "no CSV"),
        ("a.csv", b"query,must\n", "no queries"),
        ("a.jsonl", b"[1]", "JSON object"),
        ("a.jsonl", b"\xff", "UTF-8"),
    ],
)
def test_a_malformed_file_is_named(name: str, content: bytes, why: str) -> None:
    with pytest.raises(EvalError, match=why):
        exchange.from_file(name, content)


def test_the_curve_says_what_each_threshold_says() -> None:
    urgent = replace(GOOD[2], outcome=Outcome.URGENT)
    mine = (*GOOD[:2], urgent, *GOOD[3:])
    steps = curve(mine)
    assert [step.threshold for step in steps[1:]] == [0.9, 0.8, 0.6, 0.4, 0.05]
    assert all(step == consequence(mine, step.threshold) for step in steps)
    assert steps[0].answered == 1
    assert changed(mine, 0.95, 0.7) == mine[:2]


def test_old_runs_keep_their_scores_and_give_their_room(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "KEPT", 2)
    for _ in range(3):
        runs.keep(make_report(Run(place.live(), GOOD)), place.records, place.runs)
    saved = runs.history(place.records, place.runs)
    assert [(one.id, one.split) for one in saved] == [(3, "all"), (2, "all"), (1, "")]
    with pytest.raises(EvalError, match="not kept any more"):
        saved[-1].load()
    foreign = replace(saved[0], version="20200101T000000000000Z-aaaaaaaaaaaa")
    with pytest.raises(EvalError, match="not kept any more"):
        foreign.load()
