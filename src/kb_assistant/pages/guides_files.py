"""The files of a corpus: which there are, what they hold, and what a new one may be called."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path, PurePosixPath

from kb_assistant.corpus import GLOSSARY, LINT_SETTINGS
from kb_assistant.errors import CorpusError, ReadError
from kb_assistant.index.durable import replace_file
from kb_assistant.phrasings import FOLDER as PHRASINGS
from kb_assistant.readers import SUFFIXES
from kb_assistant.readers.decoding import decode
from kb_assistant.tuned import FOLDER as ENCODER

TEXTS = frozenset({".csv", ".htm", ".html", ".markdown", ".md", ".text", ".tsv", ".txt"})
"""The endings of the files that are edited in the browser."""
MOST_MEGABYTES = 25
"""Of a file that is uploaded."""
MOST_CHARACTERS = 1_000_000
"""Of a text that is edited in the browser."""
_LONGEST_NAME = 120
_UNFIT = re.compile(r'[/\\<>:"|?*]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield every file below `folder` that is not hidden, with its path there."""
    for place in folder.rglob("*"):
        name = place.relative_to(folder)
        if place.is_file() and not any(part.startswith((".", "~$")) for part in name.parts):
            yield name.as_posix(), place


def is_guide(path: str) -> bool:
    """Return whether a content owner edits the file by hand: a guide, or the glossary."""
    own = path.partition("/")[0] in {PHRASINGS, ENCODER} or path == LINT_SETTINGS
    return path == GLOSSARY or not own


def is_text(path: str) -> bool:
    """Return whether a file is edited in the browser, by its name."""
    return PurePosixPath(path).suffix.lower() in TEXTS


def text_of(path: str, content: bytes) -> str | None:
    """Return the text of a file, with LF as the only line break; None if it cannot be edited."""
    if not is_text(path) or len(content) > MOST_CHARACTERS:
        return None
    if not content.strip():
        return ""
    try:
        return decode(path, content)[0]
    except ReadError:
        return None


def bytes_of(text: str, before: bytes) -> bytes:
    """Return the file of an edited text, with the line breaks that the file had before."""
    text = text.replace("\r\n", "\n")
    return (text.replace("\n", "\r\n") if b"\r\n" in before else text).encode(errors="replace")


def checked_name(name: str, taken: Iterable[str]) -> str:
    """Return the name under which an uploaded file comes into the corpus.

    Raises:
        CorpusError: if it would be no guide, be somewhere else, or take the place of another.
    """
    name = unicodedata.normalize("NFC", name).strip()
    plain = name.isprintable() and not _UNFIT.search(name) and not _RESERVED.fullmatch(name)
    if not name or not plain or name.startswith((".", "~$")) or len(name) > _LONGEST_NAME:
        raise CorpusError(
            "The file has a name that cannot be used. Rename it: letters, digits, spaces, hyphens"
            f" and dots, {_LONGEST_NAME} characters at most, and no folder."
        )
    if PurePosixPath(name).suffix.lower() not in SUFFIXES:
        raise CorpusError(f"{name}: a guide ends with one of {', '.join(sorted(SUFFIXES))}.")
    for other in taken:
        if other.casefold() == name.casefold():
            raise CorpusError(
                f"There is a guide {other} already, and nothing was overwritten. Choose it in the"
                " list to replace it, or give the new file another name."
            )
    return name


def checked_content(name: str, content: bytes) -> bytes:
    """Return what was uploaded.

    Raises:
        CorpusError: if it is empty or too large.
    """
    if not content.strip():
        raise CorpusError(f"{name} is empty. Fill it, then upload it again.")
    if len(content) > MOST_MEGABYTES * 1_000_000:
        raise CorpusError(
            f"{name} has {len(content) / 1_000_000:.0f} MB; {MOST_MEGABYTES} MB are the limit."
            " Split it, or take out its pictures."
        )
    return content


def put(place: Path, content: bytes | None) -> None:
    """Give a file its content in one step; none takes it away."""
    if content is None:
        place.unlink(missing_ok=True)
    else:
        replace_file(place, content)


def digest(place: Path) -> str:
    """Return the sha256, in hex, of a file."""
    facts = place.stat()
    return _digest(place, facts.st_mtime_ns, facts.st_size, facts.st_ino)


@lru_cache(maxsize=4096)
def _digest(place: Path, _mtime: int, _size: int, _inode: int) -> str:
    return hashlib.sha256(place.read_bytes()).hexdigest()
