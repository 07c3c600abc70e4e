import io
from collections.abc import Callable

import pytest

from kb_assistant.errors import CorpusError
from kb_assistant.lint import Finding, Level

RULE = "# Guide\n\n## Late order\n\nRefund the member.\n"


def test_tables(rules_of: Callable[..., list[tuple[str, int]]]) -> None:
    head = ("| Group | Issue | Action |", "|---|---|---|", "| A | Late | Refund the member. |")
    assert rules_of(*head, "| B | Lost |") == [("broken-table", 4), ("empty-action", 4)]
    assert rules_of(*head, "|  | Lost | Send it again. |") == [("ragged-table", 4)]


def test_errors_are_told_from_warnings(lint_of: Callable[..., list[Finding]]) -> None:
    found = lint_of(guide_md=RULE + "\n## Lost order\n\n**Situation:** It is lost.\n\n## Blank\n")
    assert [(one.rule, one.level) for one in found] == [
        ("empty-action", Level.ERROR),
        ("empty-section", Level.WARNING),
    ]


def test_unreadable_files(lint_of: Callable[..., list[Finding]]) -> None:
    found = lint_of(
        guide_md=RULE,
        sheet_xls=b"PK",
        broken_pdf=b"%PDF-1.4\nnonsense",
        phrasings__a_jsonl='{"protocol": null, "text": "hi"}\n{oops\n',
        glossary_md=b"\x81\x8d\xff",
    )
    assert [(one.path, one.line, one.rule) for one in found] == [
        ("broken.pdf", 1, "unreadable-file"),
        ("glossary.md", 1, "unreadable-file"),
        ("phrasings/a.jsonl", 2, "unreadable-file"),
        ("sheet.xls", 1, "unreadable-file"),
    ]
    assert found[3].message == "cannot be read with the ending “.xls”"
    assert found[3].advice.startswith("Save the guide as Markdown")


def test_page_without_text(lint_of: Callable[..., list[Finding]]) -> None:
    from pypdf import PdfReader, PdfWriter  # noqa: PLC0415 - this test alone
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject  # noqa: PLC0415

    writer = PdfWriter()
    page = writer.add_blank_page(600, 800)
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Courier"}
    named = {NameObject(key): NameObject(value) for key, value in font.items()}
    fonts = DictionaryObject({NameObject("/F1"): DictionaryObject(named)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    drawn = DecodedStreamObject()
    drawn.set_data(b"BT /F1 12 Tf 40 700 Td (Refund the member when an order is late.) Tj ET")
    page[NameObject("/Contents")] = drawn
    writer.add_blank_page(600, 800)
    content = io.BytesIO()
    writer.write(content)
    assert len(PdfReader(content).pages) == 2
    (found,) = lint_of(guide_pdf=content.getvalue())
    assert found.rule == "page-without-text"
    assert found.message.startswith("page 2:")


def test_no_guides(lint_of: Callable[..., list[Finding]]) -> None:
    with pytest.raises(CorpusError, match="no guides"):
        lint_of(glossary_md="PII: personal data", lint_toml="")
