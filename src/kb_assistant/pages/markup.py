"""The HTML of the Ask page, from answers: pure functions, everything escaped.

The classes are those of style.css. Colour and glyph only ever repeat what the words say.
"""

import re
from collections.abc import Sequence

from kb_assistant.assistant import ContextLine, Result
from kb_assistant.documents import SourceSpan
from kb_assistant.pages.text import Piece, escape, pieces
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


def situation(text: str) -> str:
    """Return the situation that a protocol is for; empty if its guide states none."""
    if not text:
        return ""
    folded = " ".join(text.split())
    return f'<p class="kb-situation"><span>When</span> {escape(folded)}</p>'


def heading(text: str) -> str:
    """Return the small heading of a part of a card."""
    return f'<h3 class="kb-part">{escape(text)}</h3>'


def action(text: str, title: str = "Do this") -> str:
    """Return what the guide prescribes, word for word."""
    return f'{heading(title)}<div class="kb-action">{quotation(text)}</div>'


def quotation(text: str) -> str:
    """Return a passage word for word: wrapped lines joined, list items one a line."""
    parts: list[str] = []
    items: list[str] = []
    for piece in pieces(text):
        if piece.marker:
            items.append(_item(piece))
            continue
        parts += _list(items)
        items = []
        parts.append(f"<p>{_words(piece)}</p>")
    return "".join(parts + _list(items))


def _item(piece: Piece) -> str:
    marker = piece.marker if piece.marker[0].isdigit() else "•"
    depth = min(piece.depth, 3)
    words = f"<span>{escape(marker)}</span> <div>{_words(piece)}</div>"
    return f'<li class="kb-depth-{depth}">{words}</li>'


def _words(piece: Piece) -> str:
    """The text of a piece, its phone numbers kept on one line."""
    return _DIGITS.sub(r'<span class="kb-digits">\g<0></span>', escape(piece.text))


def _list(items: Sequence[str]) -> list[str]:
    return [f'<ul class="kb-list">{"".join(items)}</ul>'] if items else []


def source(span: SourceSpan, lines: Sequence[ContextLine]) -> str:
    """Return where the action stands, and the passage among its neighbours."""
    rows = "".join(
        f'<div class="kb-line{" kb-matched" if line.matched else ""}">'
        f'<span class="kb-number">{line.number}</span>'
        f"<span>{_matched(line)}</span></div>"
        for line in lines
    )
    passage = (
        '<div class="kb-passage" tabindex="0" role="group" aria-label="The passage in its guide">'
        f"{rows}</div>"
    )
    return f"{heading('From the guide')}{place(span)}{passage if rows else ''}"


def _matched(line: ContextLine) -> str:
    text = escape(line.text)
    return f"<mark>{text}</mark>" if line.matched and text else text or "&nbsp;"


def place(span: SourceSpan) -> str:
    """Return the guide, the headings above the passage, and its line or page."""
    guide, *path = span.headings or (span.path,)
    trail = "".join(f"<li>{escape(part)}</li>" for part in path)
    trail = f'<ol class="kb-trail">{trail}</ol>' if trail else ""
    return (
        f'<div class="kb-place"><p class="kb-guide">{escape(guide)}</p>{trail}'
        f'<p class="kb-file">{escape(span.path)}, {where(span)}</p></div>'
    )


def where(span: SourceSpan) -> str:
    """Return the line, the lines or the page of `span` in words."""
    if span.page is not None:
        return f"page {span.page}"
    if span.line_start == span.line_end:
        return f"line {span.line_start}"
    return f"lines {span.line_start}–{span.line_end}"  # noqa: RUF001 - a range


def near(result: Result, verdict: Verdict) -> str:
    """Return a near alternative: its issue, its action and how likely it is."""
    protocol = result.protocol
    return (
        f'<article class="kb-near"><header><h3>{escape(protocol.issue)}</h3>'
        f'<p class="kb-chance">{sure(result.confidence)}</p></header>'
        f"{tag(verdict)}{situation(protocol.situation)}"
        f'<div class="kb-quote">{quotation(protocol.action)}</div>{_reference(protocol.source)}'
        "</article>"
    )


def unconfirmed(result: Result) -> str:
    """Return a passage that came near without fitting: no verdict, marked as unconfirmed."""
    protocol = result.protocol
    return (
        '<article class="kb-near kb-unconfirmed"><header>'
        f"<h3>{escape(protocol.issue)}</h3>"
        f'<p class="kb-chance"><b>Unconfirmed</b>, {sure(result.confidence)}</p></header>'
        f'<div class="kb-quote">{quotation(protocol.action)}</div>{_reference(protocol.source)}'
        "</article>"
    )


def _reference(span: SourceSpan) -> str:
    return f'<p class="kb-file">{escape(span.path)}, {where(span)}</p>'


def option(number: int, result: Result, verdict: Verdict) -> str:
    """Return one of the protocols to choose from."""
    protocol = result.protocol
    return (
        f'<header class="kb-option"><span class="kb-badge" aria-hidden="true">{number}</span>'
        f"<h3>{escape(protocol.issue)}</h3></header>"
        f"{situation(protocol.situation)}{tag(verdict)}"
        f'<div class="kb-quote">{quotation(protocol.action)}</div>'
        f'<p class="kb-file">{sure(result.confidence)}, from {escape(protocol.source.path)},'
        f" {where(protocol.source)}</p>"
    )
