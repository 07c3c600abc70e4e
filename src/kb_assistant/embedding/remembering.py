"""An embedder that embeds each text once, whether a build or one of two assistants asks."""

import hashlib
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from kb_assistant.embedding.embedder import Embedder, Progress

Vectors = NDArray[np.float32]
Embed = Callable[..., Vectors]
_SLICE = 4096
"""Texts: what is embedded of them is kept even if the rest is interrupted."""


class RememberingEmbedder:
    """An `Embedder` that keeps what another one embeds.

    A text's vector is the one that it gets alone, to the last bit: whether it was kept from
    another day or is embedded now makes no difference.

    Attributes:
        used: the vectors asked for so far, by `key`.
        fresh: how many of these were embedded now.
    """

    def __init__(self, embedder: Embedder, known: Mapping[bytes, Vectors] | None = None) -> None:
        """Take the other one, and the vectors that it gave before, by `key`."""
        self.name = embedder.name
        self.digest = embedder.digest
        self.dimension = embedder.dimension
        self.used: dict[bytes, Vectors] = {}
        self.fresh = 0
        self._embedder = embedder
        self._known = known or {}

    def embed_queries(
        self, texts: Sequence[str], progress: Progress | None = None, *, alone: bool = True
    ) -> Vectors:
        """Return the vectors of members' messages, (n, d)."""
        del alone
        return self._recall("query", texts, self._embedder.embed_queries, progress)

    def embed_passages(
        self, texts: Sequence[str], progress: Progress | None = None, *, alone: bool = True
    ) -> Vectors:
        """Return the vectors of passages, (n, d)."""
        del alone
        return self._recall("passage", texts, self._embedder.embed_passages, progress)

    def _recall(
        self, kind: str, texts: Sequence[str], embed: Embed, progress: Progress | None
    ) -> Vectors:
        keys = [key(kind, text) for text in texts]
        new: dict[bytes, str] = {}
        for name, text in zip(keys, texts, strict=True):
            if name in self.used:
                continue
            if name in self._known:
                self.used[name] = self._known[name]
            else:
                new[name] = text
        names = list(new)
        for start in range(0, len(names), _SLICE):
            some = names[start : start + _SLICE]
            before = len(texts) - len(names) + start
            vectors = embed([new[name] for name in some], _after(before, progress), alone=True)
            self.used.update(zip(some, vectors, strict=True))
            self.fresh += len(some)
        if progress is not None and not names:
            progress(len(texts))
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        return np.stack([self.used[name] for name in keys])


def _after(before: int, progress: Progress | None) -> Progress | None:
    """Count on from `before`."""
    return None if progress is None else lambda done: progress(before + done)


def key(kind: str, text: str) -> bytes:
    """Return what a text, embedded as a "query" or as a "passage", is kept under: a sha256."""
    return hashlib.sha256(f"{kind}\0{text}".encode("utf-8", "surrogatepass")).digest()
