from collections.abc import Callable

import pytest

from kb_assistant.documents import BlockKind, Document
from kb_assistant.readers.text import read_text

TYPE, DOC, FAST = (
    "What type of escalation is THAT?!",
    "What's up doc?",
    "Well, that bleep-ing escalated quickly...",
)
TROUBLE, PII = "Double double, toil & trouble(shoot)", "Life of PII"
EXPECTED = [
    (
        8,
        TYPE,
        (
            "Customer needs to expedite, replace, reship, a corrected tracking number, or to "
            "transfer their prescription back to hims."
        ),
        "a pharmacy escalation",
    ),
    (
        14,
        DOC,
        (
            "What you should do if a customer wants an immediate answer to their unanswered "
            "Customer Support and medical questions."
        ),
        (
            "escalate to Clinical Review sheet & supervisor? (Then answer their Customer Support "
            "questions and let them know they will hear back from a doctor shortly.)"
        ),
    ),
    (
        20,
        FAST,
        "You should take this action if a customer makes threats of violence to self or others.",
        "immediately escalate to a supervisor without responding to the customer",
    ),
    (
        26,
        TROUBLE,
        (
            'Customer: When I try to login, I get an error message "Cannot proceed".\n\nThis is '
            "step one to help them out."
        ),
        "basic troubleshooting steps (browser, device, cookies, cache, etc)",
    ),
    (
        33,
        PII,
        (
            "If a customer wants to unsubscribe from emails and delete their account, you should "
            "submit this many PII Removal requests."
        ),
        "1",
    ),
    (
        39,
        TYPE,
        (
            "Customer needs to delete their account, unsubscribe from email email, and/or remove "
            "their payment method."
        ),
        "a PII Removal escalation",
    ),
    (
        45,
        DOC,
        (
            'This action is required when you see these notes in the CX Portal: "no eRX" "confirm '
            'DOB" "confirm medications" "pt. is currently on Cialis"'
        ),
        "resend eRX",
    ),
    (
        51,
        FAST,
        (
            "When a customer threatens to leave for a competitor if we don't x, y, and/or z, you "
            "should do do this."
        ),
        (
            "use all tools at your disposal to take care of them. If you don't have the tools you "
            "need, escalate to a supervisor."
        ),
    ),
    (
        57,
        TROUBLE,
        (
            'Customer: Name is "A. Smith-Jones", age 20, trying to buy Finasteride. The website '
            "won't let him checkout.\xa0\n\nThis is why he can't checkout."
        ),
        "he's outside the age range",
    ),
    (
        65,
        PII,
        (
            "True or False - When a customer needs to free up their email address to create a new "
            "account, you should alter their email address in CX Portal."
        ),
        (
            "false -- this should be escalated. If it is time sensitive, let a supervisor know so "
            "we can handle the same day!"
        ),
    ),
    (
        71,
        TYPE,
        "Customer has changed their mind and no longer wants to complete their medical visit.",
        "a Cancel Visit escalation",
    ),
    (
        77,
        DOC,
        "This action is required when a customer has questions about side effects.",
        (
            "direct them to speak with their doctor in the secure messaging portal? (or add to "
            "clinical review doc if they already sent a message to their doctor)"
        ),
    ),
    (
        83,
        FAST,
        (
            "It's best to do this if a customer says \"give me a refund or I'll tell everyone "
            "you're a scam!\""
        ),
        (
            "issue a refund graciously (within reason) without engaging in confrontational "
            "conversation"
        ),
    ),
    (
        89,
        TROUBLE,
        (
            "You've escalated an issue and it has been a week without an update or resolution. "
            "The customer is irate. You should do this."
        ),
        (
            "check in with your supervisor to follow-up on the request, and use appeasement tools "
            "to neutralize the situation.\xa0(match tone, take responsibility, sincerely "
            "apologize, coupon if you think it'll make a difference)"
        ),
    ),
    (
        95,
        PII,
        (
            "True or false - if a customer doesn't need to unsubscribe from email, I don't need "
            "to include that information on the PII Removal request."
        ),
        "false - we want all the information that is available to you, please!",
    ),
    (
        101,
        TYPE,
        (
            "Customer order has no tracking information and the CX Portal shows that the pharmacy "
            'has left a note: "confirm DOB".'
        ),
        "a Clinical Escalation",
    ),
    (
        107,
        DOC,
        "This action is required when the doctor has sent the wrong dosage/prescription.",
        "escalate to clinical review document as well as supervisor.",
    ),
    (
        113,
        FAST,
        (
            "If an upset customer asks thorough and prodding questions regarding anything "
            "regulatory or our medical process, you should do this."
        ),
        "escalate to a supervisor to review.",
    ),
    (
        119,
        TROUBLE,
        (
            "You've escalated an issue and it has been a week without an update or resolution. "
            "The customer is kind, but you can tell their patience is wearing thin. You should do "
            "this."
        ),
        "check in with your supervisor to follow-up on the request",
    ),
    (
        125,
        PII,
        "True or false - we can remove payment information from a customer's account.",
        (
            "false - we do not store the information. Stripe, a third party, gives us access "
            "through an encrypted token."
        ),
    ),
    (
        131,
        TYPE,
        (
            "Customer with Complete Hair Kit has a shampoo that exploded. They need a "
            "replacement, but no rush."
        ),
        "a trick question",
    ),
    (
        137,
        DOC,
        (
            "This action is required when the patient claims to have been rejected due to a blood "
            "pressure typo."
        ),
        (
            "direct patient to discuss with the doctor in the secure messaging portal. (or "
            "escalate to clinical review document if they already have and have not heard a "
            "response)"
        ),
    ),
    (
        143,
        FAST,
        (
            "When a customer uses abusive language or makes hateful/racist statements, it's best "
            "to to do this."
        ),
        "seek guidance from a supervisor on how to respond or whether it should be escalated.",
    ),
]


