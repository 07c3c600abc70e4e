"""A report as one HTML page that needs no other file, no script and no network."""

from collections.abc import Sequence
from html import escape
from itertools import groupby

from kb_assistant.evaluation.catalogue import CATALOGUE, shown
from kb_assistant.evaluation.faults import Fault, Finding
from kb_assistant.evaluation.html_comparison import compared
from kb_assistant.evaluation.html_parts import STYLE, bullets, closed, table
from kb_assistant.evaluation.plots import (
    Bar,
    bar_chart,
    coverage_curve,
    coverage_plot,
    reliability_plot,
)
from kb_assistant.evaluation.report import Report
from kb_assistant.evaluation.report_markdown import SLICED, gate_line, interval_of
from kb_assistant.evaluation.runner import Record
from kb_assistant.evaluation.slices import Slice

_SHOWN_RESULTS = 3
_HONEST = (
    "Does 80 % mean 80 %? Each dot is a tenth of the scale: on the line if the number shown is"
    " honest, below it if it boasts. The bars show how many messages there are."
)
_COVERED = (
    'Lowering the threshold answers more and errs more: <span class="kb-key-a">wrong answers</span>'
    ', <span class="kb-key-b">uncovered messages let through</span>. The dot is where it stands.'
)


def to_html(report: Report) -> str:
    """Return the page. Every text of a query or a guide is escaped."""
    title = f"Eval of index {report.run.index_version}"
    state = "closed" if report.broken else "open" if report.limits else "none"
    split = f"{report.split or 'every'} split"
    return "".join(
        (
            '<!doctype html><html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta http-equiv="Content-Security-Policy"',
            " content=\"default-src 'none'; style-src 'unsafe-inline'\">",
            f"<title>{escape(title)}</title><style>{STYLE}</style></head><body><main>",
            f"<h1>{escape(title)}</h1>",
            f"<p>{len(report.run.records)} queries, {escape(split)}.</p>",
            f'<div class="kb-gate kb-{state}"><strong>{escape(gate_line(report))}</strong>',
            bullets(str(broken) for broken in report.broken),
            "</div>",
            _measures(report),
            _plots(report),
            compared(report.comparison),
            _slices(report.slices),
            _confusions(report),
            _findings(report.findings),
            "</main></body></html>\n",
        )
    )


def _measures(report: Report) -> str:
    limits = {limit.name: str(limit) for limit in report.limits}
    broken = {part.limit.name for part in report.broken}
    parts: list[str] = ['<h2>Measures</h2><div class="kb-even">']
    names = list(report.summary.measures)
    for group, members in groupby(names, key=lambda name: CATALOGUE[name].group):
        rows = [
            (
                f"<b>{escape(name)}</b><small>{escape(CATALOGUE[name].title)}</small>",
                shown(name, measure.value),
                interval_of(name, measure),
                str(measure.n),
                _limit(limits.get(name, ""), name in broken),
            )
            for name in members
            for measure in [report.summary.measures[name]]
        ]
        parts.append(table((group, "value", "95 % interval", "n", "limit"), rows))
    return "".join((*parts, "</div>"))


def _limit(limit: str, is_broken: bool) -> str:
    return f'<span class="kb-broken">{escape(limit)} ✕</span>' if is_broken else escape(limit)


def _plots(report: Report) -> str:
    kinds = [part for part in report.slices if part.by == "kind"]
    right = _bars(kinds, "Success@1", "kb-fill-a")
    refused = _bars(kinds, "refused_uncovered", "kb-fill-b")
    figures = [
        (_HONEST, reliability_plot(report.summary.reliability)),
        (_COVERED, coverage_plot(coverage_curve(report.run.records))),
        ("Success@1 of answerable messages, by kind.", bar_chart("Success@1 by kind", right)),
        ("Uncovered messages refused, by kind.", bar_chart("Refused by kind", refused)),
    ]
    shown_figures = "".join(
        f"<figure><figcaption>{caption}</figcaption>{plot}</figure>" for caption, plot in figures
    )
    return f'<h2>Plots</h2><div class="kb-plots">{shown_figures}</div>'


def _bars(kinds: Sequence[Slice], name: str, style: str) -> list[Bar]:
    return [
        Bar(part.name, measure.value, f"{measure.value:.2f} of {measure.n}", style)
        for part in kinds
        if (measure := part.measures.get(name))
    ]


def _slices(parts: Sequence[Slice]) -> str:
    shown_parts: list[str] = []
    for by, members in groupby(parts, key=lambda part: part.by):
        mine = list(members)
        used = [name for name in SLICED if any(name in part.measures for part in mine)]
        rows = [
            (
                escape(part.name),
                str(part.n),
                *(
                    shown(name, part.measures[name].value) if name in part.measures else ""
                    for name in used
                ),
            )
            for part in mine
        ]
        shown_parts.append(f"<h2>By {by}</h2>{table((by, 'n', *used), rows)}")
    return "".join(shown_parts)


def _confusions(report: Report) -> str:
    texts = {record.query.id: record.query.query for record in report.run.records}
    rows = [
        (
            escape(confusion.expected),
            escape(confusion.got),
            bullets(f"{query}: {texts[query]}" for query in confusion.queries),
        )
        for confusion in report.confusions
    ]
    return f"<h2>Confusions</h2>{table(('expected', 'shown first', 'messages'), rows)}"


def _findings(found: Sequence[Finding]) -> str:
    parts = ["<h2>What went wrong</h2>"]
    for fault in Fault:
        mine = [finding.record for finding in found if finding.fault is fault]
        if mine:
            rows = table(("id", "message", "gold", "results"), [_row(record) for record in mine])
            parts.append(closed(f"{fault.value.capitalize()} ({len(mine)})", rows))
    return "".join(parts)


def _row(record: Record) -> tuple[str, ...]:
    results = (f"{r.confidence:.2f} {r.protocol}" for r in record.results[:_SHOWN_RESULTS])
    return (
        f"{escape(record.query.id)}<small>{escape(record.query.kind)}</small>",
        escape(record.query.query),
        bullets(record.query.gold) or "nothing",
        bullets(results),
    )
