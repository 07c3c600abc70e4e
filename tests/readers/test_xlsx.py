import datetime as dt
import io
from collections.abc import Callable

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from kb_assistant.documents import Document
from kb_assistant.errors import ReadError
from kb_assistant.readers.shown import shown
from kb_assistant.readers.xlsx import read_xlsx

AFTERNOON = dt.datetime.fromisoformat("2026-03-09T15:05")
Rows = Callable[[Document], list[tuple[str, ...]]]


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_sheets_merged_cells_and_hidden_sheets(rows_of: Rows) -> None:
    book = Workbook()
    money = book.active
    money.title = "Money"
    for row in (
        ["Our rules"],
        ["Issue", "Action", "Limit"],
        ["Fee", "Waive it.\nThen note it.", 0.5],
        ["Fine", None, 1200],
        ["Late", None, None],
        ["Loss", "Ask.", dt.date(2026, 3, 9)],
    ):
        money.append(row)
    money.merge_cells("A1:C1")
    money.merge_cells("B3:B4")
    money.merge_cells("A5:C5")
    money["C3"].number_format, money["C4"].number_format = "0%", '"€" #,##0.00'
    money["C6"].number_format = "dd.mm.yyyy"
    book.create_sheet("Old").sheet_state = "hidden"
    other = book.create_sheet("Other")
    other.append(["Issue", "Action"])
    other.append(["Noise", "Listen."])
    document = read_xlsx("a.xlsx", saved(book))
    assert rows_of(document) == [
        ("Fee", "Waive it.\nThen note it.", "50%"),
        ("Fine", "Waive it.\nThen note it.", "€ 1,200.00"),
        ("Loss", "Ask.", "09.03.2026"),
        ("Noise", "Listen."),
    ]
    assert [block.span.headings for block in document.blocks] == [
        *(("Money",), ("Money",), ("Money",), ("Money", "Late"), ("Other",))
    ]
    assert [problem.message for problem in document.problems] == [
        "the sheet “Old” is hidden: it was not read"
    ]


def test_unnamed_sheet_empty_rows_and_a_second_table(rows_of: Rows) -> None:
    book = Workbook()
    sheet = book.active
    sheet.title = "Sheet1"
    for row in (["Issue", "Action"], ["Fee", "Waive"], [], ["Loss", "Ask"], [], ["Topic", "Do"]):
        sheet.append(row)
    sheet.append(["Noise", "Listen"])
    sheet["A6"].font = sheet["B6"].font = Font(bold=True)
    document = read_xlsx("guide.xlsx", saved(book))
    assert rows_of(document) == [("Fee", "Waive"), ("Loss", "Ask"), ("Noise", "Listen")]
    assert [b.cells[0].header for b in document.blocks] == ["Issue", "Issue", "Topic"]
    assert document.blocks[0].span.headings == ("guide",)


def test_formula_without_a_value_and_errors_are_named() -> None:
    book = Workbook()
    book.active.append(["Issue", "Action", "Limit"])
    book.active.append(["Fee", "Waive", "=1+1"])
    book.active.append(["Loss", "#REF!", 1])
    document = read_xlsx("a.xlsx", saved(book))
    assert [problem.message for problem in document.problems] == [
        "Sheet!C2: the formula has no stored value: read as empty",
        "Sheet!B3: shows the error #REF!",
    ]


def test_far_cell_and_damage_are_refused() -> None:
    book = Workbook()
    book.active["A1"], book.active["XFD1048576"] = "Issue", "x"
    with pytest.raises(ReadError, match=r"reaches to row 1,048,576, column 16,384"):
        read_xlsx("a.xlsx", saved(book))
    whole = saved(Workbook())
    for cut in range(4, len(whole), len(whole) // 9):
        with pytest.raises(ReadError, match=r"a\.xlsx: is damaged"):
            read_xlsx("a.xlsx", whole[:cut])


@pytest.mark.parametrize(
    ("value", "pattern", "text"),
    [
        (5, "General", "5"),
        (0.1 + 0.2, "General", "0.3"),
        (5.0, "0.00", "5.00"),
        (0.125, "0.00", "0.13"),
        (1234567.891, "#,##0.0#", "1,234,567.89"),
        (7, "000", "007"),
        (-3, '0;[Red]"("0")"', "(3)"),
        (0, '0;-0;"none"', "none"),
        (48, '0" hours"', "48 hours"),
        (1200, "[$$-409]#,##0", "$1,200"),
        (0.0001, "0.00E+00", "0.0001"),
        (True, "General", "TRUE"),
        (AFTERNOON, "d mmm yyyy h:mm AM/PM", "9 Mar 2026 3:05 PM"),
        (AFTERNOON, "yy-mm-dd hh:mm", "26-03-09 15:05"),
        (dt.date(2026, 3, 9), "dddd, d. mmmm", "Monday, 9. March"),
        (dt.time(9, 5), "h:mm", "9:05"),
        (dt.timedelta(hours=30), "[h]:mm:ss", "30:00:00"),
    ],
)
def test_shown(value: object, pattern: str, text: str) -> None:
    assert shown(value, pattern) == text
