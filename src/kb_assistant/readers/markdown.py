"""Markdown, read with markdown-it-py; the only module that imports it."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from kb_assistant.documents import BlockKind, Document, fold
from kb_assistant.readers import flattened
from kb_assistant.readers.html_tables import add_html, end_of_tables
from kb_assistant.readers.leftovers import without_leftovers
from kb_assistant.readers.markup import COMMENT, without_tags
from kb_assistant.readers.outline import Outline
from kb_assistant.readers.sections import is_note

if TYPE_CHECKING:
    from markdown_it.token import Token

_COMMENT = re.compile(COMMENT, re.DOTALL)
_KEY = re.compile(r"""["']?[\w.-]+["']?\s*:(\s|$)""")
_YAML = re.compile(r"""\s*$|\s*#|\s+\S|-(\s|$)|["']?[\w.-]+["']?\s*:(\s|$)""")
_LEAN = -0.3
"""In a table that somebody wrote, an empty last cell may well be meant."""


def read_markdown(path: str, text: str) -> Document:
    """Return the document in `text`, whose only line break is LF."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 - `--help` goes without it

    outline = Outline(path, text)
    lines = _without_front_matter(outline, without_leftovers(outline))
    tokens = MarkdownIt("commonmark").enable("table").parse("\n".join(lines))
    done = 0
    for index, token in enumerate(tokens):
        if token.level or token.map is None or token.nesting < 0 or token.map[0] < done:
            continue
        done = _add(outline, lines, tokens, index)
    outline.report_unseen()
    return outline.document([text])


def _without_front_matter(outline: Outline, lines: list[str]) -> list[str]:
    """Blank the metadata between two lines of dashes at the top."""
    if lines[0].rstrip() != "---":
        return lines
    end = next((i for i, line in enumerate(lines) if i and line.rstrip() in {"---", "..."}), 0)
    inside = lines[1:end]
    if not inside or not _KEY.match(inside[0]) or not all(map(_YAML.match, inside)):
        return lines
    outline.skip(1, end + 1)
    return [*[""] * (end + 1), *lines[end + 1 :]]


def _add(outline: Outline, lines: Sequence[str], tokens: Sequence["Token"], index: int) -> int:
    """Add what the token at `index` opens; return the line (from 0) where it ends."""
    token = tokens[index]
    start, end = token.map or (0, 0)
    if token.type == "heading_open":
        outline.heading(int(token.tag[1:]), _plain(tokens[index + 1]), start + 1)
        outline.skip(start + 1, end)
    elif token.type in {"bullet_list_open", "ordered_list_open"}:
        for first, last in _items(tokens, index):
            outline.add(BlockKind.LIST_ITEM, first + 1, last)
    elif token.type == "html_block":
        end = _html_end(lines, tokens, index)
        _add_markup(outline, start, end)
    elif token.type == "hr":
        outline.skip(start + 1, end)
    elif token.type in {"table_open", "paragraph_open"}:
        _add_text(outline, lines, start, end)
    else:
        quoted = token.type == "blockquote_open" and is_note(outline.slice(start + 1, end))
        outline.add(BlockKind.NOTE if quoted else BlockKind.PARAGRAPH, start + 1, end)
    return end


def _plain(inline: "Token") -> str:
    """Return the text of a heading without its marks."""
    parts = [
        " " if child.type in {"softbreak", "hardbreak"} else child.content
        for child in inline.children or ()
        if child.type != "html_inline" or without_tags(child.content)
    ]
    return fold("".join(parts))


def _items(tokens: Sequence["Token"], index: int) -> Iterator[tuple[int, int]]:
    """The lines of each item of the list that opens at `index`."""
    for place in range(index + 1, len(tokens)):
        token = tokens[place]
        if token.level == 0:
            return
        if token.level == 1 and token.type == "list_item_open" and token.map:
            yield token.map[0], token.map[1]


def _add_text(outline: Outline, lines: Sequence[str], start: int, end: int) -> None:
    """Add a table or a paragraph, also one that only its faults keep from being a table."""
    while start < end:
        table = next((i for i in range(start, end) if flattened.starts_at(lines, i, end)), end)
        if table > start:
            outline.add(BlockKind.PARAGRAPH, start + 1, table)
        start = table
        if table < end:
            start = flattened.add_table(outline, lines, table, end, lean=_LEAN)


def _html_end(lines: Sequence[str], tokens: Sequence["Token"], index: int) -> int:
    """Return the end of the HTML at `index`, with what a blank line cut off from its table."""
    start, end = tokens[index].map or (0, 0)
    end = end_of_tables(lines, start, end)
    for place in range(index, len(tokens)):  # a slice would copy the rest of a handbook
        token = tokens[place]
        if token.level or not token.map:
            continue
        if token.map[0] >= end:
            break
        end = max(end, token.map[1])
    return end


def _add_markup(outline: Outline, start: int, end: int) -> None:
    """Add the HTML on lines `start` to `end`; comments are no guide text."""
    source = "\n".join(outline.lines[start:end])
    if "<!--" in _COMMENT.sub("", source):
        outline.problem(start + 1, "a comment is never closed with “-->”: it was read as text")
    if without_tags(source).strip():
        add_html(outline, start + 1, end)
    outline.skip(start + 1, end)
