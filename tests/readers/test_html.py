from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb_assistant.documents import BlockKind, Document, fold, passage
from kb_assistant.readers import read
from kb_assistant.readers.html import read_html
from kb_assistant.readers.markup import visible

Rows = Callable[[Document], list[tuple[str, ...]]]
PAGE = """<!DOCTYPE html>
<html><head><title>x</title><style>p {}</style></head>
<body><nav><a href="/">Home</a></nav>
<h1>Billing &amp; refunds</h1>
<p>Pay the member
<b>back</b> (<a
 href="x">now</a>) if 3 &lt; 5.</p>
<ul>
<li>Ask why<li>Note it
<ol><li>deep</li></ol>
</ul>
<script>if (a<b) { "</p>" }</script>
<h2>Table</h2>
<table>
<caption>Who does what</caption>
<tr><th>Issue</th><th>Action</th><th>Action</th></tr>
<tr><td rowspan="2">Fee</td><td>Waive <!-- never -->it</td><td>Tier 1</td></tr>
<tr><td colspan=2>Do not<br>waive</td></tr>
</table>
All TRUE? <Escalate now
</body></html>
"""
ROWS = [("Fee", "Waive it", "Tier 1"), ("Fee", "Do not\nwaive", "Do not\nwaive")]


def test_blocks_on_the_lines_of_the_file(rows_of: Rows) -> None:
    document = read_html("a.html", PAGE)
    top, low = ("Billing & refunds",), ("Billing & refunds", "Table")
    prose = [block for block in document.blocks if not block.cells]
    assert [
        (b.kind, b.span.headings, b.span.line_start, b.span.line_end, b.text) for b in prose
    ] == [
        (BlockKind.PARAGRAPH, top, 5, 7, "Pay the member back (now) if 3 < 5."),
        (BlockKind.LIST_ITEM, top, 9, 9, "Ask why"),
        (BlockKind.LIST_ITEM, top, 9, 9, "Note it"),
        (BlockKind.LIST_ITEM, top, 10, 10, "deep"),
        (BlockKind.PARAGRAPH, low, 15, 15, "Who does what"),
        (BlockKind.PARAGRAPH, low, 20, 20, "All TRUE? <Escalate now"),
    ]
    assert rows_of(document) == ROWS
    assert [c.header for c in document.blocks[-2].cells] == ["Issue", "Action", "Action (2)"]
    assert document.pages[0].count("\n") == PAGE.count("\n")
    assert document.problems == ()
    raw = PAGE.split("\n")
    for block in document.blocks:
        lines = "\n".join(raw[block.span.line_start - 1 : block.span.line_end])
        if block.span.line_start != 7:
            assert fold(block.text) in fold(visible(lines))


def test_a_page_on_one_line(rows_of: Rows) -> None:
    document = read_html("a.html", PAGE.replace("\n", " "))
    assert rows_of(document) == ROWS
    paragraph = document.blocks[0]
    assert fold(passage(document, paragraph.span)) == "Pay the member back (now) if 3 < 5."
    assert "block by block" in document.problems[0].message


def test_layout_tables_and_nested_tables(rows_of: Rows) -> None:
    page = (
        "<table><tr><td>\n<h2>Fees</h2>\n<p>Waive them.</p>\n<table>\n<tr><th>Issue<th>Action\n"
        "<tr><td>Loss<td>Ask: <table><tr><td>a<td>b</table>\n</table>\n</table>"
    )
    document = read_html("a.html", page)
    assert document.blocks[0].text == "Waive them."
    assert rows_of(document) == [("Loss", "Ask:\na\nb")]
    assert {block.span.headings for block in document.blocks} == {("Fees",)}


def test_unclosed_script_is_reported_and_its_text_kept() -> None:
    document = read_html("a.html", "<p>One.</p>\n<script>\n<p>Two.</p>")
    assert [block.text for block in document.blocks] == ["One.", "Two."]
    assert "never closed" in document.problems[0].message


def test_by_suffix(tmp_path: Path) -> None:
    (tmp_path / "a.htm").write_text("<p>Pay 5 &euro;.", encoding="utf-8")
    assert read(tmp_path / "a.htm", tmp_path).blocks[0].text == "Pay 5 €."


TAGS = "<p> </p> <li> <ul> </ul> <h2> </h2> <table> <tr> <td> <th> </td> </table> <br> <b> </b>"
MORE = (
    "<pre> </pre> <!-- --> <script> </script> <o:p> <nav> </nav> <caption> <div> </div> <dd> <dl>"
)
TEXT = ["word", "Two.", "&amp;", "&#10;", "<", ">", "<Escalate", "\n", " "]
BROKEN = ["<td\nrowspan=2>", "<a\nhref='x'>"]
PIECES = st.sampled_from([*TAGS.split(), *MORE.split(), *TEXT, *BROKEN])


@settings(deadline=None, max_examples=400)
@given(pieces=st.lists(PIECES, max_size=25))
def test_any_markup_is_quoted(pieces: list[str]) -> None:
    document = read_html("a.html", "".join(pieces))
    for block in document.blocks:
        assert fold(block.text) in fold(passage(document, block.span))
        assert 1 <= block.span.line_start <= block.span.line_end


@pytest.mark.parametrize("tag", ["<nav>", "<!--", "<div>", "<table><tr><td>", "<p ''", "<li>", "&"])
def test_hostile_repetition_is_quick(tag: str) -> None:
    read_html("a.html", tag * 20_000 + "<p>End.")
