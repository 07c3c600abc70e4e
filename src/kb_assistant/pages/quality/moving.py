"""The threshold of an answer, movable, with its consequence in a curve, in words and in numbers."""

import streamlit as st

from kb_assistant.evaluation.runner import Record
from kb_assistant.pages.markup import heading
from kb_assistant.pages.quality import markup, plots
from kb_assistant.pages.quality.figure import draw
from kb_assistant.pages.quality.guard import guarded
from kb_assistant.pages.quality.opened import Opened
from kb_assistant.pages.quality.place import Facts
from kb_assistant.pages.quality.threshold import (
    Consequence,
    changed,
    consequence,
    curve,
    told,
)

_MOST = 40
_FIXED = (
    "Moving it here changes nothing for agents: each build sets the threshold from its phrasings."
)


@st.fragment(key="kb-q-threshold")
@guarded()
def show(opened: Opened) -> None:
    """Draw it."""
    records = opened.report.run.records
    stands = round(opened.facts.answer_at, 2)
    at = st.slider(
        "Answer at once from this confidence",
        min_value=0.0,
        max_value=1.0,
        value=stands,
        step=0.01,
        key=f"kb-q-at-{opened.saved.id}",
    )
    today, here = consequence(records, stands), consequence(records, at)
    st.html(markup.says(str(here), here.against(today) if opened.facts.known else "", _FIXED))
    left, right = st.columns([3, 2], gap="large")
    with left:
        draw(plots.coverage(curve(records), today, here), "coverage")
        lines = [
            ("kb-a", "wrong answers, share of covered messages"),
            ("kb-b", "answered though nothing covers it, share of uncovered"),
            ("kb-q-ring", f"where the version stands, {stands:.2f}"),
        ]
        st.html(markup.key(*lines))
    with right:
        st.html(_numbers(here, today))
    _differences(records, stands, at, opened.facts)


def _numbers(here: Consequence, today: Consequence) -> str:
    lines = [
        ("Covered messages", "asked"),
        ("Answered at once", "answered"),
        ("Answered wrongly", "wrong"),
        ("Uncovered messages", "uncovered"),
        ("Answered all the same", "through"),
    ]
    rows = [
        f'<tr><th scope="row">{words}</th><td>{getattr(here, name)}</td>'
        f"<td>{getattr(today, name)}</td></tr>"
        for words, name in lines
    ]
    head = ("", f"At {here.threshold:.2f}", f"At {today.threshold:.2f}, today")
    return markup.table(head, rows, "consequences")


def _differences(records: tuple[Record, ...], stands: float, at: float, facts: Facts) -> None:
    differ = changed(records, stands, at)
    if not differ:
        return
    now = "answered at once" if at < stands else "not answered at once any more"
    right = sum(record.right for record in differ)
    title = f"Messages {now}: {len(differ)}, {right} of them with the right protocol first"
    with st.expander(title, key="kb-q-changed"):
        st.html(
            heading(f"The {min(len(differ), _MOST)} most confident")
            + "".join(markup.message(record, facts, _note(record, at)) for record in differ[:_MOST])
        )


def _note(record: Record, at: float) -> str:
    if record.query.answerable:
        worth = "rightly" if record.right else "wrongly"
    else:
        worth = "though nothing covers it"
    return f"Answered {worth}" if told(record, at) else f"Was answered {worth}"
