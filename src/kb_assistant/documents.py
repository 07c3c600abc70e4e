"""What a reader makes of a file: a `Document` of `Block`s, each with its place in the source.

Lines are counted from 1 and inclusive. In a PDF they count within the extracted text of one page.
"""

from dataclasses import dataclass
from enum import StrEnum


class BlockKind(StrEnum):
    """What a block is in the source."""

    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"
    QUESTION = "question"
    """A clue and its response in a question/answer quiz: cells `Situation` and `Action`."""
    NOTE = "note"
    """A remark to the content owner, never guide text."""


@dataclass(frozen=True, slots=True)
class SourceSpan:
    """The place of a passage in a guide.

    Args:
        path: the file, relative to the corpus, with `/` between folders.
        line_start, line_end: first and last line, from 1, inclusive.
        headings: the headings above the passage, outermost first.
        page: the page of a PDF, from 1; None elsewhere.
    """

    path: str
    line_start: int
    line_end: int
    headings: tuple[str, ...] = ()
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table row: its column's header (empty if none) and its text, verbatim."""

    header: str
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a document with its place.

    Args:
        kind: what it is.
        text: the source's text of the block, verbatim (for a row: of all its lines).
        span: where it stands; `span.headings` are the headings above it.
        cells: for a TABLE_ROW or QUESTION, its cells, spans already filled in and rows already
            shifted back into place; empty otherwise.
    """

    kind: BlockKind
    text: str
    span: SourceSpan
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a file that was repaired or left out, for the content owner to look at."""

    path: str
    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Document:
    r"""A file of the corpus as its reader understood it.

    Args:
        path: the file, relative to the corpus, with `/` between folders.
        pages: the text that spans refer to, with "\n" as the only line break: one entry for a
            text file, one per page for a PDF.
        blocks: the content in reading order, headings and web-page leftovers excluded.
        problems: repairs and omissions.
    """

    path: str
    pages: tuple[str, ...]
    blocks: tuple[Block, ...]
    problems: tuple[Problem, ...] = ()


def fold(text: str) -> str:
    """Return `text` with each run of white space as one space, and none at the ends."""
    return " ".join(text.split())


def passage(document: Document, span: SourceSpan) -> str:
    """Return the lines of the source that `span` covers."""
    page = document.pages[(span.page or 1) - 1]
    return "\n".join(page.split("\n")[span.line_start - 1 : span.line_end])
