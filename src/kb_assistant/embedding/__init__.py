"""Sentence embeddings: texts in, unit vectors out, from a model that is on this machine.

The one package that imports sentence_transformers and torch, and only when a model is loaded: the
import takes seconds. Nothing here ever reaches the network.
"""

import hashlib
import os
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kb_assistant.embedding.embedder import Embedder, Progress
from kb_assistant.embedding.files import (
    DEFAULT_DIGESTS,
    DEFAULT_MODEL,
    combined,
    default_folder,
    model_digests,
    verify_model,
)
from kb_assistant.embedding.loading import load_model, locate
from kb_assistant.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

__all__ = [
    "DEFAULT_DIGESTS",
    "DEFAULT_MODEL",
    "Embedder",
    "default_folder",
    "embedder_at",
    "is_tuned_by",
    "load_embedder",
    "model_digests",
    "verify_model",
]

_CHUNK = 64  # texts: about a third of a second, the longest that a query waits for a build

# One text or chunk at a time: the number of threads is in part a setting of the whole process, and
# a call leaves its padding and truncation in the tokenizer, which all threads share.
_torch_lock = threading.Lock()


@dataclass(frozen=True, slots=True, eq=False)
class _LocalEmbedder:
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
        threads = self.passage_threads if alone else self.query_threads
        return self._embed(texts, self.model.encode_query, threads, progress, alone)

    def embed_passages(
        self, texts: Sequence[str], progress: Progress | None = None, *, alone: bool = False
    ) -> NDArray[np.float32]:
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
            vectors[rows] = _encode(encode, [texts[row] for row in rows], shared)
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


def load_embedder(model: str = DEFAULT_MODEL, adapter: bytes | None = None) -> Embedder:
    """Load an embedding model from this machine.

    Args:
        model: `DEFAULT_MODEL`, the path of a sentence-transformers folder, or a name in the local
            hub cache; or the name of an embedder that `adapter` was given to.
        adapter: that of a tuned encoder, if any.

    Raises:
        ModelError: if the model is missing, altered or cannot be loaded, or the adapter is not
            for it.
    """
    if adapter is not None:
        model = model.removesuffix(_mark(adapter))
    folder, digests = locate(model)
    return embedder_at(folder, name=model, digests=digests, adapter=adapter)


def is_tuned_by(embedder: Embedder, adapter: bytes) -> bool:
    """Return whether `embedder` was loaded with `adapter`."""
    return embedder.name.endswith(_mark(adapter))


def _mark(adapter: bytes) -> str:
    """What the name of a model ends with once it is tuned."""
    return f"+{hashlib.sha256(adapter).hexdigest()[:12]}"


def embedder_at(
    folder: Path,
    *,
    name: str | None = None,
    digests: Mapping[str, str] | None = None,
    adapter: bytes | None = None,
) -> Embedder:
    """Load the sentence-transformers model in `folder`.

    Args:
        folder: holds `modules.json` and what it names.
        name: how the user names the model; the folder's path if None.
        digests: the sha256 of each of its files, computed if None.
        adapter: that of a tuned encoder, if any.

    Raises:
        ModelError: if the folder holds no such model, it cannot be loaded, or the adapter is not
            for it.
    """
    if not (folder / "modules.json").is_file():
        raise ModelError(
            f"{folder} holds no sentence-transformers model: modules.json is missing. Give the "
            f"folder of a saved model, or {DEFAULT_MODEL}."
        )
    query_threads, passage_threads = _threads(1), _threads(os.cpu_count() or 1)
    try:
        if digests is None:
            digests = model_digests(folder)
        digest = combined(digests)
        model = load_model(folder)
        if adapter is not None:
            from kb_assistant.embedding.adapter import merge  # noqa: PLC0415 - loads torch

            merge(model, digest, adapter)
            digest = hashlib.sha256(digest.encode() + adapter).hexdigest()
        # Embedding one text shows that the model works, whatever its configuration says.
        probe = _encode(model.encode_query, ["warm up"], query_threads)
    except ModelError:
        raise
    except Exception as error:  # a damaged folder can raise anything at all
        raise ModelError(
            f"The embedding model in {folder} cannot be loaded: {error}. Give another model, or "
            f"{DEFAULT_MODEL}."
        ) from error
    return _LocalEmbedder(
        name=(name if name is not None else str(folder)) + (_mark(adapter) if adapter else ""),
        digest=digest,
        dimension=probe.shape[1],
        model=model,
        query_threads=query_threads,
        passage_threads=passage_threads,
    )


def _threads(default: int) -> int:
    value = os.environ.get("KB_ASSISTANT_THREADS", "")
    if not value:
        return default
    if not value.isdecimal() or int(value) < 1:
        raise ModelError(
            f"KB_ASSISTANT_THREADS is {value!r}. Set it to a whole number of threads, from 1."
        )
    return int(value)


def _encode(
    encode: Callable[..., NDArray[np.float32]], texts: list[str], threads: int
) -> NDArray[np.float32]:
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
