"""A `Document` as JSON, the form in which a worker hands it back."""

from typing import Any

from kb_assistant.documents import Block, BlockKind, Cell, Document, Problem, SourceSpan


def to_json(document: Document) -> dict[str, Any]:
    """Return `document` as plain lists and strings."""
    blocks = [
        [
            block.kind.value,
            block.text,
            block.span.line_start,
            block.span.line_end,
            block.span.headings,
            block.span.page,
            [[cell.header, cell.text] for cell in block.cells],
        ]
        for block in document.blocks
    ]
    problems = [[problem.path, problem.line, problem.message] for problem in document.problems]
    return {"path": document.path, "pages": document.pages, "blocks": blocks, "problems": problems}


def from_json(value: dict[str, Any]) -> Document:
    """Return the document that `to_json` made `value` of."""
    blocks = tuple(
        Block(
            BlockKind(kind),
            text,
            SourceSpan(value["path"], first, last, tuple(headings), page),
            tuple(Cell(header, cell) for header, cell in cells),
        )
        for kind, text, first, last, headings, page, cells in value["blocks"]
    )
    problems = tuple(Problem(*problem) for problem in value["problems"])
    return Document(value["path"], tuple(value["pages"]), blocks, problems)
