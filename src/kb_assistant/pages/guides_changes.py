"""The HTML of what a draft changes: protocols word by word, and answers old beside new."""

from collections.abc import Iterable, Sequence

from kb_assistant.assistant import Answer
from kb_assistant.decision import Outcome
from kb_assistant.diff import AnswerChange, Kind, Pair, Pairing, WordChange, WordKind, changed_words
from kb_assistant.diff.answers import shown
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
