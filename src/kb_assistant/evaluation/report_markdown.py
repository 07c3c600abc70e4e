"""A report as Markdown, for a commit or a ticket."""

from collections.abc import Iterable, Iterator, Sequence

from kb_assistant.evaluation.catalogue import CATALOGUE, shown
from kb_assistant.evaluation.compare import Comparison
from kb_assistant.evaluation.faults import Fault, Finding
from kb_assistant.evaluation.report import Report
from kb_assistant.evaluation.summary import Measure

SLICED = (
    "Success@1",
    "Success@3",
    "wrong_answers",
    "refusals",
    "all_issues@3",
    "refused_uncovered",
    "urgent_recall",
    "urgent_false_alarms",
)
"""The measures that a table of slices shows."""
MOST_CONFUSIONS = 25
_LEAST_P = 0.001


def to_markdown(report: Report) -> str:
    """Return the report for a person to read."""
    parts = [
        f"# Eval of index {report.run.index_version}",
        f"{len(report.run.records)} queries, {report.split or 'every'} split. {gate_line(report)}",
        *(f"- **{broken}**" for broken in report.broken),
        "## Measures",
        _measures(report),
        *_slices(report),
        "## Confusions",
        _table(
            ("expected", "shown first", "queries"),
            [
                (c.expected, c.got, f"{len(c.queries)}: {', '.join(c.queries)}")
                for c in report.confusions[:MOST_CONFUSIONS]
            ],
        ),
        "## What went wrong",
        *(_fault(fault, report.findings) for fault in Fault),
        *_comparison(report.comparison),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def gate_line(report: Report) -> str:
    """Say whether the gate is open."""
    if not report.limits:
        return "No gate was asked."
    if report.broken:
        return f"Gate closed: {len(report.broken)} of {len(report.limits)} limits are broken."
    return f"Gate open: all {len(report.limits)} limits are kept."


def interval_of(name: str, measure: Measure) -> str:
    """Return the interval as a report writes it, nothing if there is none."""
    if measure.interval is None:
        return ""
    low, high = measure.interval
    return f"{shown(name, low)} to {shown(name, high)}"


COMPARED = ("measure", "before", "after", "won", "lost", "p", "change, 95 %")


def comparison_rows(comparison: Comparison) -> list[tuple[str, ...]]:
    """Return a row of text for each measure, under the head `COMPARED`."""
    rows: list[tuple[str, ...]] = [
        (
            d.name,
            shown(d.name, d.before),
            shown(d.name, d.after),
            str(len(d.won)),
            str(len(d.lost)),
            f"{d.p:.3f}" if d.p >= _LEAST_P else f"< {_LEAST_P}",
            f"{d.interval[0]:+.3f} to {d.interval[1]:+.3f}",
        )
        for d in comparison.differences
    ]
    for change in comparison.changes:
        before, after = shown(change.name, change.before), shown(change.name, change.after)
        rows.append((change.name, before, after, "", "", "", ""))
    return rows


def _measures(report: Report) -> str:
    limits = {limit.name: str(limit) for limit in report.limits}
    broken = {part.limit.name for part in report.broken}
    return _table(
        ("measure", "", "value", "95 % interval", "n", "limit"),
        [
            (
                name,
                CATALOGUE[name].title,
                shown(name, measure.value),
                interval_of(name, measure),
                str(measure.n),
                limits.get(name, "") + (" **broken**" if name in broken else ""),
            )
            for name, measure in report.summary.measures.items()
        ],
    )


def _slices(report: Report) -> Iterator[str]:
    for by in ("kind", "guide", "protocol"):
        mine = [part for part in report.slices if part.by == by]
        used = [name for name in SLICED if any(name in part.measures for part in mine)]
        if not mine:
            continue
        yield f"## By {by}"
        yield _table(
            (by, "n", *used),
            [
                (
                    part.name,
                    str(part.n),
                    *(
                        shown(name, part.measures[name].value) if name in part.measures else ""
                        for name in used
                    ),
                )
                for part in mine
            ],
        )


def _fault(fault: Fault, found: Sequence[Finding]) -> str:
    mine = [finding.record for finding in found if finding.fault is fault]
    if not mine:
        return ""
    rows = [
        (
            record.query.id,
            record.query.kind,
            record.query.query,
            ", ".join(record.query.gold),
            ", ".join(f"{r.protocol} {r.confidence:.2f}" for r in record.results[:3]),
        )
        for record in mine
    ]
    head = ("id", "kind", "message", "gold", "results")
    return f"### {fault.value.capitalize()} ({len(mine)})\n\n{_table(head, rows)}"


def _comparison(comparison: Comparison | None) -> Iterator[str]:
    if comparison is None:
        return
    yield f"## Against {comparison.before.index_version}"
    if comparison.left_out:
        yield f"{comparison.left_out} queries stand in only one of the two runs and are left out."
    yield _table(COMPARED, comparison_rows(comparison))
    for difference in comparison.differences:
        if difference.name == "Success@1":
            yield f"Success@1 won: {', '.join(difference.won) or 'none'}"
            yield f"Success@1 lost: {', '.join(difference.lost) or 'none'}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(_cell(cell) for cell in line)} |" for line in lines)


def _cell(text: str) -> str:
    """One line, with what Markdown or HTML would take for its own made harmless."""
    folded = " ".join(text.split())
    for character, harmless in (("&", "&amp;"), ("<", "&lt;"), ("|", "\\|"), ("`", "\\`")):
        folded = folded.replace(character, harmless)
    return folded
