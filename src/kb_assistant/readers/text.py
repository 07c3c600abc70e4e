"""Plain text: a quiz board, or sections with whatever tables stand in them."""

from kb_assistant.documents import Document
from kb_assistant.readers.leftovers import without_leftovers
from kb_assistant.readers.outline import Outline
from kb_assistant.readers.quiz import add_quiz, is_quiz
from kb_assistant.readers.sections import add_sections


def read_text(path: str, text: str) -> Document:
    """Return the document in `text`, whose only line break is LF."""
    outline = Outline(path, text)
    lines = without_leftovers(outline)
    if is_quiz(lines):
        add_quiz(outline, lines)
    else:
        add_sections(outline, lines)
    outline.report_unseen()
    return outline.document([text])
