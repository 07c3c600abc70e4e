from dataclasses import replace

from kb_assistant.diff import WordChange, WordKind, changed_fields, changed_words
from kb_assistant.documents import SourceSpan
from kb_assistant.protocols import Protocol, Route

SAME, REMOVED, ADDED = WordKind.SAME, WordKind.REMOVED, WordKind.ADDED

PROTOCOL = Protocol(
    id="guide/lost-parcel",
    issue="Lost parcel",
    situation="The parcel is late.",
    action="Wait 48 hours, then escalate to Tier 2.",
    route=Route.ESCALATE,
    destination="Tier 2",
    conditions=("Wait 48 hours",),
    urgent=False,
    source=SourceSpan("guide.md", 3, 3),
)


def runs(old: str, new: str) -> list[tuple[WordKind, str]]:
    return [(run.kind, run.text) for run in changed_words(old, new)]


def test_a_replaced_word() -> None:
    assert runs("wait two days then close", "wait three days then close") == [
        (SAME, "wait"),
        (REMOVED, "two"),
        (ADDED, "three"),
        (SAME, "days then close"),
    ]


def test_added_and_removed_words() -> None:
    assert runs("send it", "do not send it today") == [
        (ADDED, "do not"),
        (SAME, "send it"),
        (ADDED, "today"),
    ]
    assert runs("do not send it", "send it") == [(REMOVED, "do not"), (SAME, "send it")]


def test_several_changes() -> None:
    assert runs("a b c d e f", "a x c d f g") == [
        (SAME, "a"),
        (REMOVED, "b"),
        (ADDED, "x"),
        (SAME, "c d"),
        (REMOVED, "e"),
        (SAME, "f"),
        (ADDED, "g"),
    ]


def test_a_repeated_word_is_counted() -> None:
    assert runs("very late", "very very late") == [(SAME, "very"), (ADDED, "very"), (SAME, "late")]
    assert runs("very very late", "very late") == [
        (SAME, "very"),
        (REMOVED, "very"),
        (SAME, "late"),
    ]


def test_white_space_is_no_difference() -> None:
    assert runs("wait  two\ndays", " wait two days ") == [(SAME, "wait two days")]


def test_from_nothing_and_to_nothing() -> None:
    assert runs("", "Tier 2") == [(ADDED, "Tier 2")]
    assert runs("Tier 2", "") == [(REMOVED, "Tier 2")]
    assert runs("", "") == []


def test_one_word_of_a_long_text_is_found_at_once() -> None:
    words = ["the", "case", "and", "the", "note"] * 10_000
    old = " ".join([*words, "two", *words])
    new = " ".join([*words, "three", *words])
    assert runs(old, new)[1:3] == [(REMOVED, "two"), (ADDED, "three")]


def test_the_runs_make_up_both_texts() -> None:
    old, new = "a b a c b a", "b a a b c c a"
    found = changed_words(old, new)
    assert " ".join(run.text for run in found if run.kind is not ADDED) == old
    assert " ".join(run.text for run in found if run.kind is not REMOVED) == new


def test_only_the_fields_that_differ_are_named() -> None:
    new = replace(
        PROTOCOL,
        action="Wait 72 hours, then escalate to Tier 2.",
        conditions=("Wait 72 hours", "Ask for the number"),
    )
    changed = {field.field: field.words for field in changed_fields(PROTOCOL, new)}
    assert changed.keys() == {"action", "conditions"}
    assert changed["action"] == (
        WordChange(SAME, "Wait"),
        WordChange(REMOVED, "48"),
        WordChange(ADDED, "72"),
        WordChange(SAME, "hours, then escalate to Tier 2."),
    )
    assert changed["conditions"][-1] == WordChange(ADDED, "| Ask for the number")


def test_a_moved_protocol_has_no_changed_field() -> None:
    moved = replace(PROTOCOL, source=SourceSpan("guide.md", 90, 91, ("Elsewhere",)))
    assert changed_fields(PROTOCOL, moved) == ()


def test_a_reversed_route_is_a_change() -> None:
    reversed_ = replace(PROTOCOL, route=Route.DO_NOT_ESCALATE)
    assert [field.field for field in changed_fields(PROTOCOL, reversed_)] == ["route"]
