"""`kb-assistant lint`."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kb_assistant.cli.console import FINDING, CorpusOption, out
from kb_assistant.settings import Settings

if TYPE_CHECKING:
    from kb_assistant.lint import Finding

_DEFAULTS = Settings()


def lint(
    corpus: CorpusOption = _DEFAULTS.corpus,
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 1 on warnings too, not on errors only.")
    ] = False,
) -> None:
    """Say what is doubtful in the guides and the phrasings, and what to do about it."""
    from kb_assistant.lint import Level, lint  # noqa: PLC0415 - what other commands go without

    found = lint(corpus)
    errors = sum(one.level is Level.ERROR for one in found)
    if as_json:
        _print_json(found, errors)
    else:
        _print(found, errors, corpus)
    if errors or (strict and found):
        raise typer.Exit(FINDING)


def _print_json(found: Sequence["Finding"], errors: int) -> None:
    content = {
        "errors": errors,
        "warnings": len(found) - errors,
        "findings": [{**asdict(one), "level": one.level.value} for one in found],
    }
    typer.echo(json.dumps(content, ensure_ascii=False, indent=2))


def _print(found: Sequence["Finding"], errors: int, corpus: Path) -> None:
    """Print each finding, and its advice once below all that it holds for."""
    for (_, advice), group in groupby(found, key=lambda one: (one.rule, one.advice)):
        for one in group:
            style = "red" if one.level == "error" else "yellow"
            level = " (error)" if one.level == "error" else ""
            place = f"{corpus / one.path}:{one.line}"
            out.print(f"{place}: {one.rule}{level}: {one.message}", style=style, markup=False)
        out.print(f"    {advice}", markup=False)
    warnings = len(found) - errors
    if not found:
        out.print("Nothing doubtful found.")
        return
    out.print(f"{_count(errors, 'error')}, {_count(warnings, 'warning')}.", markup=False)


def _count(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"
