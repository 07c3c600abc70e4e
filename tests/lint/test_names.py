from collections.abc import Callable

from kb_assistant.lint import Finding

Lint = Callable[..., list[Finding]]


def test_variants_of_a_name(lint_of: Lint) -> None:
    (found,) = lint_of(
        a_md="## A\nAdd it to the Night Shift sheet.",
        b_md="## B\nAdd it to the night shift doc.",
    )
    assert (found.rule, found.path) == ("name-variants", "a.md")
    assert "b.md, line 2" in found.message
    assert lint_of(b_md="## B\nAdd it to the day shift doc.") == []


def test_acronyms_are_named_once(lint_of: Lint) -> None:
    guide = "## A\nOpen the ZQX. It is in the ZQX or the eRX.\n\nDO NOT close it, e.g. a PDF."
    found = lint_of(guide_md=guide)
    assert [one.message.split("”")[0] for one in found] == ["“ZQX", "“eRX"]
    assert [one.line for one in found] == [2, 2]


def test_acronyms_that_are_explained(lint_of: Lint) -> None:
    guide = "## A\nOpen the Zone Query eXchange (ZQX), see QQX (Quick Queue).\n\nClose the eRX."
    assert [one.message for one in lint_of(guide_md=guide)] == ["“eRX” is spelled out nowhere"]
    assert lint_of(glossary_md="| eRX | an electronic prescription |") == []
    assert len(lint_of(glossary_md="| eRX | |\n\n> **Note:** what is an eRX?")) == 1


def test_notes_are_no_guide_text(lint_of: Lint) -> None:
    guide = "## A\nOpen it.\n\n> **Note for the content owner:** what is the ZQX?"
    assert lint_of(guide_md=guide) == []
