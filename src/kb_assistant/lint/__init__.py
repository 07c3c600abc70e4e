"""Doubts about the guides, found without the model in well under a second.

Each rule is a function from the `Guides` to its findings.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

from kb_assistant.corpus import Survey, survey
from kb_assistant.lint import (
    conditions,
    contradictions,
    files,
    issues,
    names,
    phrasings,
    privacy,
    references,
    routes,
)
from kb_assistant.lint.finding import LEVELS, Finding, Level
from kb_assistant.lint.guides import Guides
from kb_assistant.lint.ignores import apply

__all__ = ["LEVELS", "Finding", "Level", "lint", "lint_survey"]

Rule = Callable[[Guides], Iterator[Finding]]
_RULES: tuple[Rule, ...] = (
    files.readable,
    files.well_formed,
    files.actions_filled,
    issues.unique,
    issues.distinct,
    routes.section_kept,
    routes.destination_named,
    routes.prescribes,
    conditions.numbers_covered,
    conditions.siblings_covered,
    conditions.other_side_said,
    references.links_given,
    references.below_and_above,
    references.documents_known,
    references.titles_explained,
    references.texts_given,
    contradictions.one_trigger_one_action,
    contradictions.possible_or_not,
    names.one_name_each,
    names.acronyms_explained,
    phrasings.owned,
    phrasings.one_label,
    phrasings.look_like_their_own,
    privacy.nothing_personal,
)


def lint(corpus: Path) -> tuple[Finding, ...]:
    """Return the doubts about the corpus in the folder `corpus`, by file and line.

    Raises:
        CorpusError: if there is no folder, or no guide in it.
    """
    return lint_survey(survey(corpus), corpus)


def lint_survey(content: Survey, corpus: Path) -> tuple[Finding, ...]:
    """Return what `lint` does of a corpus that was read before."""
    guides = Guides.of(content)
    found = (one for rule in _RULES for one in rule(guides))
    return tuple(sorted(set(apply(found, corpus, guides))))
