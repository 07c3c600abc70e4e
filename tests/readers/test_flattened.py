from collections.abc import Callable

import pytest

from kb_assistant.documents import BlockKind, Document, fold, passage
from kb_assistant.readers.text import read_text

TIER, TECH, DEVICE = "Tier 1 (Do Not Escalate)", "App & Tech Escalations", "Device Support"
WALK = (
    'Walk member through App/HGP to schedule. Use "Switch Provider" app feature if they need a '
    "sooner appointment. Processing Member Requests to Change Programs and Providers"
)
POSITIVE = (
    'Route to Coach Support. Add internal note ("Pass to provider leads"), change assignee to '
    "Coach Support Group, submit as Open."
)
VBID = (
    'Check HGP "Incentive Program". Dates missing? > Assign to Tier 2. Unclear? > Review Dell KB. '
    "Do not escalate if the member has been in compliance less than 48 hours."
)
ELIGIBILITY = (
    "Check OOE Onboarding Logic. Valid exclusion> Notify member. Error?> Escalate to ProdOps via "
    "JIRA."
)
BLOCKED = (
    'Check HGP "Requirements to Schedule". All TRUE for more than 48hrs? <Escalate to ProdOps via '
    "JIRA."
)
STANDARD = (
    "Escalate to Tier 2 ONLY IF: Not ordered yet + order template completed+ 1st session "
    "completed + all clinical requirements met."
)
WITHINGS = (
    "Do not escalate. If a member experiences an issue that requires direct support from the "
    "Withings Program team, they can easily open a ticket online. The member should click this "
    "link to access the Withings Program Support Center. Once they are on the support page, they "
    "simply need to click on the black icon located in the bottom right-hand corner of the screen "
    "to open and submit a new ticket. in the event that the member is redirected to Vida the "
    "instructions below can be followed."
)
ROUTING = [
    (7, TIER, "Cancellations", "Handle Immediately: Process directly in Admin. Do not transfer."),
    (8, TIER, "Scheduling Issues", WALK),
    (
        9,
        TIER,
        "Specific Employee Request",
        "Refer to KB: Handling Requests to Speak with Specific Employees.",
    ),
    (
        10,
        TIER,
        "General Feedback",
        "Escalate to ProdOps via JIRA ([System] Service Request). Leave Assignee blank.",
    ),
    (14, TIER, "Positive Feedback", POSITIVE),
    (
        15,
        TECH,
        "App Bugs",
        "Troubleshoot first. If confirmed bug > file JIRA Ticket to Infra.",
    ),
    (16, TECH, "VBID / Incentives", VBID),
    (
        17,
        TECH,
        "Webinar Missing",
        "Route to Coach Support, add internal note, mark as Urgent.",
    ),
    (18, TECH, 'Eligibility / "No Programs"', ELIGIBILITY),
    (19, TECH, "VMP Scheduling Blocked", BLOCKED),
    (20, DEVICE, "Standard Orders", STANDARD),
    (
        21,
        DEVICE,
        "CGM Orders",
        "Do not use standard logic. Refer to CGM Section of Device Guide.",
    ),
    (22, DEVICE, "Withings Issues", WITHINGS),
    (23, DEVICE, "Philips Issues", "Provide Philips Support Number: 888-666-4530."),
]


def rows(document: Document) -> list[tuple[str, ...]]:
    return [
        tuple(cell.text for cell in block.cells)
        for block in document.blocks
        if block.kind is BlockKind.TABLE_ROW
    ]


def test_routing_guide(seed: Callable[[str], str]) -> None:
    document = read_text("routing-guide.txt", seed("routing-guide.txt"))
    found = [
        (block.span.line_start, *(cell.text for cell in block.cells))
        for block in document.blocks
        if block.kind is BlockKind.TABLE_ROW
    ]
    assert found == ROUTING
    table = [block for block in document.blocks if block.kind is BlockKind.TABLE_ROW]
    assert {block.span.headings for block in table} == {("Common Inquiries (DO NOT ESCALATE)",)}
    assert [cell.header for cell in table[0].cells] == [
        "Category",
        "Inquiry / Issue Type",
        "Agent Action & Routing Protocol",
    ]
    assert (table[3].span.line_start, table[3].span.line_end) == (10, 13)
    for block in table:
        assert fold(block.cells[2].text) in fold(passage(document, block.span))


