from kb_assistant.assistant import ContextLine, Result
from kb_assistant.documents import SourceSpan
from kb_assistant.pages import frame, markup, sources
from kb_assistant.protocols import Protocol, Route
from kb_assistant.settings import TextPolicy
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
        sources.source(_SPAN, [ContextLine(3, _EVIL, True), ContextLine(4, _EVIL, False)]),
        markup.near(result, said),
        markup.unconfirmed(result),
        markup.option(1, result, said, _EVIL),
        markup.prescribes(result),
        markup.overview(_PROTOCOL),
        frame.changed(_EVIL),
        frame.said(_EVIL),
        frame.history([(said, _EVIL, _EVIL)]),
        frame.notice(_EVIL, _EVIL),
        frame.foot(_EVIL, 1.0, TextPolicy.NONE),
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
    html = sources.source(SourceSpan("guide.md", 2, 2, ("Guide", "Part")), lines)
    assert "<mark>the rule</mark>" in html
    assert "<mark>before" not in html
    assert "guide.md, line 2" in html


def test_a_place_names_its_lines_or_its_page() -> None:
    assert sources.where(SourceSpan("a.md", 2, 2)) == "line 2"
    assert sources.where(SourceSpan("a.md", 2, 5)) == "lines 2–5"  # noqa: RUF001 - a range
    assert sources.where(SourceSpan("a.pdf", 2, 5, page=7)) == "page 7"


def test_what_is_unconfirmed_carries_no_verdict() -> None:
    html = markup.unconfirmed(Result(_PROTOCOL, 0.2))
    assert "Unconfirmed" in html
    assert "Escalate" not in html


def test_the_words_that_apply_are_marked_where_they_stand() -> None:
    html = markup.action(
        "Check it:\n\n- Dates missing? Assign to\n  Tier 2.\n- Else: wait.",
        marked=["Assign to Tier 2"],
    )
    assert 'Dates missing? <mark class="kb-applies">Assign to Tier 2</mark>.' in html
    assert html.count("<mark") == 1
    assert "<mark" not in markup.action("Wait.", marked=["Assign to Tier 2", ""])


def test_the_section_around_a_passage_is_folded_and_left_out_where_it_says_no_more() -> None:
    lines = [ContextLine(2, "the rule", True)]
    section = [ContextLine(1, "## Part", False), *lines]
    span = SourceSpan("guide.md", 2, 2, ("Guide", "Part"))
    assert "<details" in sources.source(span, lines, section)
    assert "<details" not in sources.source(span, lines, lines)


def test_the_foot_says_what_is_kept_of_a_message() -> None:
    assert "No message text is stored." in frame.foot("v", 1.0, TextPolicy.NONE)
    assert "redacted, and for 30 days" in frame.foot("v", 1.0, TextPolicy.REDACTED)
