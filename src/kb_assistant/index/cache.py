"""Vectors kept from build to build, in `cache/` beside the versions: a file for each model.

A cache and no more: what is missing, damaged or cannot be written costs time and nothing else. Two
builds at once may both write one; the last stays, whole.
"""

import hashlib
import io
import os
import secrets
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb_assistant.index import durable

FOLDER = "cache"
_DIGEST = 32
_NEW = ".new-"

Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class _Kept:
    """The keys, (n, 32), their vectors, (n, d), and which of them the last build asked for."""

    keys: NDArray[np.uint8]
    vectors: Vector
    recent: NDArray[np.bool_]

    def to_bytes(self) -> bytes:
        """Return an .npz without pickles, after its sha256."""
        buffer = io.BytesIO()
        np.savez(buffer, keys=self.keys, vectors=self.vectors, recent=self.recent)
        content = buffer.getvalue()
        return hashlib.sha256(content).digest() + content

    @classmethod
    def from_bytes(cls, data: bytes, dimension: int) -> "_Kept | None":
        """Read what `to_bytes` gave; None if it is damaged."""
        if hashlib.sha256(memoryview(data)[_DIGEST:]).digest() != data[:_DIGEST]:
            return None
        try:
            with np.load(io.BytesIO(data[_DIGEST:]), allow_pickle=False) as parts:
                kept = cls(parts["keys"], parts["vectors"], parts["recent"])
        except (KeyError, ValueError, OSError, EOFError, zipfile.BadZipFile):
            return None
        n = len(kept.keys)
        fits = kept.vectors.dtype == np.float32 and kept.recent.dtype == np.bool_
        shapes = (kept.keys.shape, kept.vectors.shape, kept.recent.shape)
        return kept if fits and shapes == ((n, _DIGEST), (n, dimension), (n,)) else None


class VectorCache:
    """The vectors of one model, by the sha256 that stands for a text."""

    def __init__(self, index: Path, model_digest: str, dimension: int) -> None:
        """Take the index folder, which may not exist yet, and the model."""
        self._path = index / FOLDER / f"{model_digest}.vectors"
        self._dimension = dimension

    def read(self) -> dict[bytes, Vector]:
        """Return what is kept; nothing if it is damaged."""
        kept = self._read()
        if kept is None:
            return {}
        return {row.tobytes(): vector for row, vector in zip(kept.keys, kept.vectors, strict=True)}

    def write(self, used: Mapping[bytes, Vector], *, finished: bool = True) -> None:
        """Keep what this build used and what the last one did, and forget the rest.

        Args:
            used: what this build used, by key.
            finished: whether that is all it needs. If not, nothing is forgotten.
        """
        if not used:
            return
        kept = self._read()
        vectors, recent = dict(used), dict.fromkeys(used, True)
        if kept is not None:
            for row, vector, late in zip(kept.keys, kept.vectors, kept.recent, strict=True):
                name = row.tobytes()
                if name not in used and (late or not finished):
                    vectors[name], recent[name] = vector, bool(late) and not finished
        keys = np.frombuffer(b"".join(vectors), np.uint8).reshape(-1, _DIGEST)
        flags = np.array(list(recent.values()))
        content = _Kept(keys, np.stack(list(vectors.values())), flags).to_bytes()
        new = self._path.with_name(f"{_NEW}{secrets.token_hex(6)}")
        with suppress(OSError):
            self._tidy()
            durable.write_file(new, content)
            os.replace(new, self._path)  # noqa: PTH105 - as in `durable`
        with suppress(OSError):
            new.unlink(missing_ok=True)

    def _read(self) -> _Kept | None:
        try:
            return _Kept.from_bytes(self._path.read_bytes(), self._dimension)
        except OSError:
            return None

    def _tidy(self) -> None:
        """Remove what builds that died left, and models other than this and the one before."""
        for left in self._path.parent.glob(f"{_NEW}*"):
            left.unlink(missing_ok=True)
        models = (path for path in self._path.parent.glob("*.vectors") if path != self._path)
        for old in sorted(models, key=lambda path: path.stat().st_mtime)[:-1]:
            old.unlink(missing_ok=True)
