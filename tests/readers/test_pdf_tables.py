import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from kb_assistant.documents import BlockKind, Document
from kb_assistant.errors import ReadError
from kb_assistant.readers.pdf import PASSWORD, read_pdf

Rows = Callable[[Document], list[tuple[str, ...]]]
Maker = Callable[..., bytes]
WIDTHS = (40, 160, 420, 560)


def drawn(top: int, texts: list[list[str]], *, merged: tuple[int, int] | None = None) -> str:
    """A table of three columns, lines around its cells, a text line for each "/".

    Args:
        top: where it begins.
        texts: the cells.
        merged: the row and the column of a cell that has no line below it.
    """
    parts = [f"{x} {top} m {x} {top - 40 * len(texts)} l S" for x in WIDTHS]
    for row in range(len(texts) + 1):
        for column in range(3):
            if (row - 1, column) != merged:
                ends = (WIDTHS[column], top - 40 * row, WIDTHS[column + 1])
                parts.append(f"{ends[0]} {ends[1]} m {ends[2]} {ends[1]} l S")
    for row, line in enumerate(texts):
        for column, text in enumerate(line):
            for number, piece in enumerate(filter(None, text.split("/"))):
                place = f"{WIDTHS[column] + 4} {top - 14 - 14 * number - 40 * row}"
                parts.append(f"BT /F1 10 Tf {place} Td ({piece}) Tj ET")
    return "\n" + "\n".join(parts)


HEADER = ["Issue", "Action", "Tier"]
TABLE = [HEADER, ["Fee", "Waive it at once,/then note it.", "1"], ["Fine", "Ask.", ""]]


def test_rows_between_text(make_pdf: Maker, rows_of: Rows) -> None:
    pytest.importorskip("pdfplumber")
    after = "\nBT /F1 10 Tf 40 500 Td (Call us when in doubt.) Tj ET"
    document = read_pdf("a.pdf", make_pdf([["Refunds"]], (drawn(760, TABLE) + after,)))
    assert rows_of(document) == [
        ("Fee", "Waive it at once,\nthen note it.", "1"),
        ("Fine", "Ask.", ""),
    ]
    assert [cell.header for cell in document.blocks[0].cells] == HEADER
    assert document.blocks[0].span.headings == ("Refunds",)
    assert document.blocks[-1].kind is BlockKind.PARAGRAPH
    assert document.blocks[-1].text == "Call us when in doubt."


def test_merged_cell_and_a_table_over_two_pages(make_pdf: Maker, rows_of: Rows) -> None:
    pytest.importorskip("pdfplumber")
    first = [HEADER, ["Fee", "Waive it.", "1"], ["", "Note it.", "2"]]
    second = [["Fine", "Ask.", "1"], ["Loss", "Look.", "2"]]
    draw = (drawn(760, first, merged=(1, 0)), drawn(800, second))
    document = read_pdf("a.pdf", make_pdf([[], []], draw))
    assert rows_of(document) == [
        ("Fee", "Waive it.", "1"),
        ("Fee", "Note it.", "2"),
        ("Fine", "Ask.", "1"),
        ("Loss", "Look.", "2"),
    ]
    assert {tuple(cell.header for cell in b.cells) for b in document.blocks} == {tuple(HEADER)}
    assert [block.span.page for block in document.blocks] == [1, 1, 2, 2]


def test_without_the_extra_all_is_text(make_pdf: Maker, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(make_pdf([["Refunds"]], (drawn(760, TABLE),)))
    program = (
        "import sys; sys.modules['pdfplumber'] = None\n"
        "from kb_assistant.readers.pdf import read_pdf\n"
        "document = read_pdf('a.pdf', open(sys.argv[1], 'rb').read())\n"
        "print(sorted({block.kind.value for block in document.blocks}), document.problems)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, path], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "['paragraph'] ()"


def locked(content: bytes, password: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    writer.encrypt(password, "owner", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_passwords(make_pdf: Maker, rows_of: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PASSWORD, raising=False)
    plain = make_pdf([["Refunds"]], (drawn(760, TABLE),))
    assert read_pdf("a.pdf", locked(plain, "")).blocks
    content = locked(plain, "secret")
    with pytest.raises(ReadError, match=rf"a\.pdf: needs a password\. Put it into .* {PASSWORD}"):
        read_pdf("a.pdf", content)
    monkeypatch.setenv(PASSWORD, "wrong")
    with pytest.raises(ReadError, match=rf"the one in {PASSWORD} does not open it"):
        read_pdf("a.pdf", content)
    monkeypatch.setenv(PASSWORD, "secret")
    pytest.importorskip("pdfplumber")
    assert rows_of(read_pdf("a.pdf", content))[1] == ("Fine", "Ask.", "")
