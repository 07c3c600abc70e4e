"""Readers: a file of the corpus becomes a `Document`."""

import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from kb_assistant.documents import Document, Problem
from kb_assistant.errors import ReadError
from kb_assistant.readers.csv import read_csv
from kb_assistant.readers.decoding import decode
from kb_assistant.readers.docx import read_docx
from kb_assistant.readers.html import read_html
from kb_assistant.readers.markdown import read_markdown
from kb_assistant.readers.pdf import read_pdf
from kb_assistant.readers.text import read_text
from kb_assistant.readers.xlsx import read_xlsx

_OF_TEXT: dict[str, Callable[[str, str], Document]] = {
    ".csv": read_csv,
    ".htm": read_html,
    ".html": read_html,
    ".markdown": read_markdown,
    ".md": read_markdown,
    ".text": read_text,
    ".tsv": read_csv,
    ".txt": read_text,
}
_OF_BYTES: dict[str, Callable[[str, bytes], Document]] = {
    ".docx": read_docx,
    ".pdf": read_pdf,
    ".xlsx": read_xlsx,
}
SUFFIXES = frozenset(_OF_TEXT) | frozenset(_OF_BYTES)
"""The endings, in lower case, of the files that `read` takes."""
LARGEST = 100_000_000
"""Bytes of a file."""


def read(path: Path, root: Path) -> Document:
    """Return what stands in the file `path` of the corpus `root`.

    A file that nobody vouches for is better read with `sandbox.read_safely`.

    Raises:
        ReadError: if it cannot be read; the message names the file and the next step.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise ReadError(
            f"{path}: cannot be read with the ending “{path.suffix}”. Save the guide as Markdown "
            "(.md), text (.txt), PDF (.pdf), Word (.docx), a web page (.html) or a table (.csv, "
            ".xlsx)."
        )
    name = _relative(path, root)
    content = _content(path)
    if suffix in _OF_BYTES:
        return _OF_BYTES[suffix](name, content)
    text, remark = decode(name, content)
    document = _OF_TEXT[suffix](name, text)
    if remark:
        return replace(document, problems=(Problem(name, 1, remark), *document.problems))
    return document


def _content(path: Path) -> bytes:
    try:
        status = path.stat()
        size = status.st_size
        whole = stat.S_ISREG(status.st_mode)  # a pipe would be waited for without end
        content = path.read_bytes() if whole and size <= LARGEST else b""
    except OSError as error:
        raise ReadError(
            f"{path}: cannot be opened ({error.strerror or error}). Check that it is a file and "
            "that you may read it."
        ) from error
    if not whole:
        raise ReadError(f"{path}: is no file but a folder, a pipe or a device. Take it out.")
    if size > LARGEST:
        raise ReadError(
            f"{path}: has {size // 1_000_000} MB; {LARGEST // 1_000_000} MB are the limit. Split "
            "it, or take out its pictures."
        )
    if not content.strip():
        raise ReadError(f"{path}: is empty. Fill it, or take it out of the corpus.")
    return content


def _relative(path: Path, root: Path) -> str:
    for inner, outer in ((path, root), (path.absolute(), root.absolute())):
        if inner.is_relative_to(outer):
            return inner.relative_to(outer).as_posix()
    raise ReadError(f"{path}: lies outside the corpus {root}. Move it there, or name its folder.")
