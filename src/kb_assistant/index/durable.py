"""File operations that outlast a crash: contents and names reach the disk, or the call fails.

Everything that the index writes goes through this module, which calls `os.open`, `os.write`,
`os.fsync`, `os.mkdir`, `os.rename` and `os.replace` by those names: a test that puts a failing disk
in their place reaches every write there is. Python itself repeats a call that a signal interrupts.
"""

import os
import shutil
import sys
from pathlib import Path

_BINARY = getattr(os, "O_BINARY", 0)  # Windows would change line ends


def write_file(path: Path, content: bytes) -> None:
    """Write a file, and the folders above it; it is on the disk only once it is synced."""
    make_folder(path.parent)
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _BINARY, 0o666)
    try:
        rest = memoryview(content)
        while rest:  # a call may write less than it is given
            rest = rest[os.write(file, rest) :]
    finally:
        os.close(file)


def make_folder(path: Path) -> None:
    """Make a folder, and those above it, if there is none."""
    if not path.is_dir():
        path.mkdir(parents=True, exist_ok=True)


def sync_file(path: Path) -> None:
    """Wait until the content of the file at `path` is on the disk."""
    # Windows syncs only what may be written, and Linux a file that is read-only too.
    file = os.open(path, os.O_RDWR | _BINARY if sys.platform == "win32" else os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def sync_folder(path: Path) -> None:
    """Wait until the names in the folder at `path` are on the disk."""
    if sys.platform != "win32":  # which opens no folder, and writes names through by itself
        sync_file(path)


def sync_tree(path: Path) -> None:
    """Wait until every file and folder below `path`, and `path` itself, is on the disk."""
    for item in path.rglob("*"):
        if item.is_dir():
            sync_folder(item)
        else:
            sync_file(item)
    sync_folder(path)


def rename_folder(path: Path, new: Path) -> None:
    """Give the folder at `path` another name, beside it."""
    os.rename(path, new)  # noqa: PTH104 - by this name, as the module says
    sync_folder(new.parent)


def remove_folder(path: Path) -> bool:
    """Remove a folder with all it holds, as far as the system lets us; return whether it did."""
    shutil.rmtree(path, ignore_errors=True)
    return not path.exists()


def replace_file(path: Path, content: bytes) -> None:
    """Give the file at `path` new content in one step: a reader sees the old or the new.

    If the call fails, the old content is back, or, if the disk takes no rename any more either, the
    new one has come to stay: whoever must know reads the file.
    """
    new, old = path.with_name(f".{path.name}.new"), path.with_name(f".{path.name}.old")
    try:
        write_file(new, content)
        sync_file(new)
        existed = path.exists()
        if existed:  # ready beforehand: going back takes a rename and no space
            write_file(old, path.read_bytes())
            sync_file(old)
        os.replace(new, path)  # noqa: PTH105 - by this name, as the module says
        try:
            sync_folder(path.parent)
        except BaseException:
            if existed:
                os.replace(old, path)  # noqa: PTH105
            else:
                path.unlink(missing_ok=True)
            raise
    finally:
        for left in (new, old):
            _unlink(left)


def _unlink(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return  # the next call writes over it
