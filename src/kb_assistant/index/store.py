"""The index folder: immutable versions, and CURRENT, which names the live one.

A version is built beside the others, verified, and only then made live, in one rename. Whatever
stops a build before that leaves the live version as it was.
"""

import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as distribution_version
from pathlib import Path

from kb_assistant.errors import StoredIndexError
from kb_assistant.index import Index, read_index
from kb_assistant.index.durable import replace_file, sole_writer, sync_folder, sync_tree
from kb_assistant.index.manifest import (
    FORMAT_VERSION,
    MANIFEST,
    VERSION_NAME,
    FileFacts,
    Manifest,
    ModelFacts,
    digest_file,
    now,
)

_CURRENT = re.compile(rf"({VERSION_NAME.pattern})\n?", re.ASCII)
_BUILDING = ".building-"


class IndexStore:
    """The versions of an index in one folder.

    Every method but `publish` and `switch` only reads, and every one raises `StoredIndexError`
    with the next step to take if the folder cannot be used.
    """

    def __init__(self, path: Path) -> None:
        """Take the index folder, which may not exist yet."""
        self.path = path
        self._versions = path / "versions"
        self._current = path / "CURRENT"

    def current(self) -> str:
        """Return the name of the live version."""
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

    def versions(self) -> tuple[Manifest, ...]:
        """Return the manifests of all versions, newest first, without those that are damaged."""
        manifests = []
        folders = self._versions.iterdir() if self._versions.is_dir() else ()
        for folder in sorted(folders, reverse=True):
            if VERSION_NAME.fullmatch(folder.name):
                try:
                    manifests.append(_read_manifest(folder, folder.name))
                except (StoredIndexError, OSError):
                    continue  # `load` says what is wrong with it; the others stay of use
        return tuple(manifests)

    def load(self, version: str | None = None) -> Index:
        """Return a version, the live one if None, each of its files compared with its digest."""
        name = self.current() if version is None else self._checked(version)
        try:
            return _load(self._versions / name, name)
        except OSError as error:
            raise self._unusable(name, f"it cannot be read: {error}") from error
        except StoredIndexError as error:
            raise self._unusable(name, str(error)) from error

    def switch(self, version: str) -> None:
        """Make a version live, once it is verified."""
        self.load(version)
        try:
            with sole_writer(self.path):
                replace_file(self._current, f"{version}\n".encode())
        except OSError as error:
            raise self._unwritable(error) from error

    def publish(
        self,
        write: Callable[[Path], None],
        *,
        model: ModelFacts,
        corpus: Mapping[str, str],
        counts: Mapping[str, int],
        scores: Mapping[str, float] | None = None,
        notes: Sequence[str] = (),
    ) -> str:
        """Add a version, verify it, make it live and return its name.

        Args:
            write: writes every file but the manifest into the folder it is given.
            model: the embedding model.
            corpus: the sha256 of every file of the corpus, by path.
            counts: how many of what the version holds.
            scores: what an evaluation measured on it.
            notes: remarks for the content owner.

        Raises:
            StoredIndexError: if it cannot be written, or does not load; what `write` raises passes
                through. The live version stays as it was.
        """
        try:
            self._versions.mkdir(parents=True, exist_ok=True)
            with sole_writer(self.path):
                for stale in self._versions.glob(f"{_BUILDING}*"):
                    shutil.rmtree(stale)
                folder = self._versions / f"{_BUILDING}{secrets.token_hex(6)}"
                folder.mkdir()
                try:
                    write(folder)
                    manifest = Manifest(
                        format_version=FORMAT_VERSION,
                        version="",
                        created=now(),
                        tool_version=_tool_version(),
                        model=model,
                        corpus=corpus,
                        files=_facts(folder),
                        counts=counts,
                        scores=scores or {},
                        notes=tuple(notes),
                    )
                    name = self._finish(folder, manifest)
                finally:
                    shutil.rmtree(folder, ignore_errors=True)
                replace_file(self._current, f"{name}\n".encode())
        except OSError as error:
            raise self._unwritable(error) from error
        return name

    def _finish(self, folder: Path, manifest: Manifest) -> str:
        """Turn a complete building folder into a version, and return its name."""
        name = manifest.version_name()
        (folder / MANIFEST).write_bytes(replace(manifest, version=name).to_json())
        sync_tree(folder)
        try:
            # Before the rename, so that whatever bears a version's name was once verified.
            _load(folder, name)
        except StoredIndexError as error:
            raise StoredIndexError(
                f"The new index does not load: {error}. The live one stays as it is. Try again "
                "with: kb-assistant build"
            ) from error
        folder.rename(self._versions / name)
        sync_folder(self._versions)
        return name

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

    def _unwritable(self, error: OSError) -> StoredIndexError:
        return StoredIndexError(
            f"The index in {self.path} cannot be written: {error}. Check the folder's permissions "
            "and the free space, then run `kb-assistant build` again."
        )


def _load(folder: Path, name: str) -> Index:
    """Read a version's folder: every byte is verified before anything is made of it."""
    if not folder.is_dir():
        raise StoredIndexError("there is no such version")
    manifest = _read_manifest(folder, name)
    found = _paths(folder)
    found.pop(MANIFEST, None)
    for missing in sorted(manifest.files.keys() - found.keys()):
        raise StoredIndexError(f"{missing} is missing")
    for extra in sorted(found.keys() - manifest.files.keys()):
        raise StoredIndexError(f"{extra} does not belong to it")
    contents = {}
    for file, facts in manifest.files.items():
        # Read once, and used from memory: what is verified is what is loaded.
        content = found[file].read_bytes()
        if len(content) != facts.size or hashlib.sha256(content).hexdigest() != facts.sha256:
            raise StoredIndexError(f"{file} is damaged: it is not as it was written")
        contents[file] = content
    return read_index(manifest, contents)


def _read_manifest(folder: Path, name: str) -> Manifest:
    try:
        manifest = Manifest.from_json((folder / MANIFEST).read_bytes())
    except FileNotFoundError as error:
        raise StoredIndexError(f"{MANIFEST} is missing") from error
    if manifest.version != name:
        raise StoredIndexError(f"{MANIFEST} is that of another version, {manifest.version}")
    return manifest


def _paths(folder: Path) -> dict[str, Path]:
    """Return every file below `folder`, by its path in it.

    Raises:
        StoredIndexError: if there is anything but files and folders, such as a link.
    """
    paths = {}
    for root, folders, files in os.walk(folder):
        for name in (*folders, *files):
            path = Path(root, name)
            relative = path.relative_to(folder).as_posix()
            if path.is_symlink() or not (path.is_dir() or path.is_file()):
                raise StoredIndexError(f"{relative} is no plain file")
            if path.is_file():
                paths[relative] = path
    return paths


def _facts(folder: Path) -> dict[str, FileFacts]:
    return {
        name: FileFacts(digest_file(path), path.stat().st_size)
        for name, path in _paths(folder).items()
    }


def _tool_version() -> str:
    try:
        return distribution_version("kb-assistant")
    except PackageNotFoundError:
        return "unknown"  # run from a checkout that is not installed
