from collections.abc import Callable

import pytest

from kb_assistant.documents import Document
from kb_assistant.errors import ReadError
from kb_assistant.readers.csv import read_csv

Rows = Callable[[Document], list[tuple[str, ...]]]


def test_rows_on_the_lines_of_the_file(rows_of: Rows) -> None:
    text = 'Issue,Action\n\nFee,"Waive it,\nthen say ""done""."\n"Loss", Ask.\n'
    document = read_csv("sub/money.csv", text)
    assert rows_of(document) == [("Fee", 'Waive it,\nthen say "done".'), ("Loss", "Ask.")]
    assert [(b.span.line_start, b.span.line_end) for b in document.blocks] == [(3, 4), (5, 5)]
    assert {b.span.headings for b in document.blocks} == {("money",)}
    assert [c.header for c in document.blocks[0].cells] == ["Issue", "Action"]
    assert document.pages == ('Issue | Action\n\nFee | Waive it,\nthen say "done".\nLoss | Ask.\n',)
    assert document.problems == ()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(rows_of: Rows, delimiter: str) -> None:
    lines = [["Issue", "Action"], ["Fee", "Waive it"], ["Loss", "Ask, then; note"]]
    text = "\n".join(delimiter.join(f'"{cell}"' for cell in line) for line in lines)
    assert rows_of(read_csv("a.csv", text)) == [("Fee", "Waive it"), ("Loss", "Ask, then; note")]


def test_declared_separator_and_one_column(rows_of: Rows) -> None:
    assert rows_of(read_csv("a.csv", "sep=;\nIssue;Action\nFee;a,b")) == [("Fee", "a,b")]
    assert rows_of(read_csv("a.csv", "Issue\nFee\nLoss")) == [("Fee",), ("Loss",)]


def test_first_row_without_names(rows_of: Rows) -> None:
    document = read_csv("a.csv", "Fee,Waive it at once.\nLoss,Ask what was lost.")
    assert rows_of(document) == [("Fee", "Waive it at once."), ("Loss", "Ask what was lost.")]
    assert [cell.header for cell in document.blocks[0].cells] == ["", ""]
    assert "no header" in document.problems[0].message


def test_title_short_rows_and_equal_headers(rows_of: Rows) -> None:
    document = read_csv("a.csv", "Our rules,,\nIssue,Action,Action\nFee,Waive it,\nLoss,Ask")
    assert document.blocks[0].text == "Our rules"
    assert rows_of(document) == [("Fee", "Waive it", ""), ("Loss", "Ask", "")]
    assert [c.header for c in document.blocks[1].cells] == ["Issue", "Action", "Action (2)"]
    assert "2 of 3 cells" in document.problems[0].message


def test_quotes_within_and_unclosed(rows_of: Rows) -> None:
    document = read_csv("a.csv", 'Issue,Action\n5" screen,Ask\n"Fee" now,Waive')
    assert rows_of(document) == [('5" screen', "Ask"), ("Fee now", "Waive")]
    assert "quotation mark" in document.problems[0].message
    with pytest.raises(ReadError, match=r"a\.csv: the row in line 3 has a quotation mark"):
        read_csv("a.csv", 'Issue,Action\nFee,Waive\nLoss,"Ask\nFine,Pay\n')
