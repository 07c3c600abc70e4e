"""From a message to protocols, each with the probability that it is right."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb_assistant.calibration import Calibration
from kb_assistant.embedding import Embedder
from kb_assistant.head import Head
from kb_assistant.index import Index
from kb_assistant.index.parts import CALIBRATION, HEAD
from kb_assistant.protocols import Protocol
from kb_assistant.segments import segments


@dataclass(frozen=True, slots=True)
class Hit:
    """A protocol found for a message.

    Args:
        protocol: the protocol.
        confidence: the probability, 0 to 1, that it is right for an issue of the message.
        part: the number of the part of the message that it is the best protocol of, 0 for the
            whole message; None if it is the best of none.
    """

    protocol: Protocol
    confidence: float
    part: int | None


@dataclass(frozen=True, slots=True)
class Retriever:
    """Everything that ranking a message needs, none of it changing."""

    protocols: tuple[Protocol, ...]
    head: Head
    calibration: Calibration
    embedder: Embedder

    @classmethod
    def from_index(cls, index: Index, embedder: Embedder) -> "Retriever":
        """Take the learned parts out of `index`.

        Raises:
            StoredIndexError: if a part is missing or malformed.
        """
        return cls(
            index.protocols,
            Head.from_bytes(index.parts[HEAD]),
            Calibration.from_bytes(index.parts[CALIBRATION]),
            embedder,
        )

    def hits(self, message: str) -> tuple[Hit, ...]:
        """Return every protocol, best first."""
        parts = (message, *segments(message))
        embeddings = self.embedder.embed_queries(parts)
        return self.ranked(parts, embeddings)

    def ranked(self, parts: Sequence[str], embeddings: NDArray[np.float32]) -> tuple[Hit, ...]:
        """Merge the rankings of a message and its parts.

        A protocol that is the best of a part counts with its confidence there, if that is more
        than it has in the whole message, where its issue competes with the others.
        """
        confidences = self.calibration.confidences(
            self.head.scores(parts, embeddings), self.head.classes
        )
        merged = confidences[0].copy()
        best_of: dict[int, int] = {int(confidences[0].argmax()): 0}
        for number, row in enumerate(confidences[1:], start=1):
            top = int(row.argmax())
            if row[top] > merged[top]:
                merged[top] = row[top]
                best_of.setdefault(top, number)
        of_id = {protocol.id: protocol for protocol in self.protocols}
        order = np.argsort(-merged, kind="stable")
        return tuple(
            Hit(of_id[self.head.classes[i]], float(merged[i]), best_of.get(int(i))) for i in order
        )
