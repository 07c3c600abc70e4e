"""An answer on the terminal."""

from rich.console import Console

from kb_assistant.assistant import Answer, Result
from kb_assistant.decision import Outcome
from kb_assistant.verdict import CHOOSE, NOTHING, sure, verdict

_COLOUR = {Outcome.ANSWER: "bold green", Outcome.URGENT: "bold white on red"}


def show(answer: Answer, console: Console) -> None:
    """Print what an agent needs first, first."""
    if answer.outcome is Outcome.NONE:
        console.print(NOTHING.words, style="bold yellow", markup=False)
        console.print("Unconfirmed, the nearest in the guides:", markup=False)
        _list(answer.results, console)
        return
    if answer.outcome is Outcome.CHOOSE:
        console.print(CHOOSE.words, style="bold yellow", markup=False)
    for number, result in enumerate(answer.results[: answer.cards]):
        urgent = answer.outcome is Outcome.URGENT and number == 0
        words = verdict(result.protocol, urgent=urgent).words
        style = _COLOUR.get(answer.outcome, "bold")
        console.print()
        console.print(words, style=style if urgent or number == 0 else "bold", markup=False)
        _card(result, console)
    rest = answer.results[answer.cards :]
    if rest and answer.outcome is not Outcome.URGENT:
        console.print("\nAlso near:", markup=False)
        _list(rest, console)


def _card(result: Result, console: Console) -> None:
    protocol, source = result.protocol, result.protocol.source
    console.print(f"{protocol.issue} ({sure(result.confidence)})", markup=False)
    for condition in protocol.conditions:
        console.print(f"  [ ] {condition}", markup=False)
    console.print()
    for line in protocol.action.split("\n"):
        console.print(f"  {line}" if line.strip() else "", markup=False)
    console.print()
    place = f"page {source.page}, " if source.page else ""
    lines = f"line {source.line_start}"
    if source.line_end > source.line_start:
        lines = f"lines {source.line_start} to {source.line_end}"
    trail = " > ".join((source.path, *source.headings))
    console.print(f"  {trail}, {place}{lines}", style="dim", markup=False)


def _list(results: tuple[Result, ...], console: Console) -> None:
    for result in results:
        console.print(f"  {result.protocol.issue} ({sure(result.confidence)})", markup=False)
