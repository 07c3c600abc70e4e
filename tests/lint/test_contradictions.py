from collections.abc import Callable

Rules = Callable[..., list[tuple[str, int]]]


def rule(situation: str, action: str) -> str:
    return f"\n**Situation:** {situation}\n\n**Action:** {action}\n"


def test_two_answers_to_one_note(rules_of: Rules) -> None:
    first = "## A" + rule('The note is "confirm age" or "no card".', "Resend the order.")
    other = "## B" + rule("There is a note: “Confirm age”.", "Escalate to Tier 2.")
    assert rules_of(first, other) == [("contradiction", 9)]
    assert rules_of(first, other.replace("Escalate to Tier 2.", "Resend the order.")) == []


def test_possible_and_impossible(rules_of: Rules) -> None:
    first = "## A" + rule("They want to remove a payment method.", "Submit a removal request.")
    other = "## B" + rule(
        "The member asks to have payment data removed.",
        "Explain that it cannot be removed.",
    )
    assert rules_of(first, other) == [("contradiction", 9)]
    assert rules_of(first, other.replace("payment data", "the nickname")) == []
