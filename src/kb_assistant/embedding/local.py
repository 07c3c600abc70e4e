"""An embedder on a model that is loaded."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kb_assistant.embedding.embedder import Progress

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_CHUNK = 64  # texts: about a third of a second, the longest that a query waits for a build

# One text or chunk at a time: the number of threads is in part a setting of the whole process, and
# a call leaves its padding and truncation in the tokenizer, which all threads share.
_torch_lock = threading.Lock()


@dataclass(frozen=True, slots=True, eq=False)
class LocalEmbedder:
    """An `Embedder` on a loaded sentence-transformers model; safe to use from several threads."""

    name: str
    digest: str
    dimension: int
    model: "SentenceTransformer"
    query_threads: int
    passage_threads: int

    def embed_queries(
        self, texts: Sequence[str], progress: Progress | None = None, *, alone: bool = False
    ) -> NDArray[np.float32]:
        """Return the vectors of messages, as an `Embedder` does."""
        threads = self.passage_threads if alone else self.query_threads
        return self._embed(texts, self.model.encode_query, threads, progress, alone)

    def embed_passages(
        self, texts: Sequence[str], progress: Progress | None = None, *, alone: bool = False
    ) -> NDArray[np.float32]:
        """Return the vectors of passages, as an `Embedder` does."""
        return self._embed(texts, self.model.encode_document, self.passage_threads, progress, alone)

    def _embed(
        self,
        texts: Sequence[str],
        encode: Callable[..., NDArray[np.float32]],
        threads: int,
        progress: Progress | None,
        alone: bool,
    ) -> NDArray[np.float32]:
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        # Texts of like length share a chunk: a batch costs as much as its longest text.
        lengths = self._tokens(texts) if alone else [len(text) for text in texts]
        order = sorted(range(len(texts)), key=lengths.__getitem__)
        done = 0
        while done < len(order):
            rows = order[done : done + _CHUNK]
            if alone:  # padding would change the last bits
                rows = [row for row in rows if lengths[row] == lengths[rows[0]]]
            # And so would a product of few rows that several threads share.
            shared = threads if len(rows) == _CHUNK or not alone else 1
            vectors[rows] = encode_with(encode, [texts[row] for row in rows], shared)
            done += len(rows)
            if progress is not None:
                progress(done)
            if done < len(order):
                # A lock is not fair: without a pause this thread often takes it again before a
                # waiting query has woken, which then waits for up to four chunks instead of one.
                time.sleep(0.001)
        return vectors

    def _tokens(self, texts: Sequence[str]) -> list[int]:
        """Return how many tokens each text has; another number for each where that is unknown."""
        lengths: list[int] = []
        for start in range(0, len(texts), _CHUNK):
            clean = [_clean(text) for text in texts[start : start + _CHUNK]]
            with _torch_lock:
                try:
                    lengths += map(len, self.model.tokenizer(clean)["input_ids"])
                except (TypeError, KeyError, AttributeError, ValueError):
                    return list(range(len(texts)))
        return lengths


def encode_with(
    encode: Callable[..., NDArray[np.float32]], texts: list[str], threads: int
) -> NDArray[np.float32]:
    """Return the unit vectors of `texts`, computed by `threads` threads."""
    import torch  # noqa: PLC0415 - loaded with the model

    clean = [_clean(text) for text in texts]
    with _torch_lock:
        # OpenMP keeps the number for each calling thread: setting it once at the start would
        # leave the others at their default.
        torch.set_num_threads(threads)
        return encode(clean, normalize_embeddings=True, show_progress_bar=False)


def _clean(text: str) -> str:
    """Return `text` without lone surrogates, which JSON can carry and no tokenizer takes."""
    return text.encode("utf-8", "replace").decode()
