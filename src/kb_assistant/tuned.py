"""The tuned encoder that a corpus may come with: a small adapter, and what is known of it.

It lies in the corpus, in `encoder/`: `adapter.npz`, the change to the embedding model's weights,
and `tuned.json`, which holds the adapter's digest, what it was measured to be worth, and which
phrasings it never saw. `kb-assistant tune` writes both; deleting the folder goes back to the
untuned model. Nothing heavy is imported here.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb_assistant.errors import ModelError

FOLDER = "encoder"
ADAPTER = "adapter.npz"
RECORD = "tuned.json"

_FORM = 1
"""The form of the record; a release that changes it counts it up."""
_NEXT = "Run again: kb-assistant tune, or delete the folder to use the untuned model."


@dataclass(frozen=True, slots=True, eq=False)
class TunedEncoder:
    """An adapter for an embedding model, learned from the phrasings of a corpus.

    Args:
        adapter: the file's bytes.
        model: the name of the embedding model that it changes.
        held_out: the `text_digest` of each phrasing that it was not trained on. Only what a head
            says of these shows how sure it may be of a new message.
        scores: what was measured on those, by name.
        recipe: how it was trained, by name.
    """

    adapter: bytes
    model: str
    held_out: frozenset[str]
    scores: Mapping[str, float]
    recipe: Mapping[str, float]

    @property
    def digest(self) -> str:
        """The sha256 of the adapter, in hex."""
        return hashlib.sha256(self.adapter).hexdigest()

    def holds_out(self, text: str) -> bool:
        """Return whether the phrasing `text` was kept out of the training."""
        return text_digest(text) in self.held_out

    def save(self, corpus: Path) -> Path:
        """Write it into `corpus`, and return its folder.

        Raises:
            ModelError: if it cannot be written.
        """
        record = {
            "form": _FORM,
            "model": self.model,
            "adapter": self.digest,
            "scores": dict(self.scores),
            "recipe": dict(self.recipe),
            "held_out": sorted(self.held_out),
        }
        folder = corpus / FOLDER
        try:
            folder.mkdir(exist_ok=True)
            (folder / ADAPTER).write_bytes(self.adapter)
            (folder / RECORD).write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
        except OSError as error:
            raise ModelError(
                f"The tuned encoder cannot be written to {folder}: {error.strerror or error}. Make"
                " room or give the right to write there, then run again: kb-assistant tune"
            ) from error
        return folder


def text_digest(text: str) -> str:
    """Return the sha256 of a phrasing, in hex."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def read_tuned(corpus: Path) -> TunedEncoder | None:
    """Return the tuned encoder of `corpus`, None if it has none.

    Raises:
        ModelError: if it is incomplete, malformed or altered.
    """
    folder = corpus / FOLDER
    if not folder.is_dir():
        return None
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        adapter = (folder / ADAPTER).read_bytes()
    except (OSError, ValueError) as error:
        raise ModelError(
            f"The tuned encoder in {folder} cannot be read: {error}. {_NEXT}"
        ) from error
    if not isinstance(record, dict) or record.get("form") != _FORM:
        raise ModelError(f"{folder / RECORD} is not of this release. {_NEXT}")
    if hashlib.sha256(adapter).hexdigest() != record.get("adapter"):
        raise ModelError(
            f"{folder / ADAPTER} is altered: it is not the file that {RECORD} names. {_NEXT}"
        )
    try:
        return TunedEncoder(
            adapter,
            str(record["model"]),
            frozenset(map(str, record["held_out"])),
            _numbers(record["scores"]),
            _numbers(record["recipe"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ModelError(f"{folder / RECORD} is malformed ({error}). {_NEXT}") from error


def _numbers(record: Mapping[str, Any]) -> dict[str, float]:
    return {str(name): float(value) for name, value in record.items()}
