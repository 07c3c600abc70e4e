"""What ticks do to the verdict; the actions are those of guides, the words written by hand."""

from collections.abc import Callable

import pytest

from kb_assistant.protocols import Protocol
from kb_assistant.verdict import Check, Ticks, checks_of, verdict

Rule = Callable[..., Protocol]

ORDERS = (
    "Escalate to Tier 2 ONLY IF all of these are met:\n\n- Not ordered yet\n"
    "- Order template completed\n- First session completed\n- All clinical requirements met"
)
IN_A_LINE = "Escalate to Tier 2 ONLY IF: Not ordered yet + template completed+ session completed."
DATES = (
    'Check "Incentive Program" in HGP:\n\n- Dates missing? Assign to Tier 2.\n'
    "- Unclear? Review the Dell KB.\n"
    "- Do not escalate if the member has been in compliance for less than 48 hours."
)


def words(protocol: Protocol, *met: int, failed: bool = False) -> str:
    return verdict(protocol, ticks=Ticks(frozenset(met), failed)).words


def test_what_is_allowed_only_if_is_never_plainly_said_before_all_is_met(rule: Rule) -> None:
    orders = rule(ORDERS)
    only_if = "Escalate to Tier 2 only if all 4 are met"
    assert [words(orders, *range(met)) for met in range(4)] == [only_if] * 4
    assert verdict(orders).kind == "check_first"
    assert verdict(orders, ticks=Ticks({0, 1})).detail == "2 of 4 met so far."
    assert words(orders, 0, 1, 2, 3) == "All 4 met: escalate to Tier 2"
    assert verdict(orders, ticks=Ticks({0, 1, 2, 3})).kind == "escalate"
    assert words(orders, 0, 1, failed=True) == "Not all met: do not escalate yet"


def test_a_list_in_one_line_is_required_too(rule: Rule) -> None:
    assert words(rule(IN_A_LINE)) == "Escalate to Tier 2 only if all 3 are met"
    assert words(rule(IN_A_LINE), 0, 1, 2) == "All 3 met: escalate to Tier 2"


def test_what_follows_from_a_condition_that_fails_is_the_guides_own(rule: Rule) -> None:
    said = rule(
        "Escalate to Tier 2 only if all are met:\n\n- It is paid\n- It is new\n\n"
        "Otherwise, keep it in Tier 1."
    )
    assert checks_of(said).otherwise == "keep it in Tier 1"
    assert words(said, failed=True) == "One not met: keep it in Tier 1"


def test_one_of_several_is_enough_where_the_guide_says_so(rule: Rule) -> None:
    any_of = rule("Escalate to Tier 2 only if any of these is met:\n\n- It is paid\n- It is new")
    assert words(any_of) == "Escalate to Tier 2 only if one of 2 is met"
    assert words(any_of, 1) == "1 of 2 met: escalate to Tier 2"
    assert words(any_of, failed=True) == "None met: do not escalate yet"


def test_one_condition_in_a_sentence_is_required(rule: Rule) -> None:
    one = rule("Route to Coach Support only if the coach agrees.")
    assert words(one) == "Route to Coach Support only if this is met"
    assert words(one, 0) == "Met: route to Coach Support"
    assert words(one, failed=True) == "Not met: do not route it yet"


def test_each_condition_has_the_consequence_that_its_guide_gives_it(rule: Rule) -> None:
    assert checks_of(rule(DATES)).each == (
        Check("Dates missing", "Assign to Tier 2", question=True),
        Check("Unclear", "Review the Dell KB", question=True),
        Check("the member has been in compliance for less than 48 hours", "Do not escalate"),
    )


@pytest.mark.parametrize(
    ("met", "kind", "expected"),
    [
        ((), "check_first", "Check first"),
        ((0,), "escalate", "Assign to Tier 2"),
        ((1,), "unsettled", "Review the Dell KB"),
        ((2,), "do_not_escalate", "Do not escalate"),
        ((0, 1), "check_first", "Several of them apply"),
        ((0, 2), "do_not_escalate", "Do not escalate"),  # what forbids goes first
    ],
)
def test_the_answer_to_a_question_decides(
    rule: Rule, met: tuple[int, ...], kind: str, expected: str
) -> None:
    found = verdict(rule(DATES), ticks=Ticks(met))
    assert (found.kind, found.words) == (kind, expected)


def test_a_question_alone_settles_nothing_before_it_is_answered(rule: Rule) -> None:
    asked = rule("All TRUE for more than 48 hours? Escalate to ProdOps via JIRA.")
    assert asked.route == "escalate"
    assert words(asked) == "Check first"
    assert words(asked, 0) == "Escalate to ProdOps via JIRA"


def test_a_condition_of_a_detail_leaves_the_verdict(rule: Rule) -> None:
    coupon = rule("Ask a supervisor. Apologize, and give a coupon if it will help.")
    assert checks_of(coupon).each == (Check("it will help", "give a coupon"),)
    assert words(coupon, 0) == "Ask a supervisor"


def test_a_condition_with_a_route_of_its_own_changes_it(rule: Rule) -> None:
    tools = rule("Use all your tools. If you do not have them, escalate to a supervisor.")
    assert words(tools) == "Handle it in Tier 1"
    assert words(tools, 0) == "Escalate to a supervisor"


def test_unless_is_not_taken_for_if(rule: Rule) -> None:
    unless = rule("Unless the member objects, escalate to Tier 2.")
    assert checks_of(unless).each == (Check("the member objects"),)
    assert "scalate" not in words(unless, 0)


def test_an_urgent_verdict_stays(rule: Rule) -> None:
    urgent = rule("Immediately escalate to a supervisor. If it is unclear, ask the lead.")
    assert words(urgent, 0) == "URGENT: escalate to a supervisor"
