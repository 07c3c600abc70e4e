"""The HTML of the Guides page: pure functions, everything escaped."""

from collections.abc import Iterable, Sequence

from kb_assistant.assistant import Answer, ContextLine
from kb_assistant.decision import Outcome
from kb_assistant.diff import AnswerChange, Kind, Pair, Pairing, WordChange, WordKind, changed_words
from kb_assistant.diff.answers import shown
from kb_assistant.lint import Finding, Level
from kb_assistant.pages import markup
from kb_assistant.pages.text import escape, excerpt
from kb_assistant.protocols import Protocol
from kb_assistant.verdict import NOTHING, verdict

_AROUND = 12
"""Words of an unchanged run that are shown next to a change."""
_EXCERPT = 240
_FIELDS = {
    "issue": "Issue",
    "situation": "Situation",
    "action": "Action",
    "route": "What happens with the case",
    "destination": "Where it goes",
    "conditions": "Conditions",
}
_KINDS = {
    Kind.OUTCOME: "Another outcome",
    Kind.PROTOCOL: "Another protocol",
    Kind.ACTION: "The same protocol, another action",
}


def says(text: str, *more: str, mark: str = "") -> str:
    """Return a sentence that stands out, and plainer ones below it."""
    rest = "".join(f"<p>{escape(line)}</p>" for line in more if line)
    style = f" kb-g-{mark}" if mark else ""
    return f'<div class="kb-g-says{style}" role="status"><p>{escape(text)}</p>{rest}</div>'


def note(text: str) -> str:
    """Return a remark of the page."""
    return f'<p class="kb-g-note">{escape(text)}</p>'


def count(number: int, noun: str) -> str:
    """Return how many, in words."""
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"


def finding(found: Finding) -> str:
    """Return what is wrong on a line, and what to do about it."""
    grave = found.level is Level.ERROR
    level = '<b class="kb-g-error">Stops publishing.</b> ' if grave else ""
    return (
        f'<div class="kb-g-finding"><p>{level}{escape(found.message)}</p>'
        f'<p class="kb-file">{escape(found.advice)} <span>{escape(found.rule)}</span></p></div>'
    )


def card(protocol: Protocol, lines: Sequence[ContextLine]) -> str:
    """Return a protocol as agents see it."""
    items = "".join(
        f'<li><span aria-hidden="true">☐</span><div>{escape(" ".join(one.split()))}</div></li>'
        for one in protocol.conditions
    )
    check = f'{markup.heading("Check first")}<ul class="kb-list">{items}</ul>' if items else ""
    return (
        f'<article class="kb-g-card">{markup.bar(verdict(protocol), issue=protocol.issue)}'
        f'<div class="kb-g-body"><div>{markup.situation(protocol.situation)}{check}'
        f"{markup.action(protocol.action)}</div><div>{markup.source(protocol.source, lines)}</div>"
        "</div></article>"
    )


def text(pages: Sequence[str], most: int, marked: int = 0, page: int = 0) -> str:
    """Return the text of a file with the numbers of its lines, one line of it marked."""
    rows: list[str] = []
    for number, content in enumerate(pages, 1):
        if len(pages) > 1:
            rows.append(f'<div class="kb-g-page">Page {number}</div>')
        for at, line in enumerate(content.split("\n"), 1):
            here = " kb-matched" if at == marked and page in {0, number} else ""
            rows.append(
                f'<div class="kb-line{here}"><span class="kb-number">{at}</span>'
                f"<span>{escape(line) or '&nbsp;'}</span></div>"
            )
    left = f'<div class="kb-g-page">{len(rows) - most} more lines</div>' if len(rows) > most else ""
    return (
        '<div class="kb-passage" tabindex="0" role="group" aria-label="The text of the guide">'
        f"{''.join(rows[:most])}{left}</div>"
    )


def words(runs: Sequence[WordChange]) -> str:
    """Return the words that go and come, with a few of those around them."""
    last = len(runs) - 1
    return " ".join(_run(run, first=at == 0, last=at == last) for at, run in enumerate(runs))


