import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from kb_assistant.documents import fold, passage
from kb_assistant.errors import ReadError
from kb_assistant.readers.pdf import read_pdf

Maker = Callable[[list[list[str]]], bytes]


def test_pages_paragraphs_and_headings(make_pdf: Maker) -> None:
    first = [
        "Billing guide",
        "Refunds (money)",
        "Pay the member the whole sum back within five days, unless",
        "the bank has objected before that.",
        "Tell them when it is < 5 days.",
        "Fees",
    ]
    document = read_pdf("a.pdf", make_pdf([first, ["Waive the fee once."]]))
    assert document.pages == ("\n".join(first), "Waive the fee once.")
    assert [
        (b.span.page, b.span.line_start, b.span.line_end, b.span.headings) for b in document.blocks
    ] == [
        (1, 3, 4, ("Billing guide", "Refunds (money)")),
        (1, 5, 5, ("Billing guide", "Refunds (money)")),
        (2, 1, 1, ("Billing guide", "Fees")),
    ]
    for block in document.blocks:
        assert block.text == passage(document, block.span)
    assert document.problems == ()


def test_page_without_text_is_a_problem(make_pdf: Maker) -> None:
    document = read_pdf("a.pdf", make_pdf([["Pay it."], []]))
    assert len(document.pages) == 2
    assert document.problems[0].message == "page 2: holds no text; if it is scanned, it needs OCR"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"no PDF at all", "damaged or no PDF"),
        (b"%PDF-1.4\n%%EOF", "damaged or no PDF"),
    ],
)
def test_damaged(content: bytes, said: str) -> None:
    with pytest.raises(ReadError, match=rf"a\.pdf.*{said}"):
        read_pdf("a.pdf", content)


def test_no_text_or_no_pages(make_pdf: Maker) -> None:
    with pytest.raises(ReadError, match="OCR"):
        read_pdf("a.pdf", make_pdf([[], []]))
    with pytest.raises(ReadError, match="no pages"):
        read_pdf("a.pdf", make_pdf([]))


def test_recursion_in_pypdf_is_a_read_error(
    make_pdf: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> str:
        raise RecursionError

    monkeypatch.setattr("pypdf.PageObject.extract_text", fail)
    with pytest.raises(ReadError, match="RecursionError"):
        read_pdf("a.pdf", make_pdf([["x"]]))


@pytest.mark.parametrize("cut", range(0, 900, 37))
def test_cut_short(make_pdf: Maker, cut: int) -> None:
    whole = make_pdf([["Pay it back."], ["Call them."]])
    try:
        document = read_pdf("a.pdf", whole[:cut])
    except ReadError:
        return
    assert document.blocks


def test_samples(sample_pdfs: list[Path], caplog: pytest.LogCaptureFixture) -> None:
    read, refused = [], []
    for path in sample_pdfs:
        try:
            read.append(read_pdf(path.name, path.read_bytes()))
        except ReadError as error:
            refused.append((path.name, str(error)))
    assert all(name in message for name, message in refused)
    assert len(read) > len(refused)
    for document in read:
        for block in document.blocks:
            assert fold(block.text) in fold(passage(document, block.span))
    assert caplog.records == []
    assert logging.getLogger("pypdf").handlers == []
