from kb_assistant.assistant import ContextLine, Result
from kb_assistant.documents import SourceSpan
from kb_assistant.pages import frame, markup
from kb_assistant.protocols import Protocol, Route
from kb_assistant.verdict import NOTHING, Verdict, verdict

_EVIL = "<img src=x onerror=alert(1)>"
_SAFE = "&lt;img src=x onerror=alert(1)&gt;"
_SPAN = SourceSpan(f"{_EVIL}.md", 3, 4, (_EVIL, _EVIL))
_PROTOCOL = Protocol(
    "g/i", _EVIL, _EVIL, f"{_EVIL}\n- {_EVIL}", Route.ESCALATE, _EVIL, (), False, _SPAN
)


def test_nothing_of_a_guide_or_a_message_becomes_markup() -> None:
    result = Result(_PROTOCOL, 0.5)
    said = verdict(_PROTOCOL)
    made = [
        markup.bar(said, issue=_EVIL, confidence=0.5),
        markup.tag(said),
        markup.echo(_EVIL, 2),
        markup.situation(_EVIL),
        markup.action(_PROTOCOL.action),
        markup.source(_SPAN, [ContextLine(3, _EVIL, True), ContextLine(4, _EVIL, False)]),
        markup.near(result, said),
        markup.unconfirmed(result),
        markup.option(1, result, said),
        frame.history([(said, _EVIL, _EVIL)]),
        frame.notice(_EVIL, _EVIL),
        frame.foot(_EVIL, 1.0),
    ]
    for html in made:
        assert "<img" not in html
        assert _SAFE in html


def test_an_urgent_bar_is_an_alert_and_any_other_a_status() -> None:
    assert 'role="alert"' in markup.bar(Verdict("urgent", "URGENT: go"))
    assert 'role="status"' in markup.bar(NOTHING)


def test_the_action_keeps_its_list() -> None:
    html = markup.action("Check:\n\n1. One\n2. Two")
    assert html.count("<li") == 2
    assert "<p>Check:</p>" in html


def test_only_the_matched_lines_are_marked() -> None:
    lines = [ContextLine(1, "before", False), ContextLine(2, "the rule", True)]
    html = markup.source(SourceSpan("guide.md", 2, 2, ("Guide", "Part")), lines)
    assert "<mark>the rule</mark>" in html
    assert "<mark>before" not in html
    assert "guide.md, line 2" in html


def test_a_place_names_its_lines_or_its_page() -> None:
    assert markup.where(SourceSpan("a.md", 2, 2)) == "line 2"
    assert markup.where(SourceSpan("a.md", 2, 5)) == "lines 2–5"  # noqa: RUF001 - a range
    assert markup.where(SourceSpan("a.pdf", 2, 5, page=7)) == "page 7"


def test_what_is_unconfirmed_carries_no_verdict() -> None:
    html = markup.unconfirmed(Result(_PROTOCOL, 0.2))
    assert "Unconfirmed" in html
    assert "Escalate" not in html
