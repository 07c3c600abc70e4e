"""What the rules look at, and how they find the place of what they see."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from kb_assistant.corpus import Survey
from kb_assistant.documents import BlockKind, Document, Problem, SourceSpan, fold, passage
from kb_assistant.lint.finding import Finding
from kb_assistant.phrasings import Phrasing
from kb_assistant.protocols import Protocol, plain


@dataclass(frozen=True, slots=True)
class Guides:
    """The content of a corpus, as in a `Survey`."""

    documents: tuple[Document, ...]
    protocols: tuple[Protocol, ...]
    phrasings: tuple[Phrasing, ...] = ()
    glossary: str = ""
    left_out: tuple[Problem, ...] = ()
    unreadable: tuple[Problem, ...] = ()

    @classmethod
    def of(cls, survey: Survey) -> "Guides":
        """Take over what a survey has read."""
        return cls(
            survey.documents,
            survey.protocols,
            survey.phrasings,
            survey.glossary,
            survey.left_out,
            survey.unreadable,
        )

    def document(self, path: str) -> Document:
        """Return the guide `path`."""
        return next(document for document in self.documents if document.path == path)

    def find(self, protocol: Protocol, words: str) -> SourceSpan:
        """Return the line of `protocol` where `words` begin, or all of it if they are not there."""
        where = protocol.source
        begin = fold(words.split("\n", 1)[0]).casefold()
        for number, line in enumerate(passage(self.document(where.path), where).split("\n")):
            if begin in _plain(line).casefold():
                line_number = where.line_start + number
                return replace(where, line_start=line_number, line_end=line_number)
        return where

    def heading(self, protocol: Protocol, heading: str) -> SourceSpan:
        """Return the line above `protocol` (or within it) that bears `heading`."""
        where = protocol.source
        lines = self.document(where.path).pages[(where.page or 1) - 1].split("\n")
        for number in range(where.line_start, 0, -1):
            if heading in plain(lines[number - 1]):
                return replace(where, line_start=number, line_end=number)
        return where


def finding(where: SourceSpan, rule: str, message: str, advice: str) -> Finding:
    """Return the finding of `rule` at `where`."""
    page = f"page {where.page}: " if where.page else ""
    return Finding(where.path, where.line_start, rule, page + message, advice)


def _plain(line: str) -> str:
    return plain(line).replace("\u2019", "'")


def action_of(protocol: Protocol) -> str:
    """Return the action line by line, without Markdown's marks and typographic apostrophes."""
    return _read(protocol.action)


@lru_cache(maxsize=20_000)
def _read(action: str) -> str:
    return "\n".join(map(_plain, action.split("\n")))


def trigger_of(protocol: Protocol) -> str:
    """Return all that says when `protocol` applies; an issue cut from its situation counts once."""
    if protocol.situation.startswith(protocol.issue.rstrip("…")):
        return _plain(protocol.situation)
    return _plain(f"{protocol.issue}. {protocol.situation}")


_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]*>")
_ADDRESS = re.compile(r"https?://\S+|(?<=\])\([^)\n]*\)")
_CODE = re.compile(r"^(?P<fence>```|~~~).*?^(?P=fence)|`[^`\n]*`", re.DOTALL | re.MULTILINE)


def lines_of(document: Document) -> Iterator[tuple[SourceSpan, str]]:
    """Yield what a reader sees, line by line: no notes, comments, code, tags or addresses."""
    notes = {
        (block.span.page, number)
        for block in document.blocks
        if block.kind is BlockKind.NOTE
        for number in range(block.span.line_start, block.span.line_end + 1)
    }
    numbered = document.blocks[0].span.page is not None if document.blocks else False
    for index, text in enumerate(document.pages, start=1):
        page = index if numbered else None
        for pattern in (_COMMENT, _CODE, _TAG, _ADDRESS):
            text = pattern.sub(_blank, text)  # noqa: PLW2901 - cleaned
        for number, line in enumerate(text.split("\n"), start=1):
            if line.strip() and (page, number) not in notes:
                yield (
                    SourceSpan(document.path, number, number, page=page),
                    line.replace("\u2019", "'"),
                )


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


def at(where: SourceSpan, beside: SourceSpan) -> str:
    """Say where `where` is to somebody who looks at `beside`."""
    line = f"line {where.line_start}"
    page = f"page {where.page}, " if where.page else ""
    return page + line if where.path == beside.path else f"{where.path}, {page}{line}"
