"""The HTML of a place in a guide: pure functions, everything escaped."""

from collections.abc import Sequence

from kb_assistant.assistant import ContextLine
from kb_assistant.documents import SourceSpan
from kb_assistant.pages.text import escape


def source(
    span: SourceSpan, lines: Sequence[ContextLine], section: Sequence[ContextLine] = ()
) -> str:
    """Return where the action stands, the passage among its neighbours, and the whole section."""
    passage = _passage(lines, "The passage in its guide")
    around = ""
    if len(section) > len(lines):
        whole = _passage(section, "The section in its guide")
        summary = "<summary>What the guide says around this</summary>"
        around = f'<details class="kb-around">{summary}{whole}</details>'
    return f"{place(span)}{around}{passage}"


def _passage(lines: Sequence[ContextLine], name: str) -> str:
    if not lines:
        return ""
    rows = "".join(
        f'<div class="kb-line{" kb-matched" if line.matched else ""}">'
        f'<span class="kb-number">{line.number}</span>'
        f"<span>{_matched(line)}</span></div>"
        for line in lines
    )
    return f'<div class="kb-passage" tabindex="0" role="group" aria-label="{name}">{rows}</div>'


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


def reference(span: SourceSpan) -> str:
    """Return the file and the lines of `span`, on one line."""
    return f'<p class="kb-file">{escape(span.path)}, {where(span)}</p>'
