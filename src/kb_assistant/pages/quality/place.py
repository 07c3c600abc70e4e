"""Where the page finds its things, and what it knows of a version of the index."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import streamlit as st

from kb_assistant.calibration import Calibration
from kb_assistant.errors import StoredIndexError
from kb_assistant.index.manifest import Manifest
from kb_assistant.index.parts import CALIBRATION
from kb_assistant.index.store import IndexStore
from kb_assistant.records import Records
from kb_assistant.settings import Settings, TextPolicy

_EVAL = "KB_ASSISTANT_EVAL"
_UNKNOWN_THRESHOLD = 0.5


@dataclass(frozen=True, slots=True)
class Place:
    """The folders that the page works in.

    Args:
        corpus: the guides and their phrasings.
        index: the built versions.
        labels: the folder with queries.jsonl and gate.toml (`KB_ASSISTANT_EVAL`).
        database: the URL of the records.
    """

    corpus: Path
    index: Path
    labels: Path
    database: str

    @classmethod
    def from_environment(cls) -> "Place":
        """Read the settings."""
        settings = Settings.from_environment()
        labels = Path(os.environ.get(_EVAL, "eval"))
        return cls(settings.corpus, settings.index, labels, settings.database)

    @property
    def queries(self) -> Path:
        """The labelled queries, which need not exist."""
        return self.labels / "queries.jsonl"

    @property
    def gate(self) -> Path | None:
        """The limits, if there are any."""
        path = self.labels / "gate.toml"
        return path if path.is_file() else None

    @property
    def runs(self) -> Path:
        """The folder of whole runs."""
        return self.index / "runs"

    @property
    def records(self) -> Records:
        """The history of runs."""
        return _records(self.database)

    def versions(self) -> tuple[Manifest, ...]:
        """Return what can be measured, newest first.

        Raises:
            StoredIndexError: if there is nothing.
        """
        store = IndexStore(self.index)
        store.current()
        return store.versions()

    def live(self) -> str:
        """Return the live version."""
        return IndexStore(self.index).current()

    def facts(self, version: str) -> "Facts":
        """Return what is known of `version`, however little where it was pruned."""
        try:
            return _facts(self.index, version)
        except StoredIndexError:
            return Facts(MappingProxyType({}), _UNKNOWN_THRESHOLD, known=False)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the page knows of a version.

    Args:
        issues: the issue of each protocol, by its id.
        answer_at: the confidence from which one protocol is the answer.
        known: false for a version that is not there any more; the rest is then a guess.
    """

    issues: Mapping[str, str]
    answer_at: float
    known: bool = True

    def name(self, protocol: str) -> str:
        """Return the issue of `protocol`, its id where it is unknown."""
        return self.issues.get(protocol, protocol)


@st.cache_resource(max_entries=4, show_spinner=False)
def _facts(index: Path, version: str) -> Facts:
    stored = IndexStore(index).load(version)
    calibration = Calibration.from_bytes(stored.parts[CALIBRATION])
    issues = {protocol.id: protocol.issue for protocol in stored.protocols}
    return Facts(MappingProxyType(issues), calibration.answer_at)


@st.cache_resource(max_entries=2, show_spinner=False)
def _records(url: str) -> Records:
    return Records.open(url, TextPolicy.NONE)
