import io
import zipfile
from collections.abc import Callable

import pytest
from docx import Document as Word
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from kb_assistant.documents import BlockKind, Document
from kb_assistant.errors import ReadError
from kb_assistant.readers.archive import LARGEST
from kb_assistant.readers.docx import read_docx

_BOX = "<w:txbxContent><w:p><w:r><w:t>Boxed.</w:t></w:r></w:p></w:txbxContent>"
Rows = Callable[[Document], list[tuple[str, ...]]]


def saved(word: WordDocument) -> bytes:
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def fill(table: object, texts: list[list[str]]) -> None:
    for row, line in zip(table.rows, texts, strict=True):  # type: ignore[attr-defined]
        for cell, text in zip(row.cells, line, strict=True):
            cell.text = text


def test_headings_paragraphs_lists_and_tables_in_order(rows_of: Rows) -> None:
    word = Word()
    word.add_heading("Billing guide", 0)
    word.add_heading("Refunds", 1)
    word.add_paragraph("Pay the member back.\nWithin five days.")
    word.add_paragraph("Ask why", style="List Bullet")
    fill(word.add_table(2, 2), [["Issue", "Action"], ["Fee", "Waive it."]])
    word.add_heading("Other", 1)
    word.add_paragraph("Call us.")
    document = read_docx("a.docx", saved(word))
    assert document.pages[0].split("\n")[:6] == [
        *("Billing guide", "", "Refunds", "", "Pay the member back.", "Within five days.")
    ]
    assert [(b.kind, b.span.headings, b.span.line_start, b.text) for b in document.blocks] == [
        (
            BlockKind.PARAGRAPH,
            ("Billing guide", "Refunds"),
            5,
            "Pay the member back.\nWithin five days.",
        ),
        (BlockKind.LIST_ITEM, ("Billing guide", "Refunds"), 8, "Ask why"),
        (BlockKind.TABLE_ROW, ("Billing guide", "Refunds"), 11, "Fee | Waive it."),
        (BlockKind.PARAGRAPH, ("Billing guide", "Other"), 15, "Call us."),
    ]
    assert rows_of(document) == [("Fee", "Waive it.")]
    assert document.problems == ()


def test_outline_level_makes_a_heading() -> None:
    word = Word()
    paragraph = word.add_paragraph("Own look")
    paragraph._p.get_or_add_pPr().append(  # noqa: SLF001 - python-docx has no name for it
        parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="1"/>')
    )
    word.add_paragraph("Text.")
    assert read_docx("a.docx", saved(word)).blocks[0].span.headings == ("Own look",)


def test_merged_cells_stand_on_every_place_and_equal_headers_differ(rows_of: Rows) -> None:
    word = Word()
    table = word.add_table(4, 4)
    fill(
        table,
        [
            ["Issue", "Action", "Action", "Tier"],
            ["Fee", "Waive it.", "Note it.", "1"],
            ["Fine", "", "Pay it.", "2"],
            ["Loss", "Ask.", "", "3"],
        ],
    )
    table.cell(1, 1).merge(table.cell(2, 1))
    table.cell(3, 1).merge(table.cell(3, 2))
    document = read_docx("a.docx", saved(word))
    assert [cell.header for cell in document.blocks[0].cells] == [
        *("Issue", "Action", "Action (2)", "Tier")
    ]
    assert rows_of(document) == [
        ("Fee", "Waive it.", "Note it.", "1"),
        ("Fine", "Waive it.", "Pay it.", "2"),
        ("Loss", "Ask.", "Ask.", "3"),
    ]


def test_header_of_two_rows_and_a_row_over_all_columns(rows_of: Rows) -> None:
    word = Word()
    table = word.add_table(4, 3)
    fill(
        table,
        [
            ["Issue", "Action", ""],
            ["", "Tier 1", "Tier 2"],
            ["Money", "", ""],
            ["Fee", "Waive.", "Call."],
        ],
    )
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(2, 0).merge(table.cell(2, 2))
    document = read_docx("a.docx", saved(word))
    assert [cell.header for cell in document.blocks[0].cells] == [
        *("Issue", "Action / Tier 1", "Action / Tier 2")
    ]
    assert rows_of(document) == [("Fee", "Waive.", "Call.")]
    assert document.blocks[0].span.headings == ("Money",)


def test_nested_table_keeps_its_text_and_a_frame_is_no_table(rows_of: Rows) -> None:
    word = Word()
    table = word.add_table(2, 2)
    fill(table, [["Issue", "Action"], ["Fee", "Waive:"]])
    fill(table.cell(1, 1).add_table(1, 2), [["small", "big"]])
    frame = word.add_table(1, 1)
    frame.cell(0, 0).text = "Mind the gap."
    document = read_docx("a.docx", saved(word))
    assert rows_of(document) == [("Fee", "Waive:\nsmall\nbig")]
    assert document.blocks[-1].text == "Mind the gap."
    assert "within a cell" in document.problems[0].message


def test_tracked_changes_controls_and_text_boxes() -> None:
    word = Word()
    body = word.element.body
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>Hidden.</w:t></w:r>"
    gone = "<w:del><w:r><w:delText>Old.</w:delText></w:r></w:del>"
    for xml in (
        f"<w:p {{n}}>{gone}<w:ins><w:r><w:t>New.</w:t></w:r></w:ins>{hidden}</w:p>",
        "<w:sdt {n}><w:sdtContent><w:p><w:r><w:t>Within.</w:t></w:r></w:p></w:sdtContent></w:sdt>",
        f"<w:p {{n}}><w:r><w:t>Beside.</w:t></w:r><w:r><w:pict>{_BOX}</w:pict></w:r></w:p>",
    ):
        body.insert(len(body) - 1, parse_xml(xml.replace("{n}", nsdecls("w"))))
    texts = [block.text for block in read_docx("a.docx", saved(word)).blocks]
    assert texts == ["New.", "Within.", "Beside.", "Boxed."]


def test_damaged_and_oversized() -> None:
    whole = saved(Word())
    for cut in range(4, len(whole), len(whole) // 9):
        with pytest.raises(ReadError, match=r"a\.docx: is damaged"):
            read_docx("a.docx", whole[:cut])
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("word/document.xml", "w") as part,
    ):
        for _ in range(LARGEST // 1_000_000 + 1):
            part.write(b" " * 1_000_000)
    assert len(out.getvalue()) < 1_000_000
    with pytest.raises(ReadError, match="unpacks to 201 MB"):
        read_docx("a.docx", out.getvalue())
