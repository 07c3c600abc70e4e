"""The HTML of the Quality page: pure functions, everything escaped."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from kb_assistant.evaluation import Report
from kb_assistant.evaluation.catalogue import CATALOGUE, shown
from kb_assistant.evaluation.faults import NOTHING, Confusion
from kb_assistant.evaluation.report_markdown import interval_of
from kb_assistant.evaluation.runner import Record
from kb_assistant.pages.markup import bar
from kb_assistant.pages.quality.place import Facts
from kb_assistant.pages.text import escape, excerpt
from kb_assistant.verdict import Verdict

_LONGEST = 600
_RESULTS = 3
_HEADLINES = {
    "Success@1": "Right at first place",
    "wrong_answers": "Answered, and wrong",
    "refusals": "Refused, though covered",
    "refused_uncovered": "Uncovered, and refused",
    "urgent_recall": "Urgent, and taken as urgent",
}
_MISSING = "(no result)"


def gate(report: Report) -> str:
    """Return the bar that says whether the gate is open."""
    asked, broken = len(report.limits), len(report.broken)
    if not asked:
        verdict = Verdict("unsettled", "No gate", "There is no gate.toml with limits to keep.")
    elif broken:
        few = "limit is" if broken == 1 else "limits are"
        names = ", ".join(part.limit.name for part in report.broken)
        verdict = Verdict("q-closed", "Gate closed", f"{broken} of {asked} {few} broken: {names}.")
    else:
        verdict = Verdict("handle", "Gate open", f"All {asked} limits are kept.")
    return bar(verdict)


def headlines(report: Report) -> str:
    """Return the few numbers that matter most, large, with their intervals."""
    broken = {part.limit.name for part in report.broken}
    tiles = []
    for name, title in _HEADLINES.items():
        measure = report.summary.measures.get(name)
        if measure is None:
            continue
        low_high = measure.interval
        between = (
            "" if low_high is None else f"{_percent(low_high[0])} to {_percent(low_high[1])}, "
        )
        mark = '<span class="kb-q-bad"> outside its limit</span>' if name in broken else ""
        tiles.append(
            f"<li><p>{escape(title)}</p><p class='kb-q-value'>{_percent(measure.value)}</p>"
            f"<p>{between}n = {measure.n}{mark}</p></li>"
        )
    return f'<ul class="kb-q-tiles">{"".join(tiles)}</ul>'


def measures(report: Report) -> str:
    """Return the table of every measure with its interval and its limit."""
    limits = {limit.name: str(limit) for limit in report.limits}
    broken = {part.limit.name for part in report.broken}
    found = report.summary.measures
    rows: list[str] = []
    for group, names in groupby(found, key=lambda name: CATALOGUE[name].group):
        rows.append(f'<tr><th scope="colgroup" colspan="5">{escape(group)}</th></tr>')
        for name in names:
            limit = escape(limits.get(name, ""))
            cells = (
                shown(name, found[name].value),
                interval_of(name, found[name]),
                str(found[name].n),
                f'<span class="kb-q-bad">{limit}, broken</span>' if name in broken else limit,
            )
            title = f"{escape(CATALOGUE[name].title)}<small>{escape(name)}</small>"
            row = "".join(f"<td>{cell}</td>" for cell in cells)
            rows.append(f'<tr><th scope="row">{title}</th>{row}</tr>')
    return table(("Measure", "Value", "95 % interval", "n", "Limit"), rows, "measures")


def table(head: Sequence[str], rows: Iterable[str], name: str) -> str:
    """Return a table that scrolls by itself where it is too wide; `rows` are HTML."""
    top = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    return (
        f'<div class="kb-q-wide" tabindex="0" role="group" aria-label="Table of {escape(name)}">'
        f'<table class="kb-q-table kb-q-{escape(name)}"><thead><tr>{top}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def message(record: Record, facts: Facts, note: str = "") -> str:
    """Return a query: its text, what it is labelled with, and what was shown."""
    query = record.query
    gold = [facts.name(name) for name in query.gold] or ["nothing: no protocol covers it"]
    results = [
        f"{escape(facts.name(result.protocol))} <span>{result.confidence:.2f}</span>"
        for result in record.results[:_RESULTS]
    ]
    extra = f"<dt>Note</dt><dd>{escape(note)}</dd>" if note else ""
    return (
        f'<article class="kb-q-message"><p class="kb-q-text"><bdi>“{_text(query.query)}”</bdi></p>'
        f"<dl><dt>Should be</dt><dd>{escape('; '.join(gold))}</dd>"
        f"<dt>Said</dt><dd>{_OUTCOMES[record.outcome.value]}: {'; '.join(results) or 'nothing'}"
        f"</dd>{extra}</dl><p class='kb-file'>{escape(query.id)}, {escape(query.kind)},"
        f" {escape(query.must.value)}</p></article>"
    )


def pair(before: Record, after: Record, old: Facts, new: Facts) -> str:
    """Return a query with what two runs said to it."""
    gold = [new.name(name) for name in after.query.gold] or ["nothing: no protocol covers it"]
    return (
        '<article class="kb-q-message">'
        f'<p class="kb-q-text"><bdi>“{_text(after.query.query)}”</bdi></p>'
        f"<dl><dt>Should be</dt><dd>{escape('; '.join(gold))}</dd>"
        f"<dt>Before</dt><dd>{_said(before, old)}</dd><dt>After</dt><dd>{_said(after, new)}</dd>"
        f"</dl><p class='kb-file'>{escape(after.query.id)}, {escape(after.query.kind)}</p>"
        "</article>"
    )


def confused(found: Iterable[Confusion], texts: Mapping[str, str], facts: Facts) -> str:
    """Return which protocol was shown in place of which, with the messages to open."""
    rows = []
    for one in found:
        items = "".join(
            f"<li>{escape(name)}: <bdi>“{_text(texts[name])}”</bdi></li>" for name in one.queries
        )
        expected = "nothing" if one.expected == NOTHING else facts.name(one.expected)
        several = "message" if len(one.queries) == 1 else "messages"
        rows.append(
            f"<tr><td>{escape(expected)}</td><td>{escape(facts.name(one.got))}</td><td>"
            f"<details><summary>{len(one.queries)} {several}</summary>"
            f"<ul>{items}</ul></details></td></tr>"
        )
    return table(("Should be", "Shown first", "Messages"), rows, "confusions")


_OUTCOMES = {
    "answer": "Answered",
    "choose": "Offered a choice",
    "none": "Refused",
    "urgent": "Took it as urgent",
}


def _said(record: Record, facts: Facts) -> str:
    first = record.results[0] if record.results else None
    name = _MISSING if first is None else f"{facts.name(first.protocol)} {first.confidence:.2f}"
    mark = "right" if record.right else "not right"
    return f"{_OUTCOMES[record.outcome.value]}: {escape(name)} ({mark})"


def _text(text: str) -> str:
    return escape(excerpt(text, _LONGEST))


def key(*lines: tuple[str, str]) -> str:
    """Return what the lines of a plot mean: a class and its words each."""
    items = "".join(
        f'<li><span class="kb-q-swatch {style}"></span>{escape(words)}</li>'
        for style, words in lines
    )
    return f'<ul class="kb-q-key">{items}</ul>'


def says(text: str, *more: str) -> str:
    """Return a sentence that stands out, and plainer ones below it."""
    rest = "".join(f"<p>{escape(line)}</p>" for line in more if line)
    return f'<div class="kb-q-says" role="status"><p>{escape(text)}</p>{rest}</div>'


def trend_head(name: str, values: Sequence[float]) -> str:
    """Return the name of a measure, its last value, and how it moved since the run before."""
    title = _HEADLINES.get(name) or CATALOGUE[name].title
    moved = f"{values[-1] - values[-2]:+.3f} since the run before" if len(values) > 1 else ""
    return (
        f'<div class="kb-q-trend"><p>{escape(title)}<small>{escape(name)}</small>'
        f'</p><p class="kb-q-value">{shown(name, values[-1])}</p><p>{moved or "One run"}</p></div>'
    )


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
