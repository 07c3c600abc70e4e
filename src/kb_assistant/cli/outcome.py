"""What a build says when it is done."""

from pathlib import Path
from typing import TYPE_CHECKING

from kb_assistant.cli.console import err, out

if TYPE_CHECKING:
    from kb_assistant.release import Lost, Release

_MOST_LOST = 40
_SHOWN = ("Success@1", "wrong_answers", "refusals", "AUROC", "urgent_recall")


def tell_release(done: "Release", corpus: Path) -> None:
    """Print what came of a build."""
    content = done.corpus
    for problem in content.problems:
        place = f"{corpus / problem.path}:{problem.line}"
        err.print(f"{place}: {problem.message}", style="yellow", markup=False)
    for path, reason in content.skipped.items():
        err.print(f"Left out: {corpus / path}: {reason}", style="yellow", markup=False)
    counts = (
        f"{len(content.protocols)} protocols from {len(content.documents)} guides,"
        f" {len(content.phrasings)} phrasings."
    )
    anew = f" {done.embedded} of {done.texts} texts embedded anew." if done.texts else ""
    out.print(counts + anew, markup=False)
    if done.scores:
        shown = (f"{name} {done.scores[name]:.3f}" for name in _SHOWN if name in done.scores)
        out.print(f"Eval: {', '.join(shown)}", markup=False)
    for note in done.notes:
        out.print(f"{note[0].upper()}{note[1:]}.", markup=False)
    if done.reasons:
        _tell_reasons(done)
    if done.version is not None:
        out.print(f"Live: {done.version}", markup=False)


def _tell_reasons(done: "Release") -> None:
    style = "red" if done.version is None else "yellow"
    forced = "" if done.version is None else ", and was forced"
    err.print(f"The gate is closed{forced}:", style=style, markup=False)
    for reason in done.reasons:
        err.print(f"  - {reason}", style=style, markup=False)
    if done.lost:
        err.print(f"Lost against the live version {done.live}:", style=style, markup=False)
        for lost in done.lost[:_MOST_LOST]:
            err.print(f"  - {_lost(lost)}", markup=False)
        if len(done.lost) > _MOST_LOST:
            err.print(f"  and {len(done.lost) - _MOST_LOST} more", markup=False)
    if done.version is None:
        still = f"{done.live} stays live" if done.live else "there is no live version"
        err.print(
            f"Nothing was published: {still}. Mend what is named, or publish all the same with: "
            "kb-assistant build --force REASON",
            markup=False,
        )


def _lost(lost: "Lost") -> str:
    return f"{lost.query.id} “{lost.query.query}” ({', '.join(lost.measures)})"
