"""Sentence embeddings: texts in, unit vectors out, from a model that is on this machine.

The one package that imports sentence_transformers and torch, and only when a model is loaded: the
import takes seconds. Nothing here ever reaches the network.
"""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

from kb_assistant.embedding.embedder import Embedder
from kb_assistant.embedding.files import (
    DEFAULT_DIGESTS,
    DEFAULT_MODEL,
    combined,
    default_folder,
    model_digests,
    verify_model,
)
from kb_assistant.embedding.loading import load_model, locate
from kb_assistant.embedding.local import LocalEmbedder, encode_with
from kb_assistant.errors import ModelError

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
        probe = encode_with(model.encode_query, ["warm up"], query_threads)
    except ModelError:
        raise
    except Exception as error:  # a damaged folder can raise anything at all
        raise ModelError(
            f"The embedding model in {folder} cannot be loaded: {error}. Give another model, or "
            f"{DEFAULT_MODEL}."
        ) from error
    return LocalEmbedder(
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
