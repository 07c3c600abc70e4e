"""The steps in which a version comes to be, and goes."""

import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from kb_assistant.errors import StoredIndexError
from kb_assistant.index import Index, durable
from kb_assistant.index.fields import MANIFEST
from kb_assistant.index.manifest import Manifest, now
from kb_assistant.index.version import facts_of, load_version

_BUILDING = ".building-"
_REMOVING = ".removing-"


class Step(StrEnum):
    """The steps of publishing, in their order. Until SWITCH is through, the old version is live."""

    WRITE = "write"
    """Write every file into a folder that no reader looks at."""
    SYNC = "sync"
    """Wait until all of it is on the disk."""
    VERIFY = "verify"
    """Load it from there as a reader would."""
    RECORD = "record"
    """Write into the history what is about to become live."""
    RENAME = "rename"
    """Give the folder its version's name."""
    SWITCH = "switch"
    """Let CURRENT name it."""
    DONE = "done"
    """The new version is live."""


AtStep = Callable[[Step], None]
"""Called as each step begins."""


def add_version(
    versions: Path,
    write: Callable[[Path], None],
    manifest: Manifest,
    record: Callable[[str], None],
    at_step: AtStep,
    check: Callable[[Index], None],
) -> str:
    """Add a version to the folder `versions`, without making it live; return its name.

    Whatever goes wrong, nothing of it stays behind.

    Args:
        versions: the folder.
        write: writes every file but the manifest into the folder it is given.
        manifest: all but what is known only then: the name, the time and the files.
        record: told the name before any folder bears it.
        at_step: called as each step begins.
        check: given the version as it was read back; may refuse it.

    Raises:
        StoredIndexError: if it does not load, or whatever `check` raises.
        OSError: if it cannot be written.
    """
    folder = versions / f"{_BUILDING}{secrets.token_hex(6)}"
    name = ""
    try:
        at_step(Step.WRITE)
        durable.make_folder(folder)
        write(folder)
        complete = replace(manifest, created=now(), files=facts_of(folder))
        name = complete.version_name()
        durable.write_file(folder / MANIFEST, replace(complete, version=name).to_json())
        at_step(Step.SYNC)
        durable.sync_tree(folder)
        at_step(Step.VERIFY)  # before the rename: whatever bears a version's name was once verified
        check(_verify(folder, name))
        at_step(Step.RECORD)
        record(name)
        at_step(Step.RENAME)
        durable.rename_folder(folder, versions / name)
    except BaseException:
        durable.remove_folder(folder)
        if name:
            drop_version(versions, name)
        raise
    return name


def _verify(folder: Path, name: str) -> Index:
    try:
        return load_version(folder, name)
    except StoredIndexError as error:
        raise StoredIndexError(
            f"The new index does not load: {error}. The live one stays as it is. Try again with: "
            "kb-assistant build"
        ) from error


def remove_version(versions: Path, name: str) -> None:
    """Remove a version; whoever reads it loses it at once, not file by file.

    Raises:
        OSError: if it, or a part of it, is still there.
    """
    doomed = versions / f"{_REMOVING}{name}"
    durable.rename_folder(versions / name, doomed)
    if not durable.remove_folder(doomed):
        raise OSError(f"{doomed} could not be removed")


def drop_version(versions: Path, name: str) -> None:
    """Remove a version that failed to become live, if it is there and if the disk lets us."""
    if (versions / name).exists():
        with suppress(OSError):
            remove_version(versions, name)


def clean(versions: Path) -> None:
    """Remove what a process that died left behind, as far as the disk lets us."""
    for pattern in (_BUILDING, _REMOVING):
        for stale in versions.glob(f"{pattern}*"):
            durable.remove_folder(stale)
