"""The blocks of a web page: headings, paragraphs, list items, and where its tables stand."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from kb_assistant.readers.markup import BREAKING, STAND_IN, as_html

_PART = re.compile(r"<(/?)(table|tr|t[dh])(?=[\s>/])", re.IGNORECASE)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_ITEMS = frozenset({"li", "dd", "dt"})
_LISTS = frozenset({"ul", "ol", "dl"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a page from `start` to `end`: "h1" to "h6", "li", "table", or other text."""

    kind: str
    start: int
    end: int
    text: str = ""


@dataclass(slots=True)
class _Open:
    start: int
    cells: list[int] = field(default_factory=list)


def tables_in(page: str) -> dict[int, int]:
    """Return start and end of the tables with columns; a table of one column only frames text."""
    found: dict[int, int] = {}
    stack: list[_Open] = []
    for part in _PART.finditer(page):
        name, closes = part[2].lower(), bool(part[1])
        if name == "table" and not closes:
            stack.append(_Open(part.start()))
        elif stack and name == "table":
            table = stack.pop()
            if max(table.cells, default=0) > 1:
                found[table.start] = page.find(">", part.start()) + 1 or len(page)
        elif stack and not closes:
            if name == "tr" or not stack[-1].cells:
                stack[-1].cells.append(0)
            stack[-1].cells[-1] += name != "tr"
    for table in stack:
        if max(table.cells, default=0) > 1:
            found[table.start] = len(page)
    return found


class Pieces(HTMLParser):
    """Finds the pieces of a page, in order."""

    def __init__(self, page: str) -> None:
        """Parse `page`, from which what shows no text has been blanked."""
        super().__init__(convert_charrefs=True)
        self.pieces: list[Piece] = []
        self._page = as_html(page)
        self._starts = [0, *(match.end() for match in re.finditer("\n", page))]
        self._tables = tables_in(page)
        self._table_end = -1
        self._within: list[str] = []
        self._pre = 0
        self._text: list[str] = []
        self._from = self._to = -1
        self.feed(self._page)
        self.close()
        self._flush()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - they say nothing of the text
        """Begin what `tag` begins."""
        place = self._place()
        if place < self._table_end:
            return
        if tag == "br":
            self._text.append("\x00")
        elif tag in BREAKING:
            self._flush()
            self._pre += tag == "pre"
            if place in self._tables:
                self._table_end = self._tables[place]
                self.pieces.append(Piece("table", place, self._table_end))
            elif tag in _HEADINGS or tag in _ITEMS or tag in _LISTS:
                while self._within and tag not in _LISTS and self._within[-1] not in _LISTS:
                    self._within.pop()  # it was not closed
                self._within.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """End what `tag` ends."""
        if self._place() < self._table_end or tag == "br" or tag not in BREAKING:
            return
        self._flush()
        self._pre = max(0, self._pre - (tag == "pre"))
        if tag in self._within:
            while self._within.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Keep text outside tables."""
        place = self._place()
        if place < self._table_end:
            return
        if data.strip():
            end = self._page.find("<", place)
            raw = self._page[place : end if end >= 0 else len(self._page)]
            if self._from < 0:
                self._from = place + len(raw) - len(raw.lstrip())
            self._to = place + len(raw.rstrip())
        self._text.append(data.replace(STAND_IN, "<"))

    def _place(self) -> int:
        line, column = self.getpos()
        return self._starts[line - 1] + column

    def _flush(self) -> None:
        text = "".join(self._text)
        if not self._pre:
            text = " ".join(filter(None, map(str.strip, text.split("\n"))))
        lines = text.replace("\x00", "\n").split("\n")
        text = "\n".join(line.rstrip() if self._pre else line.strip() for line in lines).strip()
        if text and self._from >= 0:
            inner = self._within[-1] if self._within else ""
            self.pieces.append(Piece("p" if inner in _LISTS else inner, self._from, self._to, text))
        self._text, self._from, self._to = [], -1, -1
