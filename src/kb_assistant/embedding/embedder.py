"""What turns texts into vectors, whichever model does it."""

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Progress = Callable[[int], None]
"""Called now and then with the number of texts done so far."""


class Embedder(Protocol):
    """Turns texts into vectors of length 1, so that an inner product is a cosine."""

    @property
    def name(self) -> str:
        """The model as the user names it."""

    @property
    def digest(self) -> str:
        """The sha256, in hex, over the sha256 of every file of the model."""

    @property
    def dimension(self) -> int:
        """The number of components of each vector, d."""

    def embed_queries(
        self, texts: Sequence[str], progress: Progress | None = None, *, alone: bool = False
    ) -> NDArray[np.float32]:
        """Return the vectors of members' messages, (n, d); see `embed_passages`."""

    def embed_passages(
        self, texts: Sequence[str], progress: Progress | None = None, *, alone: bool = False
    ) -> NDArray[np.float32]:
        """Return the vectors of passages, (n, d).

        Args:
            texts: the passages.
            progress: told how far it is.
            alone: whether each vector is, to the last bit, what the text alone would get: faster
                for many texts, slower for a few. Without it the texts beside it move some bits.
        """