def _run(run: WordChange, *, first: bool, last: bool) -> str:
    if run.kind is WordKind.REMOVED:
        return f"<del>{escape(run.text)}</del>"
    if run.kind is WordKind.ADDED:
        return f"<ins>{escape(run.text)}</ins>"
    parts = run.text.split(" ")
    lead, trail = (0 if first else _AROUND), (0 if last else _AROUND)
    if len(parts) > lead + trail + 1:
        parts = [*parts[:lead], "…", *parts[len(parts) - trail :]]
    return escape(" ".join(parts))


def pairing(found: Pairing) -> str:
    """Return the protocols that differ, word by word."""
    changed = "".join(_pair(pair, "changed") for pair in found.changed)
    renamed = "".join(_pair(pair, "renamed") for pair in found.renamed)
    added = "".join(_alone(one, "added", "ins") for one in found.added)
    removed = "".join(_alone(one, "removed", "del") for one in found.removed)
    return f'<div class="kb-g-list">{changed}{renamed}{added}{removed}</div>'


def _pair(pair: Pair, how: str) -> str:
    rows = "".join(
        f"<dt>{_FIELDS[field.field]}</dt><dd>{words(field.words)}</dd>" for field in pair.fields
    )
    was = f", was {escape(pair.old.id)}" if pair.old.id != pair.new.id else ""
    return _item(pair.new, how, was, f"<dl>{rows}</dl>" if rows else "")


def _alone(protocol: Protocol, how: str, element: str) -> str:
    said = escape(excerpt(protocol.action, _EXCERPT))
    return _item(protocol, how, "", f"<p><{element}>{said}</{element}></p>")


def _item(protocol: Protocol, how: str, was: str, content: str) -> str:
    return (
        f'<article class="kb-g-item"><h4>{escape(protocol.issue)}</h4>'
        f'<p class="kb-file">{escape(protocol.id)}{was}, {how}</p>{content}</article>'
    )


def answers(changes: Iterable[AnswerChange]) -> str:
    """Return the messages that would be answered otherwise, the new answer beside the old."""
    return f'<div class="kb-g-list">{"".join(map(_answer, changes))}</div>'


def _answer(change: AnswerChange) -> str:
    old, new = shown(change.old), shown(change.new)
    what = ""
    if change.kind is Kind.ACTION and old and new:
        what = f"<p>{words(changed_words(old[0].action, new[0].action))}</p>"
    return (
        f'<article class="kb-g-item"><h4><bdi>“{escape(excerpt(change.message.text, _EXCERPT))}”'
        f'</bdi></h4><p class="kb-file">{_KINDS[change.kind]}, {escape(change.message.origin)}</p>'
        f'<div class="kb-g-beside"><div><h5>Now</h5>{_said(change.old)}</div>'
        f"<div><h5>Once published</h5>{_said(change.new)}</div></div>{what}</article>"
    )


def _said(answer: Answer) -> str:
    found = shown(answer)
    if not found:
        return markup.tag(NOTHING)
    urgent = answer.outcome is Outcome.URGENT
    return "".join(
        f"{markup.tag(verdict(one, urgent=urgent and at == 0))}<p>{escape(one.issue)}</p>"
        f'<p class="kb-file">{escape(one.id)}</p>'
        for at, one in enumerate(found)
    )


def table(head: Sequence[str], rows: Iterable[Sequence[str]], name: str) -> str:
    """Return a table of texts that scrolls by itself where it is too wide."""
    top = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows
    )
    return (
        f'<div class="kb-g-wide" tabindex="0" role="group" aria-label="{escape(name)}">'
        f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def listing(texts: Iterable[str]) -> str:
    """Return texts as a list, each on its own line."""
    items = "".join(f"<li><bdi>{escape(one)}</bdi></li>" for one in texts)
    return f'<ul class="kb-g-texts">{items}</ul>'
