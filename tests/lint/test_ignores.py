from collections.abc import Callable

from kb_assistant.lint import Finding

Lint = Callable[..., list[Finding]]
COMMENT = "<!-- lint: ignore unknown-acronym everybody knows it -->"


def rules(found: list[Finding]) -> list[tuple[str, int]]:
    return [(one.rule, one.line) for one in found]


def test_comment_in_the_section(lint_of: Lint) -> None:
    guide = f"## A\n\n{COMMENT}\n\nOpen the ZQX.\n\n## B\n\nOpen the QQX.\n"
    assert rules(lint_of(guide_md=guide)) == [("unknown-acronym", 9)]


def test_comment_on_the_line_before_a_heading(lint_of: Lint) -> None:
    guide = f"## A\n\nOpen it.\n\n{COMMENT}\n\n## ZQX orders\n\nClose them.\n"
    assert lint_of(guide_md=guide) == []


def test_a_reason_is_required_and_the_rule_must_exist(lint_of: Lint) -> None:
    guide = "## A\n\n<!-- lint: ignore unknown-acronym -->\n\nOpen the ZQX.\n"
    assert rules(lint_of(guide_md=guide)) == [("ignore", 3), ("unknown-acronym", 5)]
    guide = "## A\n\n<!-- lint: ignore acronym because -->\n\nOpen it.\n"
    assert rules(lint_of(guide_md=guide)) == [("ignore", 3)]


def test_comment_that_silences_nothing(lint_of: Lint) -> None:
    assert rules(lint_of(guide_md=f"## A\n\n{COMMENT}\n\nOpen it.\n")) == [("ignore", 3)]


def test_settings(lint_of: Lint) -> None:
    table = '[[ignore]]\nrule = "unknown-acronym"\npath = "g*.md"\n'
    guide = "## A\n\nOpen the ZQX.\n"
    assert lint_of(guide_md=guide, lint_toml=f'{table}reason = "a name"\n') == []
    assert rules(lint_of(lint_toml=table)) == [("unknown-acronym", 3), ("ignore", 1)]
    assert rules(lint_of(lint_toml="[[ignore")) == [("unknown-acronym", 3), ("ignore", 1)]
    assert rules(lint_of(lint_toml='[[ignore]]\nrule = "x"\n'))[-1] == ("ignore", 1)
