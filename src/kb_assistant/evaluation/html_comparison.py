"""The section of the HTML page that compares a run with an earlier one."""

from collections.abc import Sequence
from html import escape

from kb_assistant.evaluation.compare import Comparison
from kb_assistant.evaluation.html_parts import closed, table
from kb_assistant.evaluation.report_markdown import COMPARED, comparison_rows


def compared(comparison: Comparison | None) -> str:
    """Return the section, nothing if there is nothing to compare."""
    if comparison is None:
        return ""
    rows = [[escape(cell) for cell in row] for row in comparison_rows(comparison)]
    parts = [
        f"<h2>Against {escape(comparison.before.index_version)}</h2>",
        (
            f"<p>{len(comparison.after.records)} queries stand in both runs,"
            f" {comparison.left_out} in only one.</p>"
        ),
        table(COMPARED, rows),
    ]
    for difference in comparison.differences:
        if difference.name == "Success@1":
            parts.append(_changed(comparison, "won", difference.won))
            parts.append(_changed(comparison, "lost", difference.lost))
    return "".join(parts)


def _changed(comparison: Comparison, word: str, queries: Sequence[str]) -> str:
    pairs = [comparison.records(query) for query in queries]
    rows = [
        (
            escape(new.query.id),
            escape(new.query.query),
            *(escape((*r.ranking, "")[0]) for r in (old, new)),
        )
        for old, new in pairs
    ]
    body = table(("id", "message", "before", "after"), rows)
    return closed(f"Success@1 {word} ({len(rows)})", body)
