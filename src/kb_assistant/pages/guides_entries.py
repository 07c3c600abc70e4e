"""The list of what a draft changes, as it is kept."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from kb_assistant.errors import CorpusError
from kb_assistant.index.durable import replace_file


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the draft.

    Args:
        base: the digest that the corpus had when it was first changed; None if there was none.
        deleted: whether it goes.
    """

    base: str | None
    deleted: bool


def load(list_file: Path) -> Mapping[str, Entry]:
    """Return what is changed, by path in the corpus.

    Raises:
        CorpusError: if the list is damaged.
        OSError: if it cannot be read.
    """
    try:
        content = list_file.read_bytes()
    except FileNotFoundError:
        return {}
    try:
        return {
            str(path): Entry(record["base"], bool(record["deleted"]))
            for path, record in json.loads(content).items()
        }
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise CorpusError(
            f"{list_file} is damaged. Move it away: the files beside it are whole, and can be"
            " uploaded again."
        ) from error


def save(list_file: Path, entries: Mapping[str, Entry]) -> None:
    """Keep a list.

    Raises:
        OSError: if it cannot be written.
    """
    list_file.parent.mkdir(parents=True, exist_ok=True)
    records = {path: asdict(entry) for path, entry in entries.items()}
    replace_file(list_file, json.dumps(records, indent=1).encode())
