"""The section of the HTML page that compares a run with an earlier one."""

from collections.abc import Sequence
from html import escape

from kb_assistant.evaluation.catalogue import shown
from kb_assistant.evaluation.compare import Comparison
from kb_assistant.evaluation.html_parts import closed, table


def compared(comparison: Comparison | None) -> str:
    """Return the section, nothing if there is nothing to compare."""
    if comparison is None:
        return ""
    rows = [
        (
            escape(d.name),
            shown(d.name, d.before),
            shown(d.name, d.after),
            str(len(d.won)),
            str(len(d.lost)),
            f"{d.p:.3f}",
            f"{d.interval[0]:+.3f} to {d.interval[1]:+.3f}",
        )
        for d in comparison.differences
    ]
    rows += [
        (escape(c.name), shown(c.name, c.before), shown(c.name, c.after), "", "", "", "")
        for c in comparison.changes
    ]
    parts = [
        f"<h2>Against {escape(comparison.before.index_version)}</h2>",
        (
            f"<p>{len(comparison.after.records)} queries stand in both runs,"
            f" {comparison.left_out} in only one.</p>"
        ),
        table(("measure", "before", "after", "won", "lost", "p", "change, 95 %"), rows),
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
