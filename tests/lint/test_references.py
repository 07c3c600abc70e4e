from collections.abc import Callable

import pytest

Rules = Callable[..., list[tuple[str, int]]]


@pytest.mark.parametrize(
    ("action", "found"),
    [
        ("Click this link to open a ticket.", ["missing-link"]),
        ("The member should click the link to the shop.", ["missing-link"]),
        ("Click this link: https://example.com/new", []),
        ("Click [this link](tickets.md) to open a ticket.", []),
        ("Ask them to click the link in their email.", []),
        ("Follow the instructions below.", ["missing-passage"]),
        ("Follow the instructions below:\n\n1. Open it.\n2. Close it.", []),
        ("Do as the steps above say.", ["missing-passage"]),
        ("Refer to KB: Lost Parcels.", ["unknown-document"]),
        ("Refer to KB: Late Orders.", []),
        ("Review the Shipping Handbook, then reply.", ["unknown-document"]),
        ("See “Lost Parcels” below.", ["unknown-document"]),
        ("See Late Orders above.", []),
        ("Refund it.\n\nHandling Requests to Change Programs", ["bare-title"]),
        ("Add an internal note, then close it.", ["missing-text"]),
        ("Add the internal note “asked twice”.", []),
        ("Leave a note saying that it is late.", []),
    ],
)
def test_reference(rules_of: Rules, action: str, found: list[str]) -> None:
    guide = ("# Late orders", "## Help", "Open the Knowledge Base (KB).", "## Late")
    assert [rule for rule, _ in rules_of(*guide, *action.split("\n"))] == found


def test_table_below(rules_of: Rules) -> None:
    table = ("| Issue | Action |", "|---|---|", "| Lost | Send the form below again. |")
    assert rules_of("## Orders", "Use the table below.", "", *table) == [("missing-passage", 6)]
