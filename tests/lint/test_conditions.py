from collections.abc import Callable

import pytest

Rules = Callable[..., list[tuple[str, int]]]


@pytest.mark.parametrize(
    "action",
    [
        "Do not escalate if it is less than 48 hours old.",
        "If it is more than 48 hours old, resend it. If it is less than 48 hours old, wait.",
        "If it is at least 3 days late, refund it.",
    ],
)
def test_gap(rules_of: Rules, action: str) -> None:
    assert rules_of("## Late", action) == [("condition-gap", 2)]


@pytest.mark.parametrize(
    "action",
    [
        "If it is 48 hours late, refund it.",
        "If it is less than 48 hours old, wait; otherwise resend it.",
        "If it is 2 days or more late, refund it. If it is less than 2 days late, wait.",
        "If it is at least 48 hours late, refund it. If it is less than 48 hrs late, wait.",
        "Reply within 24 hours.",
    ],
)
def test_no_gap(rules_of: Rules, action: str) -> None:
    assert rules_of("## Late", action) == []


def test_gap_between_situations(rules_of: Rules) -> None:
    guide = (
        "## Late order",
        "**Situation:** It is more than 30 days old.",
        "",
        "**Action:** Refund it.",
        "",
        "## Young order",
        "**Situation:** It is less than 30 days old.",
        "",
        "**Action:** Exchange it.",
    )
    assert rules_of(*guide) == [("condition-gap", 9)]
    assert rules_of(*guide[:6], "It is 30 days or less old.", *guide[7:]) == []


def test_nothing_said_otherwise(rules_of: Rules) -> None:
    listed = ("Escalate to Tier 2 only if all of these are met:", "", "- It is paid", "- It is new")
    assert rules_of("## Late", *listed) == [("missing-otherwise", 2)]
    assert rules_of("## Late", *listed, "", "Otherwise refund it.") == []
    asked = "Check the record. All filled in? Escalate to Tier 2."
    assert rules_of("## Late", asked) == [("missing-otherwise", 2)]
    assert rules_of("## Late", asked + " Something missing? Ask the member.") == []
