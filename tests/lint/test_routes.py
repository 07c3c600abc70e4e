from collections.abc import Callable

import pytest

Rules = Callable[..., list[tuple[str, int]]]


def test_escalates_under_do_not_escalate(rules_of: Rules) -> None:
    guide = ("## Do not escalate", "### Feedback", "Thank them.", "Escalate to Tier 2.")
    assert rules_of(*guide) == [("contradicts-section", 4)]


def test_stays_under_escalate(rules_of: Rules) -> None:
    guide = ("## Escalate to Tier 2", "### Feedback", "Do not escalate.")
    assert rules_of(*guide) == [("contradicts-section", 3)]


def test_heading_above_groups_that_escalate(rules_of: Rules) -> None:
    guide = (
        "# Common (do not escalate)",
        "## Orders",
        "### Lost",
        "Found nothing? Escalate to Tier 2. Otherwise close it.",
        "### Late",
        "Assign to Tier 2.",
    )
    assert rules_of(*guide) == [("contradicts-section", 1)]


def test_no_destination(rules_of: Rules) -> None:
    assert rules_of("## Lost", "Apologize: this must be escalated.") == [("no-destination", 2)]
    assert rules_of("## Lost", "Apologize: escalate to Tier 2.") == []


@pytest.mark.parametrize(
    "action", ["It's a trick question.", "He is outside the range.", "Because we can't.", "1"]
)
def test_prescribes_nothing(rules_of: Rules, action: str) -> None:
    assert rules_of("## Age", action) == [("prescribes-nothing", 2)]


@pytest.mark.parametrize(
    "action",
    [
        "Resend it.",
        "This is a pharmacy escalation.",
        "Calmly defuse the tension, then triage the case.",
        "The case must be closed.",
        "If it is late, refund it.",
        "No refund. Don't argue.",
    ],
)
def test_prescribes(rules_of: Rules, action: str) -> None:
    assert rules_of("## Age", action) == []
