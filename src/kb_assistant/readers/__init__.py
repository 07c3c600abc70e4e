"""Readers: a file of the corpus becomes a `Document`."""

from dataclasses import replace
from pathlib import Path

from kb_assistant.documents import Document, Problem
from kb_assistant.errors import ReadError
from kb_assistant.readers.decoding import decode
from kb_assistant.readers.markdown import read_markdown
from kb_assistant.readers.pdf import read_pdf
from kb_assistant.readers.text import read_text

_MARKDOWN = frozenset({".md", ".markdown"})
_TEXT = frozenset({".txt", ".text"})
_PDF = frozenset({".pdf"})
SUFFIXES = _MARKDOWN | _TEXT | _PDF
"""The endings, in lower case, of the files that `read` takes."""


def read(path: Path, root: Path) -> Document:
    """Return what stands in the file `path` of the corpus `root`.

    Raises:
        ReadError: if it cannot be read; the message names the file and the next step.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise ReadError(
            f"{path}: cannot be read with the ending “{path.suffix}”. Save the guide as Markdown "
            "(.md), text (.txt) or PDF (.pdf)."
        )
    name = _relative(path, root)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ReadError(
            f"{path}: cannot be opened ({error.strerror or error}). Check that it is a file and "
            "that you may read it."
        ) from error
    if not content.strip():
        raise ReadError(f"{path}: is empty. Fill it, or take it out of the corpus.")
    if suffix in _PDF:
        return read_pdf(name, content)
    text, remark = decode(name, content)
    document = read_markdown(name, text) if suffix in _MARKDOWN else read_text(name, text)
    if remark:
        return replace(document, problems=(Problem(name, 1, remark), *document.problems))
    return document


def _relative(path: Path, root: Path) -> str:
    for inner, outer in ((path, root), (path.absolute(), root.absolute())):
        if inner.is_relative_to(outer):
            return inner.relative_to(outer).as_posix()
    raise ReadError(f"{path}: lies outside the corpus {root}. Move it there, or name its folder.")
