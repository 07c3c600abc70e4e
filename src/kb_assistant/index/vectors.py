"""Exact search for the nearest vectors, by cosine. The one module that imports faiss."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb_assistant.errors import StoredIndexError

_UNIT_TOLERANCE = 1e-3  # far above float32 rounding, far below a vector left as it was


@dataclass(frozen=True, slots=True, eq=False)
class VectorIndex:
    """n vectors of length 1 and dimension d; safe to search from several threads.

    Args:
        index: a faiss.IndexFlatIP, never changed once in here.
    """

    index: Any

    @classmethod
    def build(cls, vectors: NDArray[np.float32]) -> "VectorIndex":
        """Index the rows of `vectors`, (n, d) with d >= 1 and every row of length 1.

        Raises:
            ValueError: if the shape is another, or a row holds a NaN or has another length.
        """
        if vectors.ndim != 2 or vectors.shape[1] < 1:  # noqa: PLR2004 - two axes, (n, d)
            raise ValueError(f"vectors must have the shape (n, d), not {vectors.shape}")
        _check_unit(vectors)
        index = _faiss().IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    def __len__(self) -> int:
        """Return the number of vectors, n."""
        return int(self.index.ntotal)

    @property
    def dimension(self) -> int:
        """The number of components of each vector, d."""
        return int(self.index.d)

    def search(
        self, queries: NDArray[np.float32], k: int
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Return the cosines and row numbers of the k nearest vectors of each query, best first.

        Args:
            queries: (q, d), each of length 1.
            k: at least 1; cut to n, so that every row number is one.

        Returns:
            Two arrays (q, min(k, n)). Of equal cosines the lower row comes first.

        Raises:
            ValueError: if k is below 1, or `queries` is not two-dimensional or holds a NaN.
            StoredIndexError: if `queries` come from a model of another dimension.
        """
        if k < 1:
            raise ValueError(f"k must be at least 1, not {k}")
        if queries.ndim != 2:  # noqa: PLR2004 - two axes, (q, d)
            raise ValueError(f"queries must have the shape (q, d), not {queries.shape}")
        if queries.shape[1] != self.dimension:
            raise StoredIndexError(
                f"The index holds vectors of {self.dimension} components and the model gives "
                f"{queries.shape[1]}: it was built with another model. Build it anew with: "
                "kb-assistant build"
            )
        if not np.isfinite(queries).all():
            raise ValueError("a query vector holds a NaN or an infinite value")
        k = min(k, len(self))
        if k == 0 or len(queries) == 0:
            shape = (len(queries), k)
            return np.empty(shape, dtype=np.float32), np.empty(shape, dtype=np.int64)
        # OpenMP keeps the number for each calling thread, so that each search sets it.
        _faiss().omp_set_num_threads(1)
        scores, rows = self.index.search(np.ascontiguousarray(queries, dtype=np.float32), k)
        order = np.lexsort((rows, -scores))  # faiss leaves equal cosines in the order of its heap
        return np.take_along_axis(scores, order, axis=1), np.take_along_axis(rows, order, axis=1)

    def vectors(self) -> NDArray[np.float32]:
        """Return a copy of the vectors, (n, d), in the order they were given."""
        vectors: NDArray[np.float32] = self.index.reconstruct_n(0, len(self))
        return vectors

    def rows(self, numbers: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return a copy of the vectors in these rows, (len(numbers), d)."""
        vectors: NDArray[np.float32] = self.index.reconstruct_batch(numbers)
        return vectors

    def to_bytes(self) -> bytes:
        """Return the index in FAISS's format."""
        content: NDArray[np.uint8] = _faiss().serialize_index(self.index)
        return content.tobytes()

    @classmethod
    def from_bytes(cls, content: bytes) -> "VectorIndex":
        """Return the index that `to_bytes` gave.

        FAISS takes a flipped bit for a number: compare digests before calling this.

        Raises:
            StoredIndexError: if `content` is no such index.
        """
        faiss = _faiss()
        try:
            index = faiss.deserialize_index(np.frombuffer(content, dtype=np.uint8))
        except (RuntimeError, AssertionError, MemoryError) as error:
            raise StoredIndexError("the vectors are no FAISS index") from error
        if type(index) is not faiss.IndexFlatIP:
            raise StoredIndexError(f"the vectors are a {type(index).__name__}, not IndexFlatIP")
        loaded = cls(index)
        try:
            _check_unit(loaded.vectors())
        except ValueError as error:
            raise StoredIndexError(str(error)) from error
        return loaded


def _check_unit(vectors: NDArray[np.float32]) -> None:
    lengths = np.linalg.norm(vectors, axis=1)
    wrong = np.flatnonzero(~(np.abs(lengths - 1) <= _UNIT_TOLERANCE))  # a NaN is wrong too
    if wrong.size:
        row = int(wrong[0])
        raise ValueError(f"vector {row} has the length {lengths[row]}, not 1")


def _faiss() -> Any:
    import faiss  # noqa: PLC0415 - heavy

    return faiss
