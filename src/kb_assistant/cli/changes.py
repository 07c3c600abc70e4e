"""A difference on the terminal. Colour repeats what the marks say, so that it can be missed."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.text import Text

from kb_assistant.assistant import Answer
from kb_assistant.diff import AnswerChange, Difference, Kind, Pair, WordChange, WordKind
from kb_assistant.diff.answers import shown
from kb_assistant.protocols import Protocol

_AROUND = 12
"""Words of an unchanged run that are shown next to a change."""
_MESSAGE = 30
"""Words of a message that are shown."""
_MARKS = {
    WordKind.SAME: ("", "", ""),
    WordKind.REMOVED: ("[-", "-]", "red"),
    WordKind.ADDED: ("{+", "+}", "green"),
}
_TITLES = {
    Kind.OUTCOME: "Another outcome",
    Kind.PROTOCOL: "Another protocol",
    Kind.ACTION: "The same protocol, which prescribes something else",
}


def show(difference: Difference, console: Console, most: int | None) -> None:
    """Print what a content owner needs first, first.

    Args:
        difference: what to print.
        console: where.
        most: how many of the changed answers to print; all if None.
    """
    console.print(f"Compared with the live version {difference.version}:", markup=False)
    _counts(difference, console)
    _protocols(difference, console)
    _answers(difference.answers, console, most)
    if difference.problems:
        remarks = _count(len(difference.problems), "remark")
        console.print(f"\n{remarks} on the guides: kb-assistant lint", markup=False)


def _counts(difference: Difference, console: Console) -> None:
    protocols = difference.protocols
    counts = (
        ("added", protocols.added),
        ("removed", protocols.removed),
        ("changed", protocols.changed),
        ("renamed", protocols.renamed),
    )
    parts = ", ".join(f"{len(of_kind)} {name}" for name, of_kind in counts if of_kind)
    console.print(f"  protocols: {parts or 'none differs'}", style="bold", markup=False)
    added, removed = difference.phrasings
    if added or removed:
        console.print(f"  phrasings: {added} added, {removed} removed", style="bold", markup=False)
    if difference.other_model:
        console.print("  embedding model: another", style="bold", markup=False)
    left_out = difference.left_out
    rest = f" ({_count(left_out, 'phrasing')} not tried: --phrasings)" if left_out else ""
    console.print(
        f"  answers: {len(difference.answers)} of {difference.tried} messages tried would be"
        f" answered otherwise{rest}",
        style="bold",
        markup=False,
    )


def _protocols(difference: Difference, console: Console) -> None:
    protocols = difference.protocols
    if protocols.changed or protocols.renamed:
        legend = Text("\nWords are marked as ")
        legend.append_text(_marked(WordChange(WordKind.REMOVED, "removed")))
        legend.append(" and ")
        legend.append_text(_marked(WordChange(WordKind.ADDED, "added")))
        console.print(legend)
    _heading("Changed", protocols.changed, console)
    for pair in protocols.changed:
        console.print(Text(f"  ~ {pair.new.id}"))
        _fields(pair, console)
    _heading("Renamed", protocols.renamed, console)
    for pair in protocols.renamed:
        console.print(Text(f"  ~ {pair.old.id} -> {pair.new.id}"))
        _fields(pair, console)
        if orphans := difference.orphans.get(pair.old.id):
            left_out = f"{_count(orphans, 'phrasing')} with the old id would be left out"
            console.print(Text(f"      {left_out}: give them the new one", style="yellow"))
    _heading("Added", protocols.added, console)
    _alone(protocols.added, "+", "green", console)
    _heading("Removed", protocols.removed, console)
    _alone(protocols.removed, "-", "red", console)


def _heading(title: str, of_kind: Sequence[object], console: Console) -> None:
    if of_kind:
        console.print(f"\n{title} ({len(of_kind)})", style="bold", markup=False)


def _alone(protocols: Iterable[Protocol], mark: str, style: str, console: Console) -> None:
    for protocol in protocols:
        console.print(Text(f"  {mark} {protocol.id}", style=style))
        console.print(Text(f"      {_short(protocol.action)}"))


def _fields(pair: Pair, console: Console) -> None:
    for field in pair.fields:
        line = Text(f"      {field.field}: ")
        last = len(field.words) - 1
        for number, run in enumerate(field.words):
            line.append_text(_marked(run, first=number == 0, last=number == last))
            line.append("" if number == last else " ")
        console.print(line)


def _marked(run: WordChange, *, first: bool = False, last: bool = False) -> Text:
    """A run between its marks; of a long unchanged one only what is next to a change."""
    before, after, style = _MARKS[run.kind]
    words = run.text.split(" ")
    lead, trail = (0 if first else _AROUND), (0 if last else _AROUND)
    if run.kind is WordKind.SAME and len(words) > lead + trail + 1:
        words = [*words[:lead], "...", *words[len(words) - trail :]]
    return Text(f"{before}{' '.join(words)}{after}", style=style)


def _answers(answers: Sequence[AnswerChange], console: Console, most: int | None) -> None:
    groups: dict[tuple[Kind, str, str], list[AnswerChange]] = defaultdict(list)
    for change in answers:
        groups[change.kind, _said(change.old), _said(change.new)].append(change)
    largest = sorted(groups.values(), key=len, reverse=True)
    shares = _shares([len(group) for group in largest], len(answers) if most is None else most)
    for kind in Kind:
        of_kind = [pair for pair in zip(largest, shares, strict=True) if pair[0][0].kind is kind]
        if of_kind:
            count = sum(len(group) for group, _ in of_kind)
            console.print(f"\n{_TITLES[kind]} ({count})", style="bold", markup=False)
        for group, share in of_kind:
            if share:
                _group(group, share, console)
        unseen = [len(group) for group, share in of_kind if not share]
        if unseen:
            rest = f"  {sum(unseen)} more in {_count(len(unseen), 'group')}"
            console.print(rest, markup=False)
    if sum(shares) < len(answers):
        hidden = len(answers) - sum(shares)
        console.print(f"\n{sum(shares)} shown, {hidden} more: see them with --all", markup=False)


def _shares(sizes: Sequence[int], most: int) -> list[int]:
    """Deal out `most` lines, one to each group in turn, so that none hides the others."""
    shares = [0] * len(sizes)
    while most > 0 and shares != list(sizes):
        for number, size in enumerate(sizes):
            if shares[number] < size and most > 0:
                shares[number] += 1
                most -= 1
    return shares


def _group(changes: Sequence[AnswerChange], most: int, console: Console) -> None:
    console.print(Text(f"  - {_said(changes[0].old)}", style="red"))
    console.print(Text(f"  + {_said(changes[0].new)}", style="green"))
    for change in changes[:most]:
        text = _short(change.message.text, _MESSAGE)
        console.print(Text(f"      “{text}” ({change.message.origin})"))
    if most < len(changes):
        console.print(f"      and {len(changes) - most} more", markup=False)


def _said(answer: Answer) -> str:
    """An answer in one line."""
    protocols = " or ".join(f"{p.id} “{_short(p.action)}”" for p in shown(answer))
    return f"{answer.outcome.value}: {protocols}" if protocols else answer.outcome.value


def _short(text: str, most: int = _AROUND) -> str:
    words = text.split()
    return " ".join(words if len(words) <= most + 1 else [*words[:most], "..."])


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
