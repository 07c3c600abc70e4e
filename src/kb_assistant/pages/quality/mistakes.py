"""What went wrong in a run, message by message."""

import streamlit as st

from kb_assistant.evaluation.faults import Fault
from kb_assistant.pages.markup import heading
from kb_assistant.pages.quality import markup
from kb_assistant.pages.quality.opened import Opened

_MOST = 60
_MOST_PAIRS = 40


def show(opened: Opened) -> None:
    """Draw the messages that went wrong, the worst faults first, and what was taken for what."""
    report = opened.report
    wrong, asked = len(report.findings), len(report.run.records)
    if not wrong:
        st.html(markup.says(f"Nothing went wrong with any of the {asked} messages."))
        return
    st.html(markup.says(f"{wrong} of {asked} messages went wrong in some way, the worst first."))
    first = True
    for fault in Fault:
        mine = [finding.record for finding in report.findings if finding.fault is fault]
        if not mine:
            continue
        title = f"{fault.value[:1].upper()}{fault.value[1:]} ({len(mine)})"
        with st.expander(title, expanded=first, key=f"kb-q-fault-{fault.name.lower()}"):
            st.html("".join(markup.message(record, opened.facts) for record in mine[:_MOST]))
            if len(mine) > _MOST:
                st.caption(f"The {_MOST} most confident of {len(mine)}; the report has them all.")
        first = False
    if report.confusions:
        texts = {record.query.id: record.query.query for record in report.run.records}
        found = report.confusions[:_MOST_PAIRS]
        st.html(heading("What was taken for what") + markup.confused(found, texts, opened.facts))
