import os
import re
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from docx import Document as Word
from openpyxl import Workbook

from kb_assistant.errors import ReadError
from kb_assistant.readers import read
from kb_assistant.readers.sandbox import Sandbox, read_safely

LIMIT = 1_000_000_000
linux = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs Linux")


def chapter(number: int) -> str:
    rows = "".join(f"| Topic {number}.{row} | When {row} | Do {row}. |\n" for row in range(12))
    steps = "".join(f"- Step {step} of **case** {number}.\n" for step in range(9))
    prose = f"When a member writes about case {number}, ask first; see [it](a.md). " * 12
    markup = "<table><tr><th>Issue</th><th>Action</th></tr><tr><td>A</td><td>B.</td></tr></table>"
    table = f"| Issue | Situation | Action |\n|---|---|---|\n{rows}"
    return f"## Chapter {number}\n\n{prose}\n\n{steps}\n{table}\n{markup}\n\n"


def handbook(size: int) -> str:
    count = size // len(chapter(1000)) + 1
    return "# Handbook\n\n" + "".join(map(chapter, range(count)))


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    one = Sandbox()
    yield one
    one.close()


def children() -> set[int]:
    lists = [task / "children" for task in Path("/proc/self/task").iterdir()]
    return {int(pid) for one in lists for pid in one.read_text(encoding="ascii").split()}


def test_same_as_read_for_every_kind(tmp_path: Path, make_pdf: Callable[..., bytes]) -> None:
    (tmp_path / "a.md").write_text("# A\n\n| Issue | Do |\n|---|---|\n| x |", encoding="utf-8")
    (tmp_path / "b.txt").write_text("Title\n\nText “here” \u2028 too.\n", encoding="utf-8")
    (tmp_path / "c.html").write_text("<h1>A</h1>\n<p>B &amp; c", encoding="utf-8")
    (tmp_path / "d.csv").write_text('Issue,Action\nFee,"Waive\nit"\n', encoding="utf-8")
    (tmp_path / "e.pdf").write_bytes(make_pdf([["Pay it."], []]))
    word, book = Word(), Workbook()
    word.add_paragraph("Pay it.")
    word.save(str(tmp_path / "f.docx"))
    book.active.append(["Issue", "Action"])
    book.active.append(["Fee", "Waive"])
    book.save(tmp_path / "g.xlsx")
    for path in sorted(tmp_path.iterdir()):
        assert read_safely(path, tmp_path) == read(path, tmp_path)


def test_errors_are_those_of_read(tmp_path: Path, sandbox: Sandbox) -> None:
    (tmp_path / "a.md").write_bytes(b"\x00\x01")
    os.mkfifo(tmp_path / "b.md")
    for name in ("a.md", "b.md", "none.md", "c.exe"):
        with pytest.raises(ReadError) as direct:
            read(tmp_path / name, tmp_path)
        with pytest.raises(ReadError, match=re.escape(str(direct.value))):
            sandbox.read(tmp_path / name, tmp_path)


def test_names_are_as_given_from_the_current_folder(
    tmp_path: Path, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder / "in").mkdir(parents=True)
        (tmp_path / folder / "in" / "a.md").write_text(folder, encoding="utf-8")
        monkeypatch.chdir(tmp_path / folder)
        document = sandbox.read(Path("in/a.md"), Path("in"))
        assert (document.path, document.pages) == ("a.md", (folder,))


@linux
def test_one_worker_serves_many_files_each_with_its_own_time(
    tmp_path: Path, sandbox: Sandbox
) -> None:
    (tmp_path / "a.md").write_text(handbook(150_000), encoding="utf-8")
    sandbox.read(tmp_path / "a.md", tmp_path)
    before = children()
    for _ in range(12):
        sandbox.read(tmp_path / "a.md", tmp_path, seconds=1)
    assert children() == before


def test_a_handbook_is_read_in_bounded_time_and_memory(tmp_path: Path, sandbox: Sandbox) -> None:
    text = handbook(2_500_000)
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    document = sandbox.read(tmp_path / "a.md", tmp_path, seconds=30)
    assert len(document.blocks) > 20 * text.count("\n## ")
    assert 0 < sandbox.peak_bytes < LIMIT // 2


def test_too_long(tmp_path: Path, sandbox: Sandbox) -> None:
    (tmp_path / "long.md").write_text(handbook(15_000_000), encoding="utf-8")
    (tmp_path / "short.md").write_text("Pay it.", encoding="utf-8")
    with pytest.raises(ReadError, match=r"long\.md: was not read within 1 seconds of proc.*Split"):
        sandbox.read(tmp_path / "long.md", tmp_path, seconds=1)
    assert sandbox.read(tmp_path / "short.md", tmp_path).blocks[0].text == "Pay it."


def test_too_much_memory(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(handbook(15_000_000), encoding="utf-8")
    (tmp_path / "b.md").write_text("Pay it.", encoding="utf-8")
    small = Sandbox(memory_bytes=200_000_000)
    with pytest.raises(ReadError, match=r"a\.md: needs more than 200 MB of memory.*Split"):
        small.read(tmp_path / "a.md", tmp_path)
    assert small.read(tmp_path / "b.md", tmp_path).blocks[0].text == "Pay it."
    small.close()


@linux
@pytest.mark.parametrize(
    ("sent", "said"),
    [(signal.SIGSTOP, "not read within"), (signal.SIGSEGV, r"ended the process.*status -11")],
)
def test_a_stopped_and_a_crashed_worker(
    tmp_path: Path, sandbox: Sandbox, sent: signal.Signals, said: str
) -> None:
    (tmp_path / "a.md").write_text(handbook(15_000_000), encoding="utf-8")
    (tmp_path / "b.md").write_text("Pay it.", encoding="utf-8")
    before = children()
    sandbox.read(tmp_path / "b.md", tmp_path)
    (worker,) = children() - before
    threading.Timer(0.3, os.kill, (worker, sent)).start()
    started = time.monotonic()
    with pytest.raises(ReadError, match=rf"a\.md: .*{said}"):
        sandbox.read(tmp_path / "a.md", tmp_path, seconds=1)
    assert time.monotonic() - started < 30
    assert not Path(f"/proc/{worker}").exists()
    assert sandbox.read(tmp_path / "b.md", tmp_path).blocks


@linux
def test_a_worker_that_died_between_two_files(tmp_path: Path, sandbox: Sandbox) -> None:
    (tmp_path / "a.md").write_text("Pay it.", encoding="utf-8")
    before = children()
    sandbox.read(tmp_path / "a.md", tmp_path)
    (worker,) = children() - before
    os.kill(worker, signal.SIGKILL)
    time.sleep(0.2)
    assert sandbox.read(tmp_path / "a.md", tmp_path).blocks


def test_samples(sample_pdfs: list[Path], sandbox: Sandbox) -> None:
    done, reasons = 0, {}
    for path in sample_pdfs:
        try:
            done += bool(sandbox.read(path, path.parent).blocks)
        except ReadError as error:
            reasons[path.name] = str(error)
        assert sandbox.peak_bytes < LIMIT
    assert all(reason.startswith(f"{name}: ") for name, reason in reasons.items())
    assert done + len(reasons) == len(sample_pdfs)
    assert done > len(reasons)
