import pytest

from kb_assistant.documents import BlockKind, Document, fold, passage
from kb_assistant.readers.markdown import read_markdown
from kb_assistant.readers.markup import visible


def shown(text: str) -> list[tuple[object, ...]]:
    document = read_markdown("a.md", text)
    return [
        (block.kind.value, block.span.line_start, block.span.line_end, block.text)
        for block in document.blocks
    ]


def rows(document: Document) -> list[tuple[str, ...]]:
    return [tuple(cell.text for cell in block.cells) for block in document.blocks]


def test_headings_and_lines() -> None:
    text = (
        "# Guide\n\n## **Refunds** & `fees` <18\n\nPay it\nback.\n\n### Late\n\nNo.\n\n## Next\n\nx"
    )
    document = read_markdown("a.md", text)
    assert [(b.span.headings, b.span.line_start, b.span.line_end) for b in document.blocks] == [
        (("Guide", "Refunds & fees <18"), 5, 6),
        (("Guide", "Refunds & fees <18", "Late"), 10, 10),
        (("Guide", "Next"), 14, 14),
    ]
    assert document.blocks[0].text == "Pay it\nback."


def test_list_items_keep_what_is_nested_in_them() -> None:
    text = "1. one\n   - in **one**\n\n     more\n2. two\nlazy\n\n* other\n"
    assert shown(text) == [
        ("list_item", 1, 4, "1. one\n   - in **one**\n\n     more"),
        ("list_item", 5, 6, "2. two\nlazy"),
        ("list_item", 8, 8, "* other"),
    ]


@pytest.mark.parametrize(
    ("quote", "kind"),
    [
        ("> **Note for the content owner:** why?", "note"),
        (">  _note for the Content Owner_\n> why?", "note"),
        ("> Note for the agent: wait.", "paragraph"),
    ],
)
def test_notes(quote: str, kind: str) -> None:
    assert shown(quote) == [(kind, 1, quote.count("\n") + 1, quote)]


def test_code_comments_front_matter_and_rules() -> None:
    text = "---\ntitle: x\n---\n<!-- a\n\nb -->\n\n```\nrun <it>\n```\n\n---\n\nend\n"
    assert shown(text) == [
        ("paragraph", 8, 10, "```\nrun <it>\n```"),
        ("paragraph", 14, 14, "end"),
    ]
    assert read_markdown("a.md", text).problems == ()


@pytest.mark.parametrize("text", ["---\n\nPay it back.\n\n---\n", "---\n- Pay it back.\n\n---\n"])
def test_text_between_rules_at_the_top_is_no_front_matter(text: str) -> None:
    assert "Pay it back." in str(shown(text))


def test_comment_that_is_never_closed_is_text() -> None:
    document = read_markdown("a.md", "<!-- oops\n\nPay it back.\n")
    assert "Pay it back." in document.blocks[0].text
    assert document.problems[0].line == 1


def test_what_shows_nothing_is_reported() -> None:
    document = read_markdown("a.md", "text\n\n[kb]: http://kb\n\n## Empty\n")
    assert [problem.line for problem in document.problems] == [3, 5]


def test_table_rows() -> None:
    text = "# T\n\n| Case | **Do** |\n|:--|--:|\n| a \\| b | x < y |\n c | `p` \n"
    document = read_markdown("a.md", text)
    assert rows(document) == [("a \\| b", "x < y"), ("c", "`p`")]
    assert [cell.header for cell in document.blocks[0].cells] == ["Case", "Do"]
    assert [(b.span.line_start, b.text) for b in document.blocks] == [
        (5, "| a \\| b | x < y |"),
        (6, "c | `p`"),
    ]
    assert document.problems == ()


TABLE = "| Topic | Case | Do |\n|---|---|---|\n| Money | Refund | Pay it back in five days. |\n"