def questions(document: Document) -> list[tuple[str, ...]]:
    return [
        (*block.span.headings, *(cell.text for cell in block.cells))
        for block in document.blocks
        if block.kind is BlockKind.QUESTION
    ]


def test_escalation_scenarios(seed: Callable[[str], str]) -> None:
    document = read_text("escalation-scenarios.txt", seed("escalation-scenarios.txt"))
    found = [
        (block.span.line_start, *block.span.headings, *(cell.text for cell in block.cells))
        for block in document.blocks
    ]
    assert found == EXPECTED
    assert {block.kind for block in document.blocks} == {BlockKind.QUESTION}
    assert [problem.line for problem in document.problems] == [129]


BOARD = """\
Board night
Money
Access
100
The member wants a refund.

What is pay it back?
100

The member says:

"I am locked out."
What is unlock and call them? (Log it.)

200

The fee is late.

What are two reminders?
200
Nobody answers
Who is the supervisor
300
The bank calls.

hang up
"""


def test_small_board() -> None:
    document = read_text("a.txt", BOARD)
    assert questions(document) == [
        ("Money", "The member wants a refund.", "pay it back"),
        ("Access", 'The member says:\n\n"I am locked out."', "unlock and call them? (Log it.)"),
        ("Money", "The fee is late.", "two reminders"),
        ("Access", "Nobody answers", "the supervisor"),
        ("Money", "The bank calls.", "hang up"),
    ]
    assert document.blocks[0].text == "Board night"
    assert [cell.header for cell in document.blocks[1].cells] == ["Situation", "Action"]
    assert [problem.line for problem in document.problems] == [23, 26]


def test_a_row_too_short_in_the_middle_leaves_the_categories_empty() -> None:
    clue = "\nClue.\n\nWhat is it?\n"
    text = f"One\nTwo\n100{clue}100{clue}200{clue}300{clue}300{clue}"
    assert [block.span.headings for block in read_text("a.txt", text).blocks] == [
        *(("One",), ("Two",), (), (), ())
    ]


@pytest.mark.parametrize(
    ("response", "action"),
    [
        ("What is 1", "1"),
        ("What's the fee?\xa0", "the fee"),
        ("What is wait. Did you ask?", "wait. Did you ask?"),
        ("WHAT ARE they?", "they"),
    ],
)
def test_action(response: str, action: str) -> None:
    text = f"One\n100\n\nClue.\n\n{response}\n\n200\n\nClue.\n\nWhat is it?\n"
    assert questions(read_text("a.txt", text))[0] == ("One", "Clue.", action)


def test_lines_of_numbers_alone_are_no_board() -> None:
    document = read_text("a.txt", "Totals\n\n100\n\nPay it.\n\n200\n\nDo not pay it.\n")
    assert questions(document) == []
