"""A version that is not published yet."""

from collections.abc import Mapping
from dataclasses import dataclass

from kb_assistant.corpus import Corpus
from kb_assistant.index import Index, LexicalIndex, Manifest, ModelFacts, Passage, VectorIndex
from kb_assistant.index.manifest import FORMAT_VERSION, now
from kb_assistant.index.person import me
from kb_assistant.index.version import tool_version

CANDIDATE = "candidate"
"""What a version that is not published is called."""


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A whole version in memory: to be tried, then published."""

    corpus: Corpus
    model: ModelFacts
    passages: tuple[Passage, ...]
    vectors: VectorIndex
    lexical: LexicalIndex
    parts: Mapping[str, bytes]

    @property
    def counts(self) -> dict[str, int]:
        """How many of what it holds."""
        return {
            "guides": len(self.corpus.documents),
            "protocols": len(self.corpus.protocols),
            "phrasings": len(self.corpus.phrasings),
            "passages": len(self.passages),
        }

    def index(self) -> Index:
        """Return it as if it were published and loaded, with `CANDIDATE` as its version."""
        manifest = Manifest(
            format_version=FORMAT_VERSION,
            version=CANDIDATE,
            created=now(),
            by=me(),
            tool_version=tool_version(),
            model=self.model,
            corpus=self.corpus.digests,
            skipped=self.corpus.skipped,
            files={},
            counts=self.counts,
            scores={},
            notes=(),
            forced=None,
        )
        return Index(
            CANDIDATE,
            manifest,
            self.corpus.protocols,
            self.passages,
            self.vectors,
            self.lexical,
            self.parts,
        )
