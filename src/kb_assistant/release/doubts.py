"""What closes the gate before anything is embedded: errors in the guides, and too few protocols."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from kb_assistant.corpus import Corpus
from kb_assistant.lint import Level, lint_survey
from kb_assistant.lint.finding import Finding
from kb_assistant.protocols import Protocol

MOST_GONE = 0.2
"""Share of the protocols that a new version may have fewer."""
_NAMED = 5


def lint_errors(content: Corpus, folder: Path) -> Iterator[str]:
    """Yield each error that lint finds, but for what follows from files that are left out."""
    left = {*content.skipped}
    guides = {Path(path).stem for path in left}
    for found in lint_survey(content.survey, folder):
        if found.level is Level.ERROR and not _follows(found, left, guides):
            place = f"{folder / found.path}:{found.line}"
            yield f"{place}: {found.rule}: {found.message}. {found.advice}"


def shrinking(before: Sequence[Protocol], after: Sequence[Protocol]) -> Iterator[str]:
    """Yield the reason if `after` has more than a fifth fewer protocols than the live version."""
    if len(after) >= (1 - MOST_GONE) * len(before):
        return
    there = {protocol.id for protocol in after}
    gone = [protocol.id for protocol in before if protocol.id not in there]
    more = f" and {len(gone) - _NAMED} more" if len(gone) > _NAMED else ""
    yield (
        f"only {len(after)} protocols, and the live version has {len(before)}: more than a fifth "
        f"would be gone ({', '.join(gone[:_NAMED])}{more})"
    )


def _follows(found: Finding, left: set[str], guides: set[str]) -> bool:
    """Whether a finding only says that a file was left out, or that its protocols are gone."""
    if found.rule == "orphan-phrasing":
        return any(f"“{guide}/" in found.message for guide in guides)
    return found.rule == "unreadable-file" and found.path in left
