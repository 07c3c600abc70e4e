"""An embedder that embeds each text once, whether a build or one of two assistants asks."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from kb_assistant.embedding import Embedder

Vectors = NDArray[np.float32]
Told = Callable[[int], None]
Embed = Callable[[Sequence[str], Told | None], Vectors]


class RememberingEmbedder:
    """An `Embedder` that keeps in memory what another one embeds."""

    def __init__(self, embedder: Embedder) -> None:
        """Take the other one."""
        self.name = embedder.name
        self.digest = embedder.digest
        self.dimension = embedder.dimension
        self._embedder = embedder
        self._passages: dict[str, Vectors] = {}
        self._queries: dict[str, Vectors] = {}

    def embed_queries(self, texts: Sequence[str], progress: Told | None = None) -> Vectors:
        """Return the vectors of members' messages, (n, d)."""
        return self._recall(texts, self._queries, self._embedder.embed_queries, progress)

    def embed_passages(self, texts: Sequence[str], progress: Told | None = None) -> Vectors:
        """Return the vectors of passages, (n, d)."""
        return self._recall(texts, self._passages, self._embedder.embed_passages, progress)

    def _recall(
        self, texts: Sequence[str], memory: dict[str, Vectors], embed: Embed, progress: Told | None
    ) -> Vectors:
        new = [text for text in dict.fromkeys(texts) if text not in memory]
        if new:
            memory.update(zip(new, embed(new, progress), strict=True))
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        return np.stack([memory[text] for text in texts])
