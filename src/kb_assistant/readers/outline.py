"""Collects the blocks of a document under the headings that stand above them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kb_assistant.documents import Block, BlockKind, Cell, Document, Problem, SourceSpan

IMPLIED = 7
"""The level of a heading that carries no mark of its own, below every marked one."""


@dataclass(slots=True)
class _Heading:
    level: int
    text: str
    line: int
    page: int | None
    used: bool = False


class Outline:
    """A document while it is being read: the lines at hand, the heading path, the blocks.

    Lines are counted from 1. Text is always a slice of the source, so nothing is reworded here.
    """

    def __init__(self, path: str, text: str = "") -> None:
        """Start reading the file `path`, whose text is `text` (a PDF adds it page by page)."""
        self.path = path
        self.lines: list[str] = text.split("\n")
        self.page: int | None = None
        self._blocks: list[Block] = []
        self._problems: list[Problem] = []
        self._headings: list[_Heading] = []
        self._path: list[_Heading] = []
        self._seen: set[int] = set()

    def turn(self, page: int, text: str) -> None:
        """Go on with the page `page` of a PDF."""
        self.page, self.lines, self._seen = page, text.split("\n"), set()

    def slice(self, first: int, last: int) -> str:
        """Return the source's lines `first` to `last`, without white space at the ends."""
        return "\n".join(self.lines[first - 1 : last]).strip()

    def heading(self, level: int, text: str, line: int) -> None:
        """Open a section below the sections of a lower `level`."""
        self._path = [above for above in self._path if above.level < level]
        if text:
            self._open(level, text, line)

    def implied(self, run: Sequence[tuple[str, int]]) -> None:
        """Open nested sections for unmarked headings, (text, line), that follow each other.

        They carry no level. A run of them replaces as many of the innermost unmarked ones, so a
        title keeps its sections and a section is followed by its sibling.
        """
        marked = [above for above in self._path if above.level < IMPLIED]
        unmarked = [above for above in self._path if above.level >= IMPLIED]
        self._path = marked + unmarked[: max(0, len(unmarked) - len(run))]
        for text, line in run:
            self._open(IMPLIED, text, line)

    def _open(self, level: int, text: str, line: int) -> None:
        heading = _Heading(level, text, line, self.page)
        self._headings.append(heading)
        self._path.append(heading)

    def add(
        self,
        kind: BlockKind,
        first: int,
        last: int,
        *,
        text: str | None = None,
        cells: Sequence[Cell] = (),
        headings: tuple[str, ...] | None = None,
    ) -> None:
        """Add the block on the lines `first` to `last`; blank lines at its ends are not its own."""
        self.skip(first, last)
        while first <= last and not self.lines[first - 1].strip():
            first += 1
        while last > first and not self.lines[last - 1].strip():
            last -= 1
        text = self.slice(first, last) if text is None else text
        if not text:
            return
        if headings is None:
            headings = tuple(heading.text for heading in self._path)
            for heading in self._path:
                heading.used = True
        span = SourceSpan(self.path, first, last, headings, self.page)
        self._blocks.append(Block(kind, text, span, tuple(cells)))

    def skip(self, first: int, last: int) -> None:
        """Note that the lines `first` to `last` are dealt with."""
        self._seen.update(range(first, last + 1))

    def problem(self, line: int, message: str) -> None:
        """Tell the content owner what was repaired or left out."""
        place = f"page {self.page}: " if self.page else ""
        self._problems.append(Problem(self.path, line, place + message))

    def report_unseen(self) -> None:
        """Tell of every run of lines with text that nothing has dealt with."""
        runs: list[list[int]] = []
        for number, line in enumerate(self.lines, start=1):
            if number in self._seen or not line.strip():
                continue
            if runs and runs[-1][-1] == number - 1:
                runs[-1].append(number)
            else:
                runs.append([number])
        for run in runs:
            said = " / ".join(self.lines[number - 1].strip() for number in run)
            self.problem(run[0], f"left out, because it shows no text: “{said}”")

    def document(self, pages: Iterable[str]) -> Document:
        """Return what has been collected; `pages` is the text that the spans refer to."""
        for heading in self._headings:
            if not heading.used:
                self.page = heading.page
                self.problem(heading.line, f"the heading “{heading.text}” has nothing under it")
        problems = self._problems
        if self.page is None:
            problems = sorted(problems, key=lambda problem: problem.line)
        return Document(self.path, tuple(pages), tuple(self._blocks), tuple(problems))
