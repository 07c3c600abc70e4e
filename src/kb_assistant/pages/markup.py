"""The HTML of the Ask page, from answers: pure functions, everything escaped.

The classes are those of style.css. Colour and glyph only ever repeat what the words say.
"""

import re
from collections.abc import Sequence

from kb_assistant.assistant import Result
from kb_assistant.pages.sources import reference, where
from kb_assistant.pages.text import Piece, escape, pieces
from kb_assistant.protocols import Protocol
from kb_assistant.verdict import Verdict, sure

_DIGITS = re.compile(r"\d[\d-]{5,}\d")


def bar(verdict: Verdict, *, issue: str = "", confidence: float | None = None) -> str:
    """Return the full-width verdict bar."""
    role = "alert" if verdict.kind == "urgent" else "status"
    title = f'<h2 class="kb-issue">{escape(issue)}</h2>' if issue else ""
    words = "p" if issue else "h2"
    detail = f'<p class="kb-detail">{escape(verdict.detail)}</p>' if verdict.detail else ""
    chance = "" if confidence is None else f'<p class="kb-sure">{sure(confidence)}</p>'
    return (
        f'<div class="kb-bar kb-{verdict.kind}" role="{role}">'
        f'<span class="kb-glyph" aria-hidden="true"></span>'
        f'<div class="kb-say">{title}<{words} class="kb-words">{escape(verdict.words)}</{words}>'
        f"{detail}</div>{chance}</div>"
    )


def tag(verdict: Verdict) -> str:
    """Return the verdict as a short line, for options and alternatives."""
    return (
        f'<p class="kb-tag kb-{verdict.kind}"><span class="kb-glyph" aria-hidden="true"></span>'
        f"{escape(verdict.words)}</p>"
    )


def echo(excerpt: str, issues: int) -> str:
    """Return the line that says which message is being answered."""
    several = f" <b>{issues} issues in this message.</b>" if issues > 1 else ""
    return (
        f'<p class="kb-echo"><span>The member:</span> <bdi>“{escape(excerpt)}”</bdi>{several}</p>'
    )


def situation(text: str, marked: str = "") -> str:
    """Return the situation that a protocol is for; empty if its guide states none.

    Args:
        text: the situation.
        marked: the words in it that tell it from others.
    """
    if not text:
        return ""
    words = _marked(" ".join(text.split()), (marked,))
    return f'<p class="kb-situation"><span>When</span> {words}</p>'


def _marked(text: str, words: Sequence[str]) -> str:
    """`text` with the first place of each of `words` marked."""
    places = sorted((text.find(one), len(one)) for one in words if one and one in text)
    parts: list[str] = []
    end = 0
    for start, length in places:
        if start >= end:
            marked = escape(text[start : start + length])
            parts += escape(text[end:start]), f'<mark class="kb-applies">{marked}</mark>'
            end = start + length
    return "".join((*parts, escape(text[end:])))


def heading(text: str) -> str:
    """Return the small heading of a part of a card."""
    return f'<h3 class="kb-part">{escape(text)}</h3>'


def action(text: str, title: str = "Do this", marked: Sequence[str] = ()) -> str:
    """Return what the guide prescribes, word for word, with the words that apply marked."""
    return f'{heading(title)}<div class="kb-action">{quotation(text, marked)}</div>'


def quotation(text: str, marked: Sequence[str] = ()) -> str:
    """Return a passage word for word: wrapped lines joined, list items one a line."""
    parts: list[str] = []
    items: list[str] = []
    for piece in pieces(text):
        if piece.marker:
            items.append(_item(piece, marked))
            continue
        parts += _list(items)
        items = []
        parts.append(f"<p>{_words(piece, marked)}</p>")
    return "".join(parts + _list(items))


def _item(piece: Piece, marked: Sequence[str]) -> str:
    marker = piece.marker if piece.marker[0].isdigit() else "•"
    depth = min(piece.depth, 3)
    words = f"<span>{escape(marker)}</span> <div>{_words(piece, marked)}</div>"
    return f'<li class="kb-depth-{depth}">{words}</li>'


def _words(piece: Piece, marked: Sequence[str]) -> str:
    """The text of a piece, its phone numbers kept on one line."""
    return _DIGITS.sub(r'<span class="kb-digits">\g<0></span>', _marked(piece.text, marked))


def _list(items: Sequence[str]) -> list[str]:
    return [f'<ul class="kb-list">{"".join(items)}</ul>'] if items else []


def near(result: Result, verdict: Verdict) -> str:
    """Return a near alternative: its issue, its action and how likely it is."""
    protocol = result.protocol
    return (
        f'<article class="kb-near"><header><h3>{escape(protocol.issue)}</h3>'
        f'<p class="kb-chance">{sure(result.confidence)}</p></header>'
        f"{tag(verdict)}{situation(protocol.situation)}"
        f'<div class="kb-quote">{quotation(protocol.action)}</div>{reference(protocol.source)}'
        "</article>"
    )


def unconfirmed(result: Result) -> str:
    """Return a passage that came near without fitting: no verdict, marked as unconfirmed."""
    protocol = result.protocol
    return (
        '<article class="kb-near kb-unconfirmed"><header>'
        f"<h3>{escape(protocol.issue)}</h3>"
        f'<p class="kb-chance"><b>Unconfirmed</b>, {sure(result.confidence)}</p></header>'
        f'<div class="kb-quote">{quotation(protocol.action)}</div>{reference(protocol.source)}'
        "</article>"
    )


def overview(protocol: Protocol) -> str:
    """Return what a guide says of itself, word for word."""
    guide = (protocol.source.headings or (protocol.source.path,))[0]
    return (
        f"{heading(f'{guide}, in its own words')}"
        f'<div class="kb-overview"><div class="kb-quote">{quotation(protocol.action)}</div>'
        f"{reference(protocol.source)}</div>"
    )


def option(number: int | None, result: Result, verdict: Verdict, own: str = "") -> str:
    """Return one of the protocols to choose from, with the words of its `own` marked."""
    protocol = result.protocol
    badge = f'<span class="kb-badge" aria-hidden="true">{number}</span>' if number else ""
    return (
        f'<header class="kb-option">{badge}<h3>{escape(protocol.issue)}</h3></header>'
        f"{situation(protocol.situation, own)}{tag(verdict)}"
    )


def prescribes(result: Result) -> str:
    """Return what the option prescribes, how likely it is, and where it stands."""
    protocol = result.protocol
    return (
        f'<div class="kb-quote">{quotation(protocol.action)}</div>'
        f'<p class="kb-file">{sure(result.confidence)}, from {escape(protocol.source.path)},'
        f" {where(protocol.source)}</p>"
    )
