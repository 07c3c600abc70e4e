"""What one version of an index was made of, and the digest of every file in it."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kb_assistant.errors import StoredIndexError
from kb_assistant.index import fields
from kb_assistant.index.fields import MANIFEST
from kb_assistant.index.person import Person

FORMAT_VERSION = 2
"""The format of the whole index folder: raise it with any change that older code cannot read."""

VERSION_NAME = re.compile(r"[0-9]{8}T[0-9]{12}Z-[0-9a-f]{12}")

# A path of plain names, none starting with a dot: nothing hidden, and no way out of the folder.
_FILE_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*")


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
class Forced:
    """Why a version was published although the gate was closed, and who did it."""

    reason: str
    by: Person


@dataclass(frozen=True, slots=True)
class Manifest:
    """The record of one version.

    Args:
        format_version: `FORMAT_VERSION` of the release that wrote it.
        version: the name of its folder, `<created>-<first 12 hex digits of content_digest>`.
        created: UTC, ISO 8601 with microseconds ("2026-01-31T12:00:00.000000Z").
        by: who published it.
        tool_version: the release of kb-assistant that wrote it.
        model: the embedding model.
        corpus: the sha256 of every file it was made of, by path in the corpus.
        skipped: why a file of the corpus could not be read and was left out, by path.
        files: every file of the version but the manifest, by path in its folder.
        counts: how many of what it holds.
        scores: what an evaluation measured on it, by name.
        notes: remarks for the content owner.
        forced: None if the gate was open.
    """

    format_version: int
    version: str
    created: str
    by: Person
    tool_version: str
    model: ModelFacts
    corpus: Mapping[str, str]
    skipped: Mapping[str, str]
    files: Mapping[str, FileFacts]
    counts: Mapping[str, int]
    scores: Mapping[str, float]
    notes: tuple[str, ...]
    forced: Forced | None

    def to_json(self) -> bytes:
        """Return the manifest as JSON: equal manifests give equal bytes."""
        return _dump(asdict(self))

    def content_digest(self) -> str:
        """Return the sha256, in hex, over all but `version` and `created`.

        Two builds of the same files from the same corpus, by the same person, have the same.
        """
        record = asdict(self)
        del record["version"], record["created"]
        return hashlib.sha256(_dump(record)).hexdigest()

    def version_name(self) -> str:
        """Return the name that `created` and the content give a version."""
        moment = datetime.fromisoformat(self.created).strftime("%Y%m%dT%H%M%S%fZ")
        return f"{moment}-{self.content_digest()[:12]}"

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
        fields.keys(record, set(cls.__dataclass_fields__), "")
        manifest = cls(
            format_version=FORMAT_VERSION,
            version=fields.text(record["version"], "version", VERSION_NAME),
            created=fields.moment(record["created"], "created"),
            by=_person(record["by"], "by"),
            tool_version=fields.text(record["tool_version"], "tool_version"),
            model=_model(record["model"]),
            corpus=fields.mapping(record["corpus"], "corpus", fields.digest),
            skipped=fields.mapping(record["skipped"], "skipped", fields.text),
            files=fields.mapping(record["files"], "files", _file),
            counts=fields.mapping(record["counts"], "counts", fields.count),
            scores=fields.mapping(record["scores"], "scores", fields.score),
            notes=fields.texts(record["notes"], "notes"),
            forced=None if record["forced"] is None else _forced(record["forced"]),
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
    return fields.stamp(datetime.now(UTC))


def _dump(record: Mapping[str, Any]) -> bytes:
    # ASCII: the path of a corpus file may hold bytes that are no UTF-8, which Python keeps as
    # surrogates.
    return f"{json.dumps(record, allow_nan=False, indent=2, sort_keys=True)}\n".encode()


def _person(value: Any, at: str) -> Person:
    record = fields.keys(value, {"user", "host"}, at)
    return Person(fields.text(record["user"], at), fields.text(record["host"], at))


def _model(value: Any) -> ModelFacts:
    record = fields.keys(value, {"name", "digest", "dimension"}, "model")
    return ModelFacts(
        fields.text(record["name"], "model.name"),
        fields.digest(record["digest"], "model.digest"),
        fields.count(record["dimension"], "model.dimension"),
    )


def _file(value: Any, at: str) -> FileFacts:
    if not _FILE_NAME.fullmatch(at.removeprefix("files.")) or at == f"files.{MANIFEST}":
        raise fields.wrong(at, "a file name that an index may have")
    record = fields.keys(value, {"sha256", "size"}, at)
    return FileFacts(fields.digest(record["sha256"], at), fields.count(record["size"], at))


def _forced(value: Any) -> Forced:
    record = fields.keys(value, {"reason", "by"}, "forced")
    return Forced(
        fields.text(record["reason"], "forced.reason"), _person(record["by"], "forced.by")
    )
