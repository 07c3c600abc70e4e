"""The history of runs: a trend of each main measure, and every run in a table."""

from collections.abc import Sequence

import streamlit as st

from kb_assistant.evaluation.catalogue import CATALOGUE, shown
from kb_assistant.pages.markup import heading
from kb_assistant.pages.quality import markup, plots
from kb_assistant.pages.quality.figure import draw
from kb_assistant.pages.quality.opened import version_words, words
from kb_assistant.pages.quality.place import Place
from kb_assistant.pages.quality.runs import Saved
from kb_assistant.pages.text import label

_FOLLOWED = ("Success@1", "wrong_answers", "refusals", "refused_uncovered")
_LISTED = (
    "Success@1",
    "Success@3",
    "wrong_answers",
    "refusals",
    "refused_uncovered",
    "urgent_recall",
    "AUROC",
    "ECE",
)
_EACH = "every version"
_MOST_DOTS = 30
_MOST_PIXELS = 460


def show(place: Place, saved: Sequence[Saved]) -> None:
    """Draw the history."""
    if not saved:
        st.html(markup.says("No run yet. Start one under Results."))
        return
    live = place.live()
    with st.container(horizontal=True, vertical_alignment="bottom", key="kb-q-past"):
        version = st.selectbox(
            "Version",
            [_EACH, *dict.fromkeys(one.version for one in saved)],
            format_func=lambda one: _version(one, live),
            key="kb-q-past-version",
        )
        splits = list(dict.fromkeys(label(one.split or "unknown") for one in saved))
        split = st.segmented_control(
            "Split", splits, default=splits[0], required=True, key="kb-q-past-split"
        )
    mine = [
        one
        for one in saved
        if label(one.split or "unknown") == split and version in {_EACH, one.version}
    ]
    if not mine:
        st.html(markup.says("This version was not run on this split."))
        return
    _trends(mine[:_MOST_DOTS][::-1], live)
    st.html(heading("Every run"))
    _table(mine, live)


def _trends(runs: Sequence[Saved], live: str) -> None:
    columns = st.columns(len(_FOLLOWED), gap="small")
    for name, column in zip(_FOLLOWED, columns, strict=True):
        values = [
            (one.scores[name], f"{words(one, live)}: {shown(name, one.scores[name])}")
            for one in runs
            if name in one.scores
        ]
        if not values:
            continue
        less = CATALOGUE[name].less_is_better
        with column:
            st.html(markup.trend_head(name, [value for value, _ in values]))
            draw(plots.trend(name, values, less_is_better=less), f"trend-{name}")


def _table(runs: Sequence[Saved], live: str) -> None:
    columns: dict[str, list[str] | list[float | None] | list[int]] = {
        "Run": [one.id for one in runs],
        "When (UTC)": [f"{one.created:%Y-%m-%d %H:%M}" for one in runs],
        "Version": [_version(one.version, live) for one in runs],
    }
    for name in _LISTED:
        columns[name] = [one.scores.get(name) for one in runs]
    st.dataframe(
        columns,
        hide_index=True,
        placeholder="",
        height=min(_MOST_PIXELS, 38 + 35 * len(runs)),
        column_config={
            "Run": st.column_config.NumberColumn(pinned=True, width="small"),
            **{name: st.column_config.NumberColumn(name, format="%.3f") for name in _LISTED},
        },
        alt="Every run with its measures",
    )


def _version(version: str, live: str) -> str:
    if version == _EACH:
        return "Every version"
    return f"{version_words(version).removeprefix('version ')}{' (live)' * (version == live)}"
