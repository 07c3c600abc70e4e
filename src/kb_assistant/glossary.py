"""The house words of a corpus: what they stand for and how members say them."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from kb_assistant.documents import BlockKind
from kb_assistant.errors import StoredIndexError
from kb_assistant.readers.markdown import read_markdown


@dataclass(frozen=True, slots=True)
class Entry:
    """A house word with every other way of saying it; `said` is empty if nobody wrote one."""

    term: str
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Glossary:
    """The entries, and one pattern that finds any of their words in a text."""

    entries: tuple[Entry, ...]
    _pattern: re.Pattern[str] | None = field(repr=False, compare=False)
    _entry_of: dict[str, Entry] = field(repr=False, compare=False)

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "Glossary":
        """Make a glossary of `entries`; those that nothing else is said for change no text."""
        kept = tuple(entry for entry in entries if entry.said)
        entry_of = {word.casefold(): entry for entry in kept for word in (entry.term, *entry.said)}
        words = sorted(entry_of, key=len, reverse=True)  # the longest first: it says the most
        pattern = rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?:s|es)?(?!\w)"
        return cls(kept, re.compile(pattern, re.IGNORECASE) if words else None, entry_of)

    @classmethod
    def parse(cls, text: str) -> "Glossary":
        """Read Markdown with a table of term, what it stands for, and other words for it."""
        blocks = read_markdown("glossary.md", text).blocks
        rows = (block.cells for block in blocks if block.kind is BlockKind.TABLE_ROW)
        return cls.of(
            Entry(cells[0].text.strip(), _words(cell.text for cell in cells[1:]))
            for cells in rows
            if cells and cells[0].text.strip()
        )

    def expand(self, text: str) -> str:
        """Return `text`, followed by the term and meaning of each house word that it holds."""
        if self._pattern is None:
            return text
        found: dict[str, None] = {}
        for match in self._pattern.finditer(text):
            entry = self._entry_of.get(match[0].casefold()) or self._entry_of.get(
                match[0].casefold().rstrip("s")
            )
            if entry is not None:
                found.setdefault(f"{entry.term} {entry.said[0]}")
        return f"{text} ({'; '.join(found)})" if found else text

    def to_bytes(self) -> bytes:
        """Return the entries as JSON."""
        return json.dumps([[e.term, *e.said] for e in self.entries], ensure_ascii=False).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Glossary":
        """Read what `to_bytes` wrote.

        Raises:
            StoredIndexError: if the data is of another form.
        """
        try:
            return cls.of(
                Entry(str(term), tuple(map(str, said))) for term, *said in json.loads(data)
            )
        except (ValueError, TypeError) as error:
            raise StoredIndexError(
                "The glossary of the index cannot be read. Build again: kb-assistant build"
            ) from error


def _words(cells: Iterable[str]) -> tuple[str, ...]:
    return tuple(word.strip() for cell in cells for word in cell.split(",") if word.strip())
