"""The text in a file's bytes, with LF as the only line break."""

import codecs
import re

from kb_assistant.errors import ReadError

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x7f]")
_TOLERATED = 100
"""More than one control character in so many characters is no text."""


def decode(path: str, content: bytes) -> tuple[str, str]:
    """Return the text of the file `path` and a remark on its encoding, "" for UTF-8.

    Raises:
        ReadError: if `content` is no text, or there is none in it.
    """
    text, remark = _decoded(path, content)
    if "\x00" in text or len(_CONTROL.findall(text)) * _TOLERATED > len(text):
        raise ReadError(
            f"{path}: holds binary data, not text. Save the guide as UTF-8 text, Markdown or PDF."
        )
    if not text.strip():
        raise ReadError(f"{path}: is empty. Fill it, or take it out of the corpus.")
    return text.replace("\r\n", "\n").replace("\r", "\n"), remark


def _decoded(path: str, content: bytes) -> tuple[str, str]:
    advice = "Save it as UTF-8 (in most editors: Save as, encoding UTF-8)."
    try:
        if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return content.decode(
                "utf-16"
            ), "read as UTF-16, as its first bytes say; save it as UTF-8"
        return content.decode("utf-8-sig"), ""
    except UnicodeDecodeError as error:
        place = content.count(b"\n", 0, error.start) + 1
    try:
        return (
            content.decode("cp1252"),
            f"no UTF-8 (first in line {place}): read as Windows-1252; save it as UTF-8",
        )
    except UnicodeDecodeError as error:
        raise ReadError(f"{path}: is neither UTF-8 nor Windows-1252 text. {advice}") from error
