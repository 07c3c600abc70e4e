"""PDF, read with pypdf; the only module that imports it."""

import io
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from kb_assistant.documents import Document
from kb_assistant.errors import ReadError
from kb_assistant.readers.leftovers import without_leftovers
from kb_assistant.readers.outline import Outline
from kb_assistant.readers.sections import add_sections, begins_with_text


def read_pdf(path: str, content: bytes) -> Document:
    """Return the document in the PDF `content`, a page at a time.

    Raises:
        ReadError: if it is damaged, needs a password or holds no text.
    """
    with _listening() as remarks:
        pages = _pages(path, content)
    if not pages:
        raise ReadError(f"{path}: holds no pages. Export the guide to PDF again.")
    if not any(page.strip() for page in pages):
        raise ReadError(
            f"{path}: none of its {len(pages)} pages holds text. It is probably scanned: run OCR "
            "on it (for example `ocrmypdf`), or supply the guide as Markdown."
        )
    outline = Outline(path)
    for number, page in enumerate(pages, start=1):
        outline.turn(number, page)
        if number == 1 and remarks:
            outline.problem(1, f"the PDF is damaged, check that its text is complete: {remarks[0]}")
        if not page.strip():
            outline.problem(1, "holds no text; if it is scanned, it needs OCR")
            continue
        later = next((page for page in pages[number:] if page.strip()), "")
        goes_on = begins_with_text(later.split("\n"))
        add_sections(outline, without_leftovers(outline), laid_out=True, goes_on=goes_on)
        outline.report_unseen()
    return outline.document(pages)


def _pages(path: str, content: bytes) -> list[str]:
    """The text of each page. pypdf fails in many ways on damaged files: each is a ReadError."""
    try:
        from pypdf import PdfReader  # noqa: PLC0415 - `--help` goes without it

        reader = PdfReader(io.BytesIO(content))
        locked = reader.is_encrypted and not reader.decrypt("")
        pages = [] if locked else [_clean(page.extract_text()) for page in reader.pages]
    except Exception as error:
        raise ReadError(
            f"{path}: is damaged or no PDF ({type(error).__name__}: {error}). Open it in a PDF "
            "viewer, print it to a new PDF and use that."
        ) from error
    if locked:
        raise ReadError(f"{path}: needs a password. Save a copy without one and use that.")
    return pages


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
