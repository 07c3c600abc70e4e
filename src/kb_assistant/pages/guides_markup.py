"""The HTML of the Guides page: pure functions, everything escaped."""

from collections.abc import Iterable, Sequence

from kb_assistant.assistant import ContextLine
from kb_assistant.evaluation.catalogue import shown
from kb_assistant.index.manifest import Manifest
from kb_assistant.lint import Finding, Level
from kb_assistant.pages import markup, sources
from kb_assistant.pages.text import escape
from kb_assistant.protocols import Protocol
from kb_assistant.verdict import checks_of, verdict

SCORES = ("Success@1", "wrong_answers", "refusals", "urgent_recall")
"""The measures that are shown of a version."""


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
    checks = checks_of(protocol)
    items = "".join(
        f'<li><span aria-hidden="true">☐</span><div>{escape(" ".join(one.condition.split()))}</div>'
        "</li>"
        for one in checks.each
    )
    title = markup.heading("Check first" if checks.needed else "Tick what applies")
    check = f'{title}<ul class="kb-list">{items}</ul>' if items else ""
    place = markup.heading("From the guide") + sources.source(protocol.source, lines)
    return (
        f'<article class="kb-g-card">{markup.bar(verdict(protocol), issue=protocol.issue)}'
        f'<div class="kb-g-body"><div>{markup.situation(protocol.situation)}{check}'
        f"{markup.action(protocol.action)}</div><div>{place}</div>"
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


def quoted(text: str, where: str = "") -> str:
    """Return a message, and where it is from."""
    place = f'<p class="kb-file">{escape(where)}</p>' if where else ""
    return f'<div class="kb-g-quoted"><p><bdi>“{escape(text)}”</bdi></p>{place}</div>'


def listing(texts: Iterable[str]) -> str:
    """Return texts as a list, each on its own line."""
    items = "".join(f"<li><bdi>{escape(one)}</bdi></li>" for one in texts)
    return f'<ul class="kb-g-texts">{items}</ul>'


def version(manifest: Manifest, name: str, what: str, *, live: bool) -> str:
    """Return what there is to say of a version of the guides."""
    counts = ", ".join(f"{number} {of}" for of, number in manifest.counts.items())
    scores = manifest.scores
    measured = ", ".join(f"{one} {shown(one, scores[one])}" for one in SCORES if one in scores)
    lines = [f"Published by {manifest.by}", counts, measured]
    if manifest.forced is not None:
        lines.append(f"Published through a closed gate: {manifest.forced.reason}")
    rest = "".join(f'<p class="kb-file">{escape(line)}</p>' for line in lines if line)
    chip = ' <b class="kb-g-live">Live</b>' if live else ""
    return (
        f'<div class="kb-g-version"><h4>{escape(name[:1].upper() + name[1:])}{chip}</h4>'
        f"<p>{escape(what)}</p>{rest}</div>"
    )


def group(title: str, first: str, rest: Sequence[str]) -> str:
    """Return messages that are alike: the one in their middle, and the others to open."""
    more = (
        f"<details><summary>The others ({len(rest)})</summary>{listing(rest)}</details>"
        if rest
        else ""
    )
    return f'<div class="kb-g-item">{quoted(first, title)}{more}</div>'
