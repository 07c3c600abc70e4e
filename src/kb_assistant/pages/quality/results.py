"""The measures of a run, its slices, its reliability, and the files to take away."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st

from kb_assistant.evaluation import Report
from kb_assistant.evaluation.catalogue import CATALOGUE
from kb_assistant.evaluation.plots import Bar, bar_chart, reliability_plot
from kb_assistant.evaluation.report import to_json
from kb_assistant.evaluation.report_html import to_html
from kb_assistant.evaluation.report_markdown import SLICED, to_markdown
from kb_assistant.evaluation.trec import write_run
from kb_assistant.pages.markup import heading
from kb_assistant.pages.quality import markup
from kb_assistant.pages.quality.figure import draw
from kb_assistant.pages.quality.guard import guarded
from kb_assistant.pages.quality.opened import Opened
from kb_assistant.pages.text import clean, label

_HONEST = (
    "Does 80 % mean 80 %? Each dot is a tenth of the scale: on the dashed line if the number shown"
    " is honest, below it if it boasts. The bars show how many messages there are."
)
_BY = {"kind": "Kind of message", "guide": "Guide", "protocol": "Protocol"}
_MOST_PIXELS = 420


def show(opened: Opened) -> None:
    """Draw the run in numbers."""
    report = opened.report
    st.html(markup.gate(report))
    st.html(markup.headlines(report))
    _downloads(opened)
    left, right = st.columns(2, gap="large")
    with left:
        st.html(heading("Reliability") + f"<p class='kb-q-note'>{_HONEST}</p>")
        draw(reliability_plot(report.summary.reliability), "reliability")
    with right:
        st.html(heading("Right at first place, by kind of message"))
        draw(bar_chart("Success@1 by kind", _bars(report)), "kinds")
    st.html(heading("Every measure") + markup.measures(report))
    _slices(opened)


def _bars(report: Report) -> list[Bar]:
    return [
        Bar(part.name, measure.value, f"{measure.value:.2f} of {measure.n}", "kb-fill-a")
        for part in report.slices
        if part.by == "kind" and (measure := part.measures.get("Success@1"))
    ]


@st.fragment(key="kb-q-slices")
@guarded()
def _slices(opened: Opened) -> None:
    st.html(heading("Parts of the messages"))
    by = st.segmented_control(
        "Parts by",
        list(_BY),
        default="kind",
        required=True,
        format_func=lambda one: _BY[one],
        key="kb-q-by",
        label_visibility="collapsed",
    )
    mine = [part for part in opened.report.slices if part.by == by]
    used = [name for name in SLICED if any(name in part.measures for part in mine)]
    names: list[str] = [
        clean(opened.facts.name(part.name) if by == "protocol" else part.name) for part in mine
    ]
    columns: dict[str, list[str] | list[int] | list[float | None]] = {
        _BY[str(by)]: names,
        "n": [part.n for part in mine],
    }
    for name in used:
        values = [part.measures.get(name) for part in mine]
        columns[name] = [None if one is None else one.value for one in values]
    st.dataframe(
        columns,
        hide_index=True,
        placeholder="",
        height=min(_MOST_PIXELS, 38 + 35 * len(mine)),
        column_config={
            _BY[str(by)]: st.column_config.TextColumn(pinned=True, width="medium"),
            "n": st.column_config.NumberColumn("n", width="small"),
            **{
                name: st.column_config.NumberColumn(
                    name, help=label(CATALOGUE[name].title), format="%.3f"
                )
                for name in used
            },
        },
        alt=f"The measures by {by}",
    )


def _downloads(opened: Opened) -> None:
    report = opened.report
    forms: dict[str, tuple[Callable[[], str], str]] = {
        "report.html": (partial(to_html, report), "text/html"),
        "report.md": (partial(to_markdown, report), "text/markdown"),
        "report.json": (partial(to_json, report), "application/json"),
        "run.trec": (partial(_written, report, "run.trec"), "text/plain"),
        "run.json": (partial(_written, report, "run.json"), "application/json"),
    }
    with st.container(key="kb-q-files", horizontal=True, gap="small"):
        for name, (make, mime) in forms.items():
            st.download_button(
                name,
                make,
                file_name=f"run-{opened.saved.id}-{name}",
                mime=mime,
                key=f"kb-q-get-{name}",
                on_click="ignore",
            )


def _written(report: Report, name: str) -> str:
    with TemporaryDirectory() as folder:
        path = Path(folder, name)
        if name == "run.trec":
            write_run(report.run, path)
        else:
            report.run.save(path)
        return path.read_text(encoding="utf-8")
