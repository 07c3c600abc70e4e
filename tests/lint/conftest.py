from collections.abc import Callable
from pathlib import Path

import pytest

from kb_assistant.lint import Finding, lint


@pytest.fixture
def lint_of(tmp_path: Path) -> Callable[..., list[Finding]]:
    """Return a function that lints a corpus of the files that it is given by name."""

    def run(**files: str | bytes) -> list[Finding]:
        for name, content in files.items():
            stem, _, ending = name.rpartition("_")
            path = tmp_path / f"{stem.replace('__', '/')}.{ending}"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return list(lint(tmp_path))

    return run


@pytest.fixture
def rules_of(lint_of: Callable[..., list[Finding]]) -> Callable[..., list[tuple[str, int]]]:
    """Return a function that gives the rule and line of what is found in one Markdown guide."""

    def run(*lines: str) -> list[tuple[str, int]]:
        return [(found.rule, found.line) for found in lint_of(guide_md="\n".join(lines))]

    return run
