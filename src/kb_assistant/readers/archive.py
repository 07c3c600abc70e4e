"""Word and Excel files are ZIP archives: what is refused before anything is unpacked."""

import io
import zipfile

from kb_assistant.errors import ReadError

LARGEST = 200_000_000
"""Bytes of a file's parts, unpacked."""
_MOST_PARTS = 10_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ADVICE = "Open it in the program that made it, save it again and use that."


def check_archive(path: str, content: bytes, part: str) -> None:
    """Refuse what is no archive with the part `part`, or unpacks to more than `LARGEST`.

    Raises:
        ReadError: naming `path`, the reason and the next step.
    """
    if content.startswith(_OLE):
        raise ReadError(
            f"{path}: needs a password, or was made by an Office before 2007. Save a copy without"
            " a password in the format of today and use that."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise ReadError(f"{path}: is damaged ({error}). {_ADVICE}") from error
    size = sum(entry.file_size for entry in parts)
    if size > LARGEST or len(parts) > _MOST_PARTS:
        raise ReadError(
            f"{path}: unpacks to {size // 1_000_000} MB in {len(parts)} parts; the limit is "
            f"{LARGEST // 1_000_000} MB in {_MOST_PARTS}. Take out its pictures, or split it."
        )
    if not any(entry.filename == part for entry in parts):
        raise ReadError(f"{path}: is damaged or something else ({part} is missing). {_ADVICE}")


def damaged(path: str, error: Exception) -> ReadError:
    """Return what to raise when a library fails on the file; each does so in many ways."""
    return ReadError(f"{path}: is damaged ({type(error).__name__}: {error}). {_ADVICE}")
