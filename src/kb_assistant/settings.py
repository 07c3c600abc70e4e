"""The settings of an installation, from environment variables named `KB_ASSISTANT_...`."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

_DATABASE = "sqlite:///{index}/records.db"


class TextPolicy(StrEnum):
    """What is kept of a message that somebody judges."""

    NONE = "none"
    REDACTED = "redacted"


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are.

    Args:
        corpus: the folder with the guides (`KB_ASSISTANT_CORPUS`).
        index: the folder with the built versions (`KB_ASSISTANT_INDEX`).
        model: the embedding model: the embedded one, or the path of a sentence-transformers
            folder (`KB_ASSISTANT_MODEL`).
        database: the URL of the database with the feedback (`KB_ASSISTANT_DATABASE`); a SQLite
            file beside the index by default.
        keep_text: whether feedback keeps the message, redacted, for 30 days
            (`KB_ASSISTANT_KEEP_TEXT=redacted`); with any other value nothing is kept.
    """

    corpus: Path = Path("corpus")
    index: Path = Path("index")
    model: str = "all-MiniLM-L6-v2"
    database: str = _DATABASE.format(index="index")
    keep_text: TextPolicy = TextPolicy.NONE

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read the settings; what is not set keeps its default."""
        index = Path(environment.get("KB_ASSISTANT_INDEX", cls().index))
        wanted = environment.get("KB_ASSISTANT_KEEP_TEXT", "").strip().lower()
        redacted = wanted == TextPolicy.REDACTED
        return cls(
            corpus=Path(environment.get("KB_ASSISTANT_CORPUS", cls().corpus)),
            index=index,
            model=environment.get("KB_ASSISTANT_MODEL", cls().model),
            database=environment.get("KB_ASSISTANT_DATABASE")
            or _DATABASE.format(index=index.as_posix()),
            keep_text=TextPolicy.REDACTED if redacted else TextPolicy.NONE,
        )
