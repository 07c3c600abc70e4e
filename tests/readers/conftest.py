from collections.abc import Callable
from pathlib import Path

import pytest

from kb_assistant.documents import BlockKind, Document, fold, passage

SHARED = Path(__file__).parents[3] / "shared"


def _stream(lines: list[str]) -> bytes:
    shown = [line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") for line in lines]
    drawn = " T* ".join(f"({line}) Tj" for line in shown)
    return f"BT /F1 12 Tf 14 TL 40 800 Td {drawn} ET".encode()


def _pdf(pages: list[list[str]], draw: tuple[str, ...] = ()) -> bytes:
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>",
    ]
    for number, lines in enumerate(pages):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 900 842] /Resources << /Font << /F1 "
            b"3 0 R >> >> /Contents %d 0 R >>" % (5 + 2 * number)
        )
        stream = _stream(lines) if lines else b""
        stream += draw[number].encode() if number < len(draw) else b""
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    out = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return (
        out
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
        + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(out))
    )


@pytest.fixture
def make_pdf() -> Callable[..., bytes]:
    """Return a function that makes a PDF of pages of lines, and of what `draw` adds to each."""
    return _pdf


@pytest.fixture
def seed() -> Callable[[str], str]:
    """Return a function that gives the text of a raw export, or skips the test."""

    def text(name: str) -> str:
        path = SHARED / "seeds" / name
        if not path.is_file():
            pytest.skip(f"{path} is not on this machine")
        return path.read_text(encoding="utf-8")

    return text


@pytest.fixture
def sample_pdfs() -> list[Path]:
    """Return the real and damaged PDFs, or skip the test."""
    paths = sorted((SHARED / "data" / "pdf").glob("*.pdf"))
    if not paths:
        pytest.skip("the sample PDFs are not on this machine")
    return paths


@pytest.fixture
def rows_of() -> Callable[[Document], list[tuple[str, ...]]]:
    """Return a function that gives the cells of each row, after checking every quotation."""

    def rows(document: Document) -> list[tuple[str, ...]]:
        for block in document.blocks:
            assert fold(block.text) in fold(passage(document, block.span))
        found = [block for block in document.blocks if block.kind is BlockKind.TABLE_ROW]
        return [tuple(cell.text for cell in block.cells) for block in found]

    return rows
