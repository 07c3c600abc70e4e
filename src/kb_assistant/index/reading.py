"""What an index folder holds, for those who only read: any number of them, at any time."""

import re
from pathlib import Path

from kb_assistant.errors import StoredIndexError
from kb_assistant.index import Index
from kb_assistant.index.changes import Changes, compare
from kb_assistant.index.history import History
from kb_assistant.index.manifest import VERSION_NAME, Manifest
from kb_assistant.index.version import load_version, read_manifest, read_protocols
from kb_assistant.protocols import Protocol

_CURRENT = re.compile(rf"({VERSION_NAME.pattern})\n?", re.ASCII)


class IndexReader:
    """The versions of an index in one folder.

    Every method raises `StoredIndexError` with the next step to take if the folder cannot be used.
    """

    def __init__(self, path: Path) -> None:
        """Take the index folder, which may not exist yet."""
        self.path = path
        self._versions = path / "versions"
        self._current = path / "CURRENT"

    def current(self) -> str:
        """Return the name of the live version; cheap enough to ask before every answer."""
        try:
            content = self._current.read_bytes()
        except FileNotFoundError as error:
            raise StoredIndexError(
                f"No index in {self.path}. Build one with: kb-assistant build"
            ) from error
        except OSError as error:
            raise self._unusable("CURRENT", f"it cannot be read: {error}") from error
        # A name and nothing else: what it says becomes a path.
        match = _CURRENT.fullmatch(content.decode("ascii", "replace"))
        if match is None:
            raise self._unusable("CURRENT", "it does not name a version")
        return match[1]

    def load(self, version: str | None = None) -> Index:
        """Return a version, the live one if None, each of its files compared with its digest."""
        if version is not None:
            return self._load(self._checked(version))
        name = self.current()
        while True:
            try:
                return self._load(name)
            except StoredIndexError:
                live = self.current()
                if live == name:
                    raise
                name = live  # another became live, and the one we were reading was pruned

    def versions(self) -> tuple[Manifest, ...]:
        """Return the manifests of all versions, newest first, without those that are damaged."""
        read = (self._manifest(name) for name in self._names())
        return tuple(manifest for manifest in read if isinstance(manifest, Manifest))

    def damaged(self) -> dict[str, str]:
        """Return what is wrong with each version whose manifest cannot be used."""
        read = {name: self._manifest(name) for name in self._names()}
        return {name: reason for name, reason in read.items() if isinstance(reason, str)}

    def history(self) -> History:
        """Return which version was live when."""
        try:
            return History.read(self.path)
        except OSError as error:
            raise self._unusable("its history", f"it cannot be read: {error}") from error

    def protocols(self, version: str) -> tuple[Protocol, ...]:
        """Return the protocols of a version, without loading the rest of it."""
        folder = self._versions / self._checked(version)
        try:
            return read_protocols(folder, read_manifest(folder, version))
        except (OSError, StoredIndexError) as error:
            raise self._unusable(version, str(error)) from error

    def changes(self, old: Manifest, new: Manifest) -> Changes:
        """Return how the protocols of two versions differ, without loading the rest of them."""
        try:
            before, after = (
                read_protocols(self._versions / manifest.version, manifest)
                for manifest in (old, new)
            )
        except (OSError, StoredIndexError) as error:
            raise self._unusable(f"{old.version} or {new.version}", str(error)) from error
        return compare(before, after)

    def _names(self) -> list[str]:
        """Return the names of all versions, newest first."""
        folders = self._versions.iterdir() if self._versions.is_dir() else ()
        names = (folder.name for folder in folders)
        return sorted(filter(VERSION_NAME.fullmatch, names), reverse=True)

    def _manifest(self, name: str) -> Manifest | str:
        """Return the manifest of a version, or what is wrong with it."""
        try:
            return read_manifest(self._versions / name, name)
        except (StoredIndexError, OSError) as error:
            return str(error)

    def _load(self, name: str) -> Index:
        try:
            return load_version(self._versions / name, name)
        except OSError as error:
            raise self._unusable(name, f"it cannot be read: {error}") from error
        except StoredIndexError as error:
            raise self._unusable(name, str(error)) from error

    def _checked(self, version: str) -> str:
        if not VERSION_NAME.fullmatch(version):
            raise StoredIndexError(
                f"{version!r} is no version of the index. List them with: kb-assistant versions"
            )
        return version

    def _unusable(self, what: str, why: str) -> StoredIndexError:
        return StoredIndexError(
            f"The index in {self.path} cannot be used: {what}: {why}. Go back to another version "
            "with `kb-assistant rollback`, or build a new one with `kb-assistant build`."
        )
