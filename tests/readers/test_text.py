import pytest

from kb_assistant.readers.text import read_text


def shown(text: str) -> list[tuple[object, ...]]:
    return [
        (block.kind.value, block.span.line_start, block.span.line_end, block.span.headings)
        for block in read_text("a.txt", text).blocks
    ]


def test_paragraphs_and_titles() -> None:
    text = (
        "Billing guide\n\nRefunds\nPay the member back\nwithin five days.\n\nFees:\n\nWaive it.\n"
    )
    assert shown(text) == [
        ("paragraph", 4, 5, ("Billing guide", "Refunds")),
        ("paragraph", 9, 9, ("Billing guide", "Fees")),
    ]


def test_marked_and_underlined_headings() -> None:
    text = "Guide\n=====\n\n# Other\n\nOne.\n\nPart\n----\nTwo.\n\n------\n\nThree.\n"
    document = read_text("a.txt", text)
    assert [(b.text, b.span.headings) for b in document.blocks] == [
        ("One.", ("Other",)),
        ("Two.", ("Other", "Part")),
        ("Three.", ("Other", "Part")),
    ]
    assert document.problems[0].message == "the heading “Guide” has nothing under it"


def test_list_items() -> None:
    text = "Do this:\n- first\n  - nested\n- second that\ngoes on\n\nAn end.\n\n1) x\n2) y\n"
    assert shown(text) == [
        *(("list_item", a, b, ("Do this",)) for a, b in ((2, 3), (4, 5))),
        ("paragraph", 7, 7, ("Do this",)),
        *(("list_item", a, a, ("Do this",)) for a in (9, 10)),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Please wait for them.",
        "call the desk",
        "Phone: 888-666-4530",
        "The following scenarios must be handled directly in Tier 1:",
    ],
)
def test_lines_that_are_no_titles(line: str) -> None:
    assert shown(f"{line}\n\nMore text.\n")[0] == ("paragraph", 1, 1, ())


def test_title_at_the_end_is_text() -> None:
    assert shown("Pay it.\n\nThe end\n")[1] == ("paragraph", 3, 3, ())


def test_run_in_heading_and_long_lines() -> None:
    long = "word " * 40 + "end."
    text = f"Overview:This is what the guide is for.\n{long}\nNext part\n{long}"
    document = read_text("a.txt", text)
    assert document.blocks[0].text == "This is what the guide is for."
    assert shown(text) == [
        ("paragraph", 1, 1, ("Overview",)),
        ("paragraph", 2, 2, ("Overview",)),
        ("paragraph", 4, 4, ("Next part",)),
    ]


def test_note() -> None:
    assert shown("> Note for the content owner: why?\n")[0][0] == "note"
