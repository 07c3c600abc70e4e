"""PDF, read with pypdf; the only module that imports it."""

import io
import logging
import os
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from kb_assistant.documents import Document
from kb_assistant.errors import ReadError
from kb_assistant.readers.leftovers import without_leftovers
from kb_assistant.readers.outline import Outline
from kb_assistant.readers.pdf_tables import find_tables
from kb_assistant.readers.sections import add_sections, begins_with_text
from kb_assistant.readers.table_rows import GridRow, add_grid

PASSWORD = "KB_ASSISTANT_PDF_PASSWORD"  # noqa: S105 - the name of the variable that holds it


def read_pdf(path: str, content: bytes) -> Document:
    """Return the document in the PDF `content`, a page at a time.

    A password that it needs is taken from the environment variable `KB_ASSISTANT_PDF_PASSWORD`.

    Raises:
        ReadError: if it is damaged, needs another password or holds no text.
    """
    with _listening() as remarks:
        pages, password = _pages(path, content)
    if not pages:
        raise ReadError(f"{path}: holds no pages. Export the guide to PDF again.")
    if not any(page.strip() for page in pages):
        raise ReadError(
            f"{path}: none of its {len(pages)} pages holds text. It is probably scanned: run OCR "
            "on it (for example `ocrmypdf`), or supply the guide as Markdown."
        )
    found = find_tables(content, password, pages)
    outline = Outline(path)
    names: tuple[str, ...] = ()
    for number, page in enumerate(pages, start=1):
        outline.turn(number, page)
        if number == 1 and remarks:
            outline.problem(1, f"the PDF is damaged, check that its text is complete: {remarks[0]}")
        if number == 1 and found.remark:
            outline.problem(1, found.remark)
        if not page.strip():
            outline.problem(1, "holds no text; if it is scanned, it needs OCR")
            continue
        later = next((page for page in pages[number:] if page.strip()), "")
        goes_on = begins_with_text(later.split("\n"))
        names = _add_page(outline, found.tables.get(number, []), names, goes_on=goes_on)
        outline.report_unseen()
    return outline.document(pages)


def _add_page(
    outline: Outline, tables: Sequence[list[GridRow]], names: tuple[str, ...], *, goes_on: bool
) -> tuple[str, ...]:
    """Add the page at hand: its tables and the text around them.

    Args:
        outline: the document, turned to the page.
        tables: the tables on the page.
        names: the columns of the table that the page before ends with.
        goes_on: whether the next page begins with text.

    Returns:
        The columns of the table that this page ends with.
    """
    lines = without_leftovers(outline)
    done = 0
    for table in tables:
        first, last = table[0].first, max(row.last for row in table)
        before = [*[""] * done, *lines[done : first - 1]]
        add_sections(
            outline, [*before, *[""] * (len(lines) - len(before))], laid_out=True, goes_on=True
        )
        is_same = len(names) == len(table[0].slots) and not any(map(str.strip, lines[: first - 1]))
        names = add_grid(outline, table, names=names if is_same else ())
        done = max(done, last)
    rest = [*[""] * done, *lines[done:]]
    add_sections(outline, rest, laid_out=True, goes_on=goes_on)
    return names if tables and not any(map(str.strip, rest)) else ()


def _pages(path: str, content: bytes) -> tuple[list[str], str]:
    """The text of each page, and the password that opened the file.

    pypdf fails in many ways on damaged files: each is a ReadError.
    """
    password = os.environ.get(PASSWORD, "")
    try:
        from pypdf import PdfReader  # noqa: PLC0415 - `--help` goes without it

        reader = PdfReader(io.BytesIO(content))
        tried = ("", password) if reader.is_encrypted else ()
        used = next((one for one in tried if reader.decrypt(one)), None if tried else "")
        locked = used is None
        pages = [] if locked else [_clean(page.extract_text()) for page in reader.pages]
    except MemoryError:
        raise
    except Exception as error:
        raise ReadError(
            f"{path}: is damaged or no PDF ({type(error).__name__}: {error}). Open it in a PDF "
            "viewer, print it to a new PDF and use that."
        ) from error
    if locked and password:
        raise ReadError(
            f"{path}: needs a password, and the one in {PASSWORD} does not open it. Correct that,"
            " or save a copy without a password and use that."
        )
    if locked:
        raise ReadError(
            f"{path}: needs a password. Put it into the environment variable {PASSWORD}, or save a "
            "copy without one and use that."
        )
    return pages, used or ""


def _clean(text: str) -> str:
    """Return `text` with LF as its only line break and nothing that UTF-8 cannot hold."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.remarks: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.remarks.append(record.getMessage())


@contextmanager
def _listening() -> Iterator[list[str]]:
    """Collect what pypdf logs, and let nothing of it through."""
    logger, collector = logging.getLogger("pypdf"), _Collector()
    propagate, logger.propagate = logger.propagate, False
    logger.addHandler(collector)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield collector.remarks
    finally:
        logger.removeHandler(collector)
        logger.propagate = propagate
