"""From a member's message to an `Answer`."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb_assistant.decision import Outcome, decide
from kb_assistant.documents import SourceSpan, fold
from kb_assistant.embedding import Embedder, load_embedder
from kb_assistant.errors import StoredIndexError
from kb_assistant.index import Index
from kb_assistant.index.parts import ENCODER, SOURCES
from kb_assistant.index.records import protocol_to_record
from kb_assistant.index.store import IndexStore
from kb_assistant.protocols import Protocol
from kb_assistant.retrieval import Retriever

MOST_RESULTS = 5
_LONGEST_SECTION = 200
"""How many lines of it are shown before and after a passage."""


@dataclass(frozen=True, slots=True)
class Result:
    """A protocol with the calibrated probability, 0 to 1, that it is right for the message."""

    protocol: Protocol
    confidence: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What the assistant says of one message.

    Args:
        outcome: which of the four.
        index_version: the version of the index that answered.
        latency_ms: the time it took, in milliseconds.
        results: up to five, best first.
        cards: how many of `results`, from the first, the outcome is about: one for each issue of
            the message when the outcome is `answer` or `urgent`, the two or three to choose
            from when it is `choose`, 0 when it is `none`. The rest are near alternatives.
    """

    outcome: Outcome
    index_version: str
    latency_ms: float
    results: tuple[Result, ...]
    cards: int

    def to_record(self) -> dict[str, Any]:
        """Return the answer object of the command line, ready for JSON."""
        return {
            "outcome": self.outcome.value,
            "index_version": self.index_version,
            "latency_ms": round(self.latency_ms, 1),
            "results": [
                {**protocol_to_record(result.protocol), "confidence": round(result.confidence, 4)}
                for result in self.results
            ],
        }


@dataclass(frozen=True, slots=True)
class ContextLine:
    """A line of a guide near a passage: its number from 1, its text, and whether it belongs."""

    number: int
    text: str
    matched: bool


@dataclass(frozen=True, slots=True)
class Assistant:
    """Answers messages from one version of the index. It never changes and may be shared."""

    index: Index
    retriever: Retriever
    sources: Mapping[str, tuple[tuple[str, ...], ...]]

    @classmethod
    def load(cls, index: Path, version: str | None = None) -> "Assistant":
        """Load a version of the index at `index`, the live one if None, and its model.

        Raises:
            StoredIndexError: if there is no index, it is damaged, or another model built it.
            ModelError: if the model cannot be loaded.
        """
        stored = IndexStore(index).load(version)
        return cls.of(stored, load_embedder(stored.manifest.model.name, stored.parts.get(ENCODER)))

    @classmethod
    def of(cls, index: Index, embedder: Embedder) -> "Assistant":
        """Answer from an index that is in memory.

        Raises:
            StoredIndexError: if another model than `embedder` built the index.
        """
        model = index.manifest.model
        if embedder.digest != model.digest:
            raise StoredIndexError(
                f"The index was built with another {model.name} than the one that is installed."
                " Build again: kb-assistant build"
            )
        pages = json.loads(index.parts[SOURCES])
        return cls(
            index,
            Retriever.from_index(index, embedder),
            {path: tuple(tuple(p.split("\n")) for p in texts) for path, texts in pages.items()},
        )

    def answer(self, message: str) -> Answer:
        """Return what the guides prescribe for `message`; nothing of it is kept."""
        started = time.perf_counter()
        ranking = self.retriever.rank(message)
        outcome, cards = decide(ranking, self.retriever.calibration)
        return Answer(
            outcome=outcome,
            index_version=self.index.version,
            latency_ms=1000 * (time.perf_counter() - started),
            results=tuple(
                Result(hit.protocol, hit.confidence) for hit in ranking.hits[:MOST_RESULTS]
            ),
            cards=cards,
        )

    def context(self, span: SourceSpan, around: int = 2) -> tuple[ContextLine, ...]:
        """Return the lines that `span` covers and up to `around` lines before and after them."""
        lines = self.sources[span.path][(span.page or 1) - 1]
        first = max(1, span.line_start - around)
        last = min(len(lines), span.line_end + around)
        return tuple(
            ContextLine(number, lines[number - 1], span.line_start <= number <= span.line_end)
            for number in range(first, last + 1)
        )

    def section(self, span: SourceSpan) -> tuple[ContextLine, ...]:
        """Return the lines of the section that `span` stands in, or the nearest of a long one."""
        lines = self.sources[span.path][(span.page or 1) - 1]
        places = [protocol.source for protocol in self.index.protocols]
        near = [place for place in places if (place.path, place.page) == (span.path, span.page)]
        mine = [place for place in near if place.headings == span.headings] or [span]
        first = min(place.line_start for place in mine)
        last = max(place.line_end for place in mine)
        above = max((place.line_end for place in near if place.line_end < first), default=0)
        below = min((p.line_start for p in near if p.line_start > last), default=len(lines) + 1)
        heading = fold(span.headings[-1]) if span.headings else ""
        rows = range(first - 1, above, -1)
        start = next((n for n in rows if fold(lines[n - 1].strip("#* ")) == heading), above + 1)
        open_end = len(lines) if below > len(lines) else last
        rows = range(last + 1, below)
        end = next((n - 1 for n in rows if lines[n - 1].startswith("#")), open_end)
        before, after = span.line_start - start, end - span.line_end
        whole = self.context(span, around=min(max(before, after, 0), _LONGEST_SECTION))
        return tuple(line for line in whole if start <= line.number <= end)