@pytest.mark.parametrize(
    ("row", "cells", "said"),
    [
        ("| Fee | Waive | it | now |", ("Fee", "Waive", "it | now"), "4 cells for 3 columns"),
        ("| A | b | `x|y` |", ("A", "b", "`x|y`"), "code span"),
        ("| A | b | c | |", ("A", "b", "c"), ""),
        ("| | Fee | Waive it. |", ("Money", "Fee", "Waive it."), "filled from the row above"),
        ("| Late | Waive it when asked. |", ("Money", "Late", "Waive it when asked."), "2 of 3"),
        ("| Money | Late |", ("Money", "Late", ""), "left empty"),
        ("| Access | Reset | |", ("Access", "Reset", ""), ""),
    ],
)
def test_ragged_rows(row: str, cells: tuple[str, ...], said: str) -> None:
    document = read_markdown("a.md", TABLE + row)
    assert rows(document)[1] == cells
    assert [problem.line for problem in document.problems] == ([4] if said else [])
    assert all(said in problem.message for problem in document.problems)


def test_header_that_does_not_match_its_dashes_still_makes_a_table() -> None:
    document = read_markdown("a.md", "Intro\n| Case | Do |\n|---|\n| a | b |\n")
    assert rows(document) == [(), ("a", "b")]
    assert document.problems[0].line == 2


HTML = """\
<table><caption>Who &amp; what</caption>
<tr><th>Topic</th><th>Case</th><th>Do</th></tr>
<tr><td rowspan="2">Money</td><td>Refund</td>

<td>All paid? <Escalate to <b>ProdOps</b>, if &lt; 48h<br>Then stop</td></tr>
<tr>
<td>Fee<td>Waive it
</tr>
<tr><td colspan=2>Access</td><td rowspan=2>Reset it</td></tr>
<tr><td>Login</td><td>Web</td></tr>
</table>
after
"""


def test_html_table() -> None:
    document = read_markdown("a.md", HTML)
    caption, *table, after = document.blocks
    assert (caption.text, after.text, after.span.line_start) == ("Who &amp; what", "after", 12)
    assert [(b.span.line_start, *(c.text for c in b.cells)) for b in table] == [
        (3, "Money", "Refund", "All paid? <Escalate to ProdOps, if < 48h\nThen stop"),
        (6, "Money", "Fee", "Waive it"),
        (9, "Access", "Access", "Reset it"),
        (9, "Login", "Web", "Reset it"),
    ]
    assert [cell.header for cell in table[0].cells] == ["Topic", "Case", "Do"]
    assert [block.span.line_end for block in table] == [5, 8, 9, 10]
    assert document.problems == ()
    for block in table:
        source = fold(visible(passage(document, block.span)))
        assert fold(block.cells[2].text) in source
        assert block.text in passage(document, block.span)


def test_html_table_without_an_end_or_a_header() -> None:
    document = read_markdown("a.md", "<table><tr><td>a<td>b\n\ntext")
    assert rows(document) == [("a", "b"), ()]
    assert [cell.header for cell in document.blocks[0].cells] == ["", ""]


def test_html_title_over_the_header_and_table_in_a_cell() -> None:
    text = (
        "<table><thead><tr><th colspan=2>Desk</th></tr><tr><td>Case</td><td>Do</td></tr></thead>"
        "<tr><td>x</td><td>y<table><tr><td>z</td></tr></table></td></tr></table>"
    )
    document = read_markdown("a.md", text)
    assert [cell.header for cell in document.blocks[1].cells] == ["Case", "Do"]
    assert rows(document) == [(), ("x", "y\nz")]
    assert "within a cell" in document.problems[0].message


def test_flattened_export_saved_as_markdown() -> None:
    text = TABLE + "| Late fee |\nWaive it once.\n|\n|\n| Bank | Call them back today. | |\n"
    document = read_markdown("a.md", text)
    assert rows(document)[1:] == [
        ("Money", "Late fee", "Waive it once."),
        ("Money", "Bank", "Call them back today."),
    ]
    assert {block.kind for block in document.blocks} == {BlockKind.TABLE_ROW}
