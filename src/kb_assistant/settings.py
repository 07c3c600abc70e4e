"""The settings of an installation, from environment variables named `KB_ASSISTANT_...`."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are.

    Args:
        corpus: the folder with the guides (`KB_ASSISTANT_CORPUS`).
        index: the folder with the built versions (`KB_ASSISTANT_INDEX`).
        model: the embedding model: the embedded one, or the path of a sentence-transformers
            folder (`KB_ASSISTANT_MODEL`).
    """

    corpus: Path = Path("corpus")
    index: Path = Path("index")
    model: str = "all-MiniLM-L6-v2"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read the settings; what is not set keeps its default."""
        return cls(
            corpus=Path(environment.get("KB_ASSISTANT_CORPUS", cls().corpus)),
            index=Path(environment.get("KB_ASSISTANT_INDEX", cls().index)),
            model=environment.get("KB_ASSISTANT_MODEL", cls().model),
        )
