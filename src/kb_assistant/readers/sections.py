"""Headings, paragraphs, list items and tables of plain text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from kb_assistant.documents import BlockKind
from kb_assistant.readers import flattened
from kb_assistant.readers.lines import (
    is_bullet,
    is_lead,
    is_new,
    is_rule,
    is_title,
    is_underline,
    marked_heading,
    run_in_heading,
    split_chunk,
)
from kb_assistant.readers.outline import Outline

_NOTE = re.compile(r"[>\s*_]*note for the content owner", re.IGNORECASE)
_LONGEST_RUN = 3
"""More short lines than this one after another are a list of words, not nested headings."""


@dataclass(frozen=True, slots=True)
class _Item:
    """A piece of the text: lines from 1; `level` is that of a marked heading, else 0."""

    kind: str
    first: int
    last: int
    text: str = ""
    level: int = 0


def is_note(text: str) -> bool:
    """Whether quoted text (after `>`) is addressed to the content owner."""
    return bool(_NOTE.match(text))


def add_sections(
    outline: Outline, lines: Sequence[str], *, laid_out: bool = False, goes_on: bool = False
) -> None:
    """Add what stands on the lines of `outline`.

    Args:
        lines: the lines of `outline`, blank where something is not to be read.
        laid_out: whether line breaks come from a page's layout, as in a PDF.
        goes_on: whether a later page begins with text, so that a title at the end stands above it.
    """
    items = []
    for item in _items(lines, laid_out=laid_out):
        if item.kind == "rule":
            outline.skip(item.first, item.last)
        else:
            items.append(item)
    groups = [list(group) for _, group in groupby(items, key=lambda item: item.kind == "title")]
    for number, group in enumerate(groups):
        if group[0].kind == "title":
            after = groups[number + 1][0].kind if number + 1 < len(groups) else ""
            stands_above = after != "heading" if after else goes_on
            _add_titles(outline, group, stands_above=stands_above)
        else:
            for item in group:
                _add(outline, lines, item)


def begins_with_text(lines: Sequence[str]) -> bool:
    """Whether the first thing on a page that says anything is no heading."""
    kinds = [item.kind for item in _items(lines, laid_out=True) if item.kind != "rule"]
    return bool(kinds) and kinds[0] not in {"title", "heading"}


def _add_titles(outline: Outline, titles: Sequence[_Item], *, stands_above: bool) -> None:
    if stands_above and len(titles) <= _LONGEST_RUN:
        outline.implied([(title.text, title.first) for title in titles])
        for title in titles:
            outline.skip(title.first, title.last)
    else:
        for title in titles:
            outline.add(BlockKind.PARAGRAPH, title.first, title.last)


def _add(outline: Outline, lines: Sequence[str], item: _Item) -> None:
    if item.kind == "heading":
        outline.heading(item.level, item.text, item.first)
        outline.skip(item.first, item.last)
    elif item.kind == "table":
        flattened.add_table(outline, lines, item.first - 1, item.last, lean=0.3)
    elif item.kind == "bullet":
        outline.add(BlockKind.LIST_ITEM, item.first, item.last)
    else:
        text = item.text or outline.slice(item.first, item.last)
        kind = BlockKind.NOTE if text[:1] == ">" and is_note(text) else BlockKind.PARAGRAPH
        outline.add(kind, item.first, item.last, text=text)


def _items(lines: Sequence[str], *, laid_out: bool) -> list[_Item]:
    items: list[_Item] = []
    width = max(map(len, lines))
    index = 0
    while index < len(lines):
        taken = _structure(lines, index, width)
        if taken:
            items.append(taken)
            index = taken.last
        elif not lines[index].strip():
            index += 1
        else:
            end = index + 1
            while end < len(lines) and lines[end].strip() and not _structure(lines, end, width):
                end += 1
            items.extend(_chunk(lines, index, end, laid_out=laid_out))
            index = end
    return items


def _structure(lines: Sequence[str], index: int, width: int) -> _Item | None:
    """What begins at `index` and is no running text."""
    if flattened.starts_at(lines, index):
        end = flattened.end_of(lines, index)
        return _Item("table", index + 1, end)
    if is_bullet(lines[index]):
        return _Item("bullet", index + 1, _bullet_end(lines, index, width))
    if is_rule(lines[index]):
        return _Item("rule", index + 1, index + 1)
    if marked := marked_heading(lines[index]):
        return _Item("heading", index + 1, index + 1, marked[1], marked[0])
    if index + 1 < len(lines) and is_underline(lines[index + 1]) and is_title(lines[index]):
        level = 1 if lines[index + 1].strip()[0] == "=" else 2
        return _Item("heading", index + 1, index + 2, lines[index].strip(), level)
    return None


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _bullet_end(lines: Sequence[str], index: int, width: int) -> int:
    """Return where the list item ends, with what is nested in it."""
    indent = _indent(lines[index])
    end = index + 1
    for here in range(index + 1, len(lines)):
        line = lines[here]
        if not line.strip():
            continue
        goes_on = here == end and not is_bullet(line) and not is_new(lines[here - 1], line, width)
        if _indent(line) <= indent and (not goes_on or _structure(lines, here, width)):
            break
        end = here + 1
    return end


def _chunk(lines: Sequence[str], start: int, end: int, *, laid_out: bool) -> list[_Item]:
    """The paragraphs of a run of lines without a blank one, and the titles above them."""
    items: list[_Item] = []
    for first, last in split_chunk(lines[start:end], laid_out=laid_out):
        text = "\n".join(lines[start + first : start + last]).strip()
        place = (start + first + 1, start + last)
        if run_in := run_in_heading(text):
            items.append(_Item("title", place[0], place[0], run_in[0]))
            items.append(_Item("text", *place, run_in[1]))
        elif last - first == 1 and (is_title(text) or is_lead(text)):
            items.append(_Item("title", *place, text.rstrip(": ")))
        else:
            items.append(_Item("text", *place, text))
    return items
