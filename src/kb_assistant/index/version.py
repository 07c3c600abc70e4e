"""The folder of one version: every byte is compared with its digest before it is used."""

import hashlib
import os
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as distribution_version
from pathlib import Path

from kb_assistant.errors import StoredIndexError
from kb_assistant.index import PROTOCOLS, Index, read_index
from kb_assistant.index.fields import MANIFEST
from kb_assistant.index.manifest import FileFacts, Manifest, digest_file
from kb_assistant.index.records import from_lines, protocol_from_record
from kb_assistant.protocols import Protocol


def load_version(folder: Path, name: str) -> Index:
    """Return the verified index in the folder of the version `name`.

    Raises:
        StoredIndexError: saying what is wrong with it.
        OSError: if it cannot be read.
    """
    if not folder.is_dir():
        raise StoredIndexError("there is no such version")
    manifest = read_manifest(folder, name)
    found = _paths(folder)
    found.pop(MANIFEST, None)
    for missing in sorted(manifest.files.keys() - found.keys()):
        raise StoredIndexError(f"{missing} is missing")
    for extra in sorted(found.keys() - manifest.files.keys()):
        raise StoredIndexError(f"{extra} does not belong to it")
    contents = {file: read_verified(folder, manifest, file) for file in manifest.files}
    return read_index(manifest, contents)


def read_manifest(folder: Path, name: str) -> Manifest:
    """Return the manifest in the folder of the version `name`.

    Raises:
        StoredIndexError: if it is missing, damaged or that of another version.
        OSError: if it cannot be read.
    """
    try:
        manifest = Manifest.from_json((folder / MANIFEST).read_bytes())
    except FileNotFoundError as error:
        raise StoredIndexError(f"{MANIFEST} is missing") from error
    if manifest.version != name:
        raise StoredIndexError(f"{MANIFEST} is that of another version, {manifest.version}")
    return manifest


def read_verified(folder: Path, manifest: Manifest, file: str) -> bytes:
    """Return a file of a version, once it is found to be as it was written.

    It is read once, and used from memory: what is verified is what is loaded.

    Raises:
        StoredIndexError: if it is not, or is missing.
        OSError: if it cannot be read.
    """
    facts = manifest.files[file]
    try:
        content = (folder / file).read_bytes()
    except FileNotFoundError as error:
        raise StoredIndexError(f"{file} is missing") from error
    if len(content) != facts.size or hashlib.sha256(content).hexdigest() != facts.sha256:
        raise StoredIndexError(f"{file} is damaged: it is not as it was written")
    return content


def read_protocols(folder: Path, manifest: Manifest) -> tuple[Protocol, ...]:
    """Return the protocols of a version, without the rest of it.

    Raises:
        StoredIndexError: if their file is missing or damaged.
        OSError: if it cannot be read.
    """
    if PROTOCOLS not in manifest.files:
        raise StoredIndexError(f"{PROTOCOLS} is missing")
    return from_lines(read_verified(folder, manifest, PROTOCOLS), PROTOCOLS, protocol_from_record)


def facts_of(folder: Path) -> dict[str, FileFacts]:
    """Return the digest and size of every file below `folder`, by its path in it.

    Raises:
        StoredIndexError: if there is anything but files and folders, such as a link.
    """
    return {
        name: FileFacts(digest_file(path), path.stat().st_size)
        for name, path in _paths(folder).items()
    }


def tool_version() -> str:
    """Return the release of kb-assistant that runs."""
    try:
        return distribution_version("kb-assistant")
    except PackageNotFoundError:
        return "unknown"  # run from a checkout that is not installed


def _paths(folder: Path) -> dict[str, Path]:
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
