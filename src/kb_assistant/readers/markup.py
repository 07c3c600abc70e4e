"""Parses the HTML that stands in Markdown: its tables, and the text outside their cells.

What is no tag of HTML stays text: guides write "All TRUE? <Escalate" and mean it.
"""

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

from kb_assistant.readers.grid import WIDEST, SpanCell, span_of

_INLINE = (
    "a abbr acronym b bdi bdo big cite code del dfn em font i img ins kbd label mark q s samp "
    "small span strike strong sub sup time tt u var wbr input button"
)
_BLOCK = (
    "address article aside blockquote body br caption center col colgroup dd details div dl dt "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hr html li main nav ol p pre "
    "section summary table tbody td tfoot th thead tr ul"
)
_ATTRIBUTES = r"""(?:\s(?:[^<>"']|"[^"]*"|'[^']*')*)?"""
COMMENT = r"<!--(?:(?!<!--).)*?-->"
"""A comment; one that seems to hold another is not closed, so that this stays linear."""
TAG = re.compile(
    rf"{COMMENT}|</?(?:{'|'.join((_INLINE + ' ' + _BLOCK).split())}){_ATTRIBUTES}/?>",
    re.IGNORECASE | re.DOTALL,
)
BREAKING = frozenset(_BLOCK.split())
STAND_IN = "\ufdd0"
"""A character that no text holds, for a `<` that begins no tag; it keeps the places of others."""


@dataclass(slots=True)
class MarkupRow:
    """A row of a table: where it begins and ends in the markup, and its own cells."""

    start: int
    end: int
    in_head: bool
    cells: list[SpanCell] = field(default_factory=list)


@dataclass(slots=True)
class MarkupTable:
    """A table, `end` being the place after it in the markup."""

    start: int
    end: int = -1
    rows: list[MarkupRow] = field(default_factory=list)
    nested: bool = False


class Markup(HTMLParser):
    """The tables in a piece of markup, and `loose`: where text stands outside their cells."""

    def __init__(self, markup: str) -> None:
        """Parse `markup`."""
        super().__init__(convert_charrefs=True)
        self.tables: list[MarkupTable] = []
        self.loose: list[tuple[int, int]] = []
        self._markup = markup
        self._starts = [0, *(match.end() for match in re.finditer("\n", markup))]
        self._depth = 0
        self._in_head = False
        self._row: MarkupRow | None = None
        self._cell: SpanCell | None = None
        self._loose_from: int | None = None
        self._loose_to: int | None = None
        self.feed(as_html(markup))
        self.close()
        self._close_table(len(markup))
        self._close_loose(len(markup))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open what `tag` opens."""
        self._end_of_text()
        if tag == "table":
            self._open_table()
        elif self._depth == 1 and tag in {"tr", "td", "th", "thead", "tbody", "tfoot"}:
            self._close_loose(self._place())
            self._open_part(tag, dict(attrs))
        elif tag in BREAKING:
            self._text("\n")

    def handle_endtag(self, tag: str) -> None:
        """Close what `tag` closes."""
        self._end_of_text()
        if tag == "table" and self._depth:
            self._depth -= 1
            if not self._depth:
                self._close_table(self._after())
        elif self._depth == 1 and tag in {"td", "th"}:
            self._cell = None
        elif self._depth == 1 and tag in {"tr", "thead", "tbody", "tfoot"}:
            self._close_row(self._after() if tag == "tr" else self._place())
            self._in_head = self._in_head and tag == "tr"
        elif tag in BREAKING:
            self._text("\n")

    def handle_comment(self, data: str) -> None:  # noqa: ARG002 - it is no text
        """Leave a comment out."""
        self._end_of_text()

    def handle_data(self, data: str) -> None:
        """Keep text, in its cell if it has one."""
        data = data.replace(STAND_IN, "<")
        if self._cell is not None:
            self._text(data.replace("\n", " "))
        elif data.strip():
            self._loose_to = None
            if self._loose_from is None:
                self._loose_from = self._place()

    def _place(self) -> int:
        line, column = self.getpos()
        return self._starts[line - 1] + column

    def _end_of_text(self) -> None:
        if self._loose_to is None:
            self._loose_to = self._place()

    def _after(self) -> int:
        """The place after the tag at hand."""
        return self._markup.find(">", self._place()) + 1 or len(self._markup)

    def _text(self, text: str) -> None:
        if self._cell is not None:
            self._cell.parts.append(text)

    def _open_table(self) -> None:
        self._depth += 1
        if self._depth > 1:
            self.tables[-1].nested = True
            self._text("\n")
            return
        self._close_loose(self._place())
        self.tables.append(MarkupTable(self._place()))

    def _close_table(self, end: int) -> None:
        self._close_row(end)
        self._close_loose(end)
        self._depth, self._in_head = 0, False
        if self.tables and self.tables[-1].end < 0:
            self.tables[-1].end = end

    def _open_part(self, tag: str, attrs: dict[str, str | None]) -> None:
        if tag in {"thead", "tbody", "tfoot"}:
            self._close_row(self._place())
            self._in_head = tag == "thead"
            return
        if tag == "tr" or self._row is None:
            self._close_row(self._place())
            self._row = MarkupRow(self._place(), -1, self._in_head)
            self.tables[-1].rows.append(self._row)
        if tag != "tr":
            self._cell = SpanCell(
                tag == "th",
                span_of(attrs.get("rowspan")),
                span_of(attrs.get("colspan") or "1", most=WIDEST),
            )
            self._row.cells.append(self._cell)

    def _close_row(self, end: int) -> None:
        if self._row is not None:
            self._row.end = end
        self._row = self._cell = None

    def _close_loose(self, end: int) -> None:
        if self._loose_from is not None:
            self.loose.append((self._loose_from, self._loose_to or end))
        self._loose_from = None


def as_html(markup: str) -> str:
    """Return `markup` with every `<` that begins no tag of HTML replaced; places stay."""
    pieces: list[str] = []
    end = 0
    for tag in TAG.finditer(markup):
        pieces += [markup[end : tag.start()].replace("<", STAND_IN), tag[0]]
        end = tag.end()
    return "".join([*pieces, markup[end:].replace("<", STAND_IN)])


def without_tags(markup: str) -> str:
    """Return `markup` without the tags of HTML and the comments."""
    return TAG.sub("", markup)


def visible(markup: str) -> str:
    """Return the text that a browser shows of `markup`, white space aside.

    The text of each cell that a reader finds in HTML is part of it, white space folded.
    """
    return unescape(TAG.sub(lambda tag: " " if name_of(tag[0]) in BREAKING else "", markup))


def name_of(tag: str) -> str:
    """Return the name in a tag."""
    return re.sub(r"[^a-z0-9].*", "", tag.lstrip("</").lower(), flags=re.DOTALL)