def test_routing_guide_around_the_table(seed: Callable[[str], str]) -> None:
    document = read_text("routing-guide.txt", seed("routing-guide.txt"))
    prose = [block for block in document.blocks if block.kind is not BlockKind.TABLE_ROW]
    assert [(block.span.headings, block.text[:20]) for block in prose] == [
        (("Overview",), "This guide outlines "),
        (("Overview",), "Use the tables below"),
        (("Common Inquiries (DO NOT ESCALATE)",), "The following scenar"),
    ]
    assert prose[2].text.endswith("in Tier 1:")
    assert [problem.line for problem in document.problems] == [
        *(8, 9, 10, 10, 14, 16, 17, 18, 19, 21, 22, 23, 24)
    ]
    assert "0 comments" in document.problems[-1].message


SMALL = """\
Billing desk
| Group | Case | What to do |
|---|---|---|
| Money | Refund | Pay it back within five days. |
| Chargeback | Ask the bank before you answer. | |
| Late fee |
Waive it once.

Then log it.
|
|
| Access | Login | Reset the password > then call. |
| Locked | Wait <2 hours, then unlock. |
Call the desk for anything else.
"""


def test_small_export() -> None:
    document = read_text("a.txt", SMALL)
    assert rows(document) == [
        ("Money", "Refund", "Pay it back within five days."),
        ("Money", "Chargeback", "Ask the bank before you answer."),
        ("Money", "Late fee", "Waive it once.\n\nThen log it."),
        ("Access", "Login", "Reset the password > then call."),
        ("Access", "Locked", "Wait <2 hours, then unlock."),
    ]
    assert [(b.span.line_start, b.span.line_end) for b in document.blocks] == [
        *((4, 4), (5, 5), (6, 11), (12, 12), (13, 13), (14, 14))
    ]
    assert document.blocks[-1].text == "Call the desk for anything else."
    assert document.blocks[-1].span.headings == ("Billing desk",)
    assert [problem.line for problem in document.problems] == [5, 6, 6, 13]


def test_blank_lines_between_all_rows() -> None:
    text = (
        "| Area | Team | Case | Do |\n\n|:--|---|---|---|\n\n"
        "| Tech | Infra | Crash | Collect the logs. |\n\n"
        "| Web | Old browser | Ask for an update. | |\n"
    )
    document = read_text("a.txt", text)
    assert rows(document)[1] == ("Tech", "Web", "Old browser", "Ask for an update.")
    assert [block.span.line_start for block in document.blocks] == [5, 7]


def test_empty_last_cells_are_not_shifted_when_the_columns_say_so() -> None:
    text = (
        "| Case | What to do | Remark |\n|---|---|---|\n"
        "| Refund | Pay the whole sum back within five days. | Only once |\n"
        "| Login | Reset the password and call the member back. | |\n"
    )
    document = read_text("a.txt", text)
    assert rows(document)[1] == ("Login", "Reset the password and call the member back.", "")
    assert document.problems == ()


def test_missing_action_beside_a_known_category_is_not_shifted() -> None:
    text = "| Category | Case | Do |\n|---|---|---|\n| A | x | Go there. |\n| A | y |\n"
    document = read_text("a.txt", text)
    assert rows(document)[1] == ("A", "y", "")
    assert "2 of 3 cells" in document.problems[0].message


def test_repeated_header_and_page_break_within_the_table() -> None:
    text = (
        "| Category | Case | Do |\n|---|---|---|\n| A | x | Go there. |\nPage 2\n"
        "| Category | Case | Do |\n| B | y | Come here. |\n"
    )
    document = read_text("a.txt", text)
    assert rows(document) == [("A", "x", "Go there."), ("B", "y", "Come here.")]
    assert [problem.line for problem in document.problems] == [4, 5]
    assert "Page 2" in [block.text for block in document.blocks]


def test_table_ends_where_prose_takes_over() -> None:
    prose = "\n\n".join(f"Sentence {n} stands here." for n in range(4))
    text = f"| Case | Do |\n|---|---|\n| x | Go. |\n\n{prose}\n\n| stray | pipe | line |\n"
    document = read_text("a.txt", text)
    assert rows(document) == [("x", "Go.")]
    assert [block.text for block in document.blocks][-1] == "| stray | pipe | line |"


@pytest.mark.parametrize("frame", ["Comments\n0 comments", "Was this article helpful?\nYes\nNo"])
def test_frame_of_the_web_page_is_left_out(frame: str) -> None:
    document = read_text("a.txt", f"Pay it back.\n\n{frame}\n")
    assert [block.text for block in document.blocks] == ["Pay it back."]
    assert document.problems[0].line == 3


def test_a_heading_called_comments_stays() -> None:
    document = read_text("a.txt", "Comments\n\nAnswer every comment within a day.\n")
    assert document.blocks[0].span.headings == ("Comments",)
