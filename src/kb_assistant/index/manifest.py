"""What one version of an index was made of, and the digest of every file in it."""

import hashlib
import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from kb_assistant.errors import StoredIndexError

FORMAT_VERSION = 1
"""The format of the whole index folder: raise it with any change that older code cannot read."""

MANIFEST = "manifest.json"
VERSION_NAME = re.compile(r"[0-9]{8}T[0-9]{12}Z-[0-9a-f]{12}")

_SHA256 = re.compile(r"[0-9a-f]{64}")
# A path of plain names, none starting with a dot: nothing hidden, and no way out of the folder.
_FILE_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*")

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """The embedding model that an index was built with, as its `Embedder` gives them."""

    name: str
    digest: str
    dimension: int


@dataclass(frozen=True, slots=True)
class FileFacts:
    """The sha256, in hex, and the size in bytes of a file."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """The record of one version.

    Args:
        format_version: `FORMAT_VERSION` of the release that wrote it.
        version: the name of its folder, `<created>-<first 12 hex digits of content_digest>`.
        created: UTC, ISO 8601 with microseconds ("2026-01-31T12:00:00.000000Z").
        tool_version: the release of kb-assistant that wrote it.
        model: the embedding model.
        corpus: the sha256 of every file it was made of, by path in the corpus.
        files: every file of the version but the manifest, by path in its folder.
        counts: how many of what it holds.
        scores: what an evaluation measured on it, by name.
        notes: remarks for the content owner.
    """

    format_version: int
    version: str
    created: str
    tool_version: str
    model: ModelFacts
    corpus: Mapping[str, str]
    files: Mapping[str, FileFacts]
    counts: Mapping[str, int]
    scores: Mapping[str, float]
    notes: tuple[str, ...]

    def to_json(self) -> bytes:
        """Return the manifest as JSON: equal manifests give equal bytes."""
        return _dump(self._record())

    def content_digest(self) -> str:
        """Return the sha256, in hex, over all but `version` and `created`.

        Two builds of the same files from the same corpus have the same.
        """
        record = self._record()
        del record["version"], record["created"]
        return hashlib.sha256(_dump(record)).hexdigest()

    def version_name(self) -> str:
        """Return the name that `created` and the content give a version."""
        moment = datetime.fromisoformat(self.created).strftime("%Y%m%dT%H%M%S%fZ")
        return f"{moment}-{self.content_digest()[:12]}"

    def _record(self) -> dict[str, Any]:
        model = self.model
        return {
            "format_version": self.format_version,
            "version": self.version,
            "created": self.created,
            "tool_version": self.tool_version,
            "model": {"name": model.name, "digest": model.digest, "dimension": model.dimension},
            "corpus": dict(self.corpus),
            "files": {
                name: {"sha256": file.sha256, "size": file.size}
                for name, file in self.files.items()
            },
            "counts": dict(self.counts),
            "scores": dict(self.scores),
            "notes": list(self.notes),
        }

    @classmethod
    def from_json(cls, content: bytes) -> "Manifest":
        """Read what `to_json` gave, to the byte.

        Raises:
            StoredIndexError: naming what is wrong.
        """
        try:
            record = json.loads(content)
        except (ValueError, RecursionError) as error:
            raise StoredIndexError(f"{MANIFEST} is no JSON: {error}") from error
        if not isinstance(record, dict):
            raise StoredIndexError(f"{MANIFEST} is no JSON object")
        # Looked at first: another format may have other fields.
        if record.get("format_version") != FORMAT_VERSION:
            raise StoredIndexError(
                f"{MANIFEST} has the format {record.get('format_version')!r}, and this release "
                f"of kb-assistant reads {FORMAT_VERSION}"
            )
        _keys(record, set(cls.__dataclass_fields__), "")
        model = _keys(record["model"], {"name", "digest", "dimension"}, "model")
        manifest = cls(
            format_version=FORMAT_VERSION,
            version=_text(record["version"], "version", VERSION_NAME),
            created=_moment(record["created"]),
            tool_version=_text(record["tool_version"], "tool_version"),
            model=ModelFacts(
                _text(model["name"], "model.name"),
                _text(model["digest"], "model.digest", _SHA256),
                _count(model["dimension"], "model.dimension"),
            ),
            corpus=_map(record["corpus"], "corpus", lambda v, at: _text(v, at, _SHA256)),
            files=_map(record["files"], "files", _file),
            counts=_map(record["counts"], "counts", _count),
            scores=_map(record["scores"], "scores", _score),
            notes=_notes(record["notes"]),
        )
        # Whatever the checks above let through: a key given twice, a space, an altered note.
        if manifest.to_json() != content or manifest.version != manifest.version_name():
            raise StoredIndexError(f"{MANIFEST} was altered: it does not fit its version's name")
        return manifest


def digest_file(path: Path) -> str:
    """Return the sha256 of the file at `path`, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def now() -> str:
    """Return the time as `Manifest.created` gives it."""
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _dump(record: Mapping[str, Any]) -> bytes:
    # ASCII: the path of a corpus file may hold bytes that are no UTF-8, which Python keeps as
    # surrogates.
    return f"{json.dumps(record, allow_nan=False, indent=2, sort_keys=True)}\n".encode()


def _wrong(at: str, expected: str) -> StoredIndexError:
    return StoredIndexError(f"{MANIFEST}: {at} is not {expected}")


def _keys(value: Any, keys: set[str], at: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _wrong(at, "an object")
    if value.keys() != keys:
        names = ", ".join(sorted(value.keys() ^ keys))
        raise StoredIndexError(f"{MANIFEST}: missing or unknown in {at or 'it'}: {names}")
    return value


def _text(value: Any, at: str, pattern: re.Pattern[str] | None = None) -> str:
    if not isinstance(value, str) or not (pattern is None or pattern.fullmatch(value)):
        raise _wrong(at, "text" if pattern is None else f"of the form {pattern.pattern}")
    return value


def _moment(value: Any) -> str:
    try:
        moment = datetime.fromisoformat(_text(value, "created"))
        same = moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    except (ValueError, OverflowError) as error:
        raise _wrong("created", "a time") from error
    if same != value:
        raise _wrong("created", "a UTC time with microseconds")
    return same


def _count(value: Any, at: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise _wrong(at, "a whole number from 0")
    return value


def _score(value: Any, at: str) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        raise _wrong(at, "a finite number")
    return value


def _file(value: Any, at: str) -> FileFacts:
    if not _FILE_NAME.fullmatch(at.removeprefix("files.")) or at == f"files.{MANIFEST}":
        raise _wrong(at, "a file name that an index may have")
    record = _keys(value, {"sha256", "size"}, at)
    return FileFacts(_text(record["sha256"], at, _SHA256), _count(record["size"], at))


def _map(value: Any, at: str, read: Callable[[Any, str], _T]) -> dict[str, _T]:
    if not isinstance(value, dict):
        raise _wrong(at, "an object")
    return {key: read(item, f"{at}.{key}") for key, item in value.items()}


def _notes(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise _wrong("notes", "a list")
    return tuple(_text(note, "notes") for note in value)
