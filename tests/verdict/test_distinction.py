from collections.abc import Callable

from kb_assistant.protocols import Protocol
from kb_assistant.verdict import distinction

Rule = Callable[..., Protocol]


def _apart(rule: Rule, *situations: str) -> tuple[str, ...]:
    return distinction([rule("Do it.", situation) for situation in situations])


def test_the_clause_with_words_of_its_own_tells_them_apart(rule: Rule) -> None:
    waited = "You escalated an issue, a week has passed without an update, and the customer is "
    assert _apart(rule, waited + "irate.", waited + "kind.") == (
        "the customer is irate",
        "the customer is kind",
    )


def test_what_stands_in_quotation_marks_is_not_taken_apart(rule: Rule) -> None:
    missing = "The order has no tracking information, and the portal shows the note “confirm DOB”."
    notes = 'The portal shows one of these notes: "no eRX", "confirm DOB", "pt. is on Cialis".'
    assert _apart(rule, missing, notes) == (
        "The order has no tracking information",
        'The portal shows one of these notes: "no eRX", "confirm DOB", "pt. is on Cialis"',
    )


def test_without_words_of_its_own_there_is_nothing(rule: Rule) -> None:
    assert _apart(rule, "The scale is broken.", "The scale is broken and wet.") == (
        "",
        "The scale is broken and wet",
    )
    assert _apart(rule, "The scale is broken.", "The scales are broken.") == ("", "")
    assert _apart(rule, "", "") == ("", "")


def test_the_words_are_the_guides_own(rule: Rule) -> None:
    situations = ("The member\nasks for a refund.", "The member asks for a new scale, or two.")
    for words, situation in zip(_apart(rule, *situations), situations, strict=True):
        assert words
        assert words in " ".join(situation.split())
