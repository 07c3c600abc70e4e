"""Web pages: headings, paragraphs, list items and tables, on the lines of the file."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from kb_assistant.documents import BlockKind, Document, fold
from kb_assistant.readers.grid import spread
from kb_assistant.readers.html_blocks import Piece, Pieces
from kb_assistant.readers.html_page import rebroken, seen, without_silent
from kb_assistant.readers.leftovers import without_leftovers
from kb_assistant.readers.markup import Markup, MarkupTable
from kb_assistant.readers.outline import Outline
from kb_assistant.readers.table_rows import GridRow, add_grid


def read_html(path: str, text: str) -> Document:
    """Return the document in the page `text`, whose only line break is LF.

    The document's text is what the page shows, on the lines of the file: tags, scripts, styles,
    comments and menus leave gaps.
    """
    page, unclosed = without_silent(text)
    pieces, crowded = Pieces(page).pieces, False
    if _is_crowded(_Lines(page), pieces):
        page = rebroken(page)
        pieces, crowded = Pieces(page).pieces, True
    outline, places = Outline(path, seen(page)), _Lines(page)
    if crowded:
        outline.problem(1, "its lines hold several blocks each: lines are counted block by block")
    for place in unclosed:
        line = text.count("\n", 0, place) + 1
        outline.problem(line, f"“{text[place : place + 10]}…” is never closed: read as text")
    kept = without_leftovers(outline)
    for piece in pieces:
        first, last = places.of(piece.start, piece.end)
        if not any(line.strip() for line in kept[first - 1 : last]):
            continue
        if piece.kind == "table":
            _add_tables(outline, places, page, piece)
        elif piece.kind[:1] == "h":
            outline.heading(int(piece.kind[1]), fold(piece.text), first)
            outline.skip(first, last)
        else:
            is_item = piece.kind in {"li", "dd", "dt"}
            kind = BlockKind.LIST_ITEM if is_item else BlockKind.PARAGRAPH
            outline.add(kind, first, last, text=piece.text)
    outline.report_unseen()
    return outline.document(["\n".join(outline.lines)])


class _Lines:
    """The lines of a text by place."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._ends = [place for place, char in enumerate(text) if char == "\n"]

    def of(self, start: int, end: int) -> tuple[int, int]:
        """The first and last line (from 1) of the text from `start` to `end`, without white space.

        A slice that is only white space is one line.
        """
        piece = self._text[start:end]
        start += len(piece) - len(piece.lstrip())
        end = max(start, start + len(piece.strip()) - 1)
        return bisect_right(self._ends, start - 1) + 1, bisect_right(self._ends, end - 1) + 1


def _is_crowded(places: _Lines, pieces: Sequence[Piece]) -> bool:
    """Whether a heading or a table shares a line with something else."""
    return any(
        places.of(one.start, one.end)[1] >= places.of(other.start, other.end)[0]
        for one, other in pairwise(pieces)
        if any(piece.kind == "table" or piece.kind[:1] == "h" for piece in (one, other))
    )


def _add_tables(outline: Outline, places: _Lines, page: str, piece: Piece) -> None:
    """Add the table of `piece`, its caption before it."""
    markup = Markup(page[piece.start : piece.end])
    for start, end in markup.loose:
        text = fold(seen(page[piece.start + start : piece.start + end]))
        first, last = places.of(piece.start + start, piece.start + end)
        outline.add(BlockKind.PARAGRAPH, first, last, text=text)
    for table in markup.tables:
        if table.nested:
            line = places.of(piece.start, piece.end)[0]
            outline.problem(line, "a table stands within a cell: its text was read as that cell's")
        add_grid(outline, _grid(places, piece.start, table))
    outline.skip(*places.of(piece.start, piece.end))


def _grid(places: _Lines, start: int, table: MarkupTable) -> list[GridRow]:
    slots = spread([row.cells for row in table.rows])
    return [
        GridRow(
            *places.of(start + row.start, start + row.end),
            tuple(line),
            is_head=row.in_head or (bool(row.cells) and all(cell.is_head for cell in row.cells)),
        )
        for row, line in zip(table.rows, slots, strict=True)
    ]
