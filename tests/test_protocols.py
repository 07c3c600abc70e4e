from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb_assistant.documents import fold, passage
from kb_assistant.protocols import Protocol, Route, extract, plain, slug
from kb_assistant.readers import read

CORPUS = Path("corpus")


def protocols_of(tmp_path: Path, text: str, name: str = "guide.md") -> tuple[Protocol, ...]:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return extract([read(tmp_path / name, tmp_path)])[0]


def test_a_table_row_becomes_a_protocol_with_its_category(tmp_path: Path) -> None:
    table = (
        "# Devices\n\n| Category | Issue | Action |\n|---|---|---|\n"
        "| Scales | Won't sync | Escalate to Tier 2. |\n"
    )
    (protocol,) = protocols_of(tmp_path, table)
    assert protocol.id == "guide/won-t-sync"
    assert protocol.action == "Escalate to Tier 2."
    assert (protocol.route, protocol.destination) == (Route.ESCALATE, "Tier 2")
    assert protocol.source.headings == ("Devices", "Scales")
    assert (protocol.source.line_start, protocol.source.line_end) == (5, 5)


def test_a_labelled_section_becomes_situation_and_action(tmp_path: Path) -> None:
    section = (
        "# G\n\n## Loud\n\n**Situation:** It is *loud*.\n\n**Action:** Check:\n\n- fan\n- pump\n"
    )
    (protocol,) = protocols_of(tmp_path, section)
    assert (protocol.issue, protocol.situation) == ("Loud", "It is loud.")
    assert protocol.action == "Check:\n\n- fan\n- pump"
    assert (protocol.source.line_start, protocol.source.line_end) == (7, 10)


def test_prose_gives_a_protocol_per_section_and_none_for_a_lead_in(tmp_path: Path) -> None:
    prose = "# A\n\nTier 1 does this:\n\n## B\n\nDo b.\n\nThen c.\n\n## C\n\nDo d."
    assert [(p.id, p.action) for p in protocols_of(tmp_path, prose)] == [
        ("guide/b", "Do b.\n\nThen c."),
        ("guide/c", "Do d."),
    ]


def test_equal_ids_are_numbered_and_ids_survive_edits_of_the_action(tmp_path: Path) -> None:
    text = "## Same\n\nOne.\n\n## Other\n\nTwo.\n\n## same!\n\nThree.\n"
    ids = [protocol.id for protocol in protocols_of(tmp_path, text)]
    assert ids == ["guide/same", "guide/other", "guide/same-2"]
    edited = text.replace("One", "Quite another thing")
    assert [protocol.id for protocol in protocols_of(tmp_path, edited)] == ids


def test_a_row_without_an_action_is_named_and_left_out(tmp_path: Path) -> None:
    (tmp_path / "g.md").write_text("| Issue | Action |\n|---|---|\n| A | |\n| B | Do b. |\n")
    protocols, problems = extract([read(tmp_path / "g.md", tmp_path)])
    assert [protocol.issue for protocol in protocols] == ["B"]
    assert any("“A” has no action" in p.message and p.line == 3 for p in problems)


def test_notes_for_the_content_owner_are_no_guide_text(tmp_path: Path) -> None:
    text = "## A\n\nDo a.\n\n> **Note for the content owner:** is this so?\n"
    assert [protocol.action for protocol in protocols_of(tmp_path, text)] == ["Do a."]


def test_the_two_guides_give_38_protocols_each_a_quotation_of_its_source() -> None:
    documents = [read(path, CORPUS) for path in sorted(CORPUS.glob("*guide.md"))]
    documents += [read(CORPUS / "escalation-scenarios.md", CORPUS)]
    protocols, problems = extract(documents)
    assert len(protocols) == 15 + 23
    assert problems == ()
    of_path = {document.path: document for document in documents}
    for protocol in protocols:
        source = passage(of_path[protocol.source.path], protocol.source)
        assert fold(protocol.action) in fold(source)


@pytest.mark.parametrize(
    ("literal", "issue"),
    [
        ("888-666-4530", "Philips Issues"),
        ("[System] Service Request", "General Feedback"),
        ("Pass to provider leads", "Positive Feedback"),
        ("Switch Provider", "Scheduling Issues"),
        ("Incentive Program", "VBID / Incentives"),
        ("Dell KB", "VBID / Incentives"),
        ("Requirements to Schedule", "VMP Scheduling Blocked"),
        ("Stripe", "Payment Information Removal"),
    ],
)
def test_the_guides_keep_their_literals(literal: str, issue: str) -> None:
    documents = [read(path, CORPUS) for path in sorted(CORPUS.glob("*.md"))]
    assert [p.issue for p in extract(documents)[0] if literal in p.action] == [issue]


def test_plain_drops_marks_and_keeps_signs() -> None:
    assert plain("**Do** `x` if a < b > c, [see](http://x) \\| snake_case") == (
        "Do x if a < b > c, see | snake_case"
    )


@given(st.text())
def test_a_slug_holds_letters_digits_and_single_hyphens(issue: str) -> None:
    name = slug(issue)
    assert name
    assert all(part.isalnum() for part in name.split("-"))
    assert slug(name) == name
