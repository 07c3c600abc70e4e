import pytest

from kb_assistant.verdict import Literal, literals


@pytest.mark.parametrize(
    ("action", "found"),
    [
        (
            'Add the internal note "Pass to provider leads", and submit as Open.',
            [Literal("Pass to provider leads", "internal note")],
        ),
        (
            'Escalate via JIRA, with the ticket type "[System] Service Request".',
            [Literal("[System] Service Request", "ticket type")],
        ),
        ("Provide the Philips Support number: 888-666-4530.", [Literal("888-666-4530")]),
        ("Call (888) 666-4530 or +44 20 7946 0958.", ["(888) 666-4530", "+44 20 7946 0958"]),
        (
            'Refer to KB: "Requests to Speak".\nKB: Refunds and Returns.',
            [Literal("Requests to Speak", "KB"), Literal("Refunds and Returns", "KB")],
        ),
        ("Write “call me\nback” to help@example.com.", ["call me back", "help@example.com"]),
        ("See https://example.com/a?b=1.", ["https://example.com/a?b=1"]),
        ('Say "no", then "no" again.', ["no"]),
        ("Wait 48 hours from 2026-01-31, or until order 12345.", []),
        ("Do not escalate.", []),
    ],
)
def test_what_can_be_copied(action: str, found: list[Literal | str]) -> None:
    expected = [one if isinstance(one, Literal) else Literal(one) for one in found]
    assert list(literals(action)) == expected
