"""Which part of the Guides page shows what, below how far the running work is."""

from collections.abc import Callable, Mapping

import streamlit as st

from kb_assistant.pages import (
    guides_asking,
    guides_edit,
    guides_examples,
    guides_inbox,
    guides_review,
    guides_versions,
)
from kb_assistant.pages.guides_job import DESK, Job, State
from kb_assistant.pages.quality.place import Place

_POLL = 2.5
"""Seconds. Streamlit collects garbage after each look, which takes the processor from the work."""
_PARTS: Mapping[str, Callable[[Place], None]] = {
    "EDIT": guides_edit.show,
    "PUBLISH": guides_review.show,
    "EXAMPLES": guides_examples.show,
    "INBOX": guides_inbox.show,
    "VERSIONS": guides_versions.show,
}


def show(part: str) -> None:
    """Draw the part named `part`."""
    place = Place.from_environment()
    guides_asking.told()
    job = DESK.job
    if job is not None and job.state is State.RUNNING:
        _watch(job)
    _PARTS[part](place)


@st.fragment(run_every=_POLL, key="kb-g-watch")
def _watch(job: Job) -> None:
    if job.state is not State.RUNNING:
        st.rerun()
    share = min(1.0, job.done / job.total) if job.total else 0.0
    of_all = f", {job.done} of {job.total}" if job.total else ""
    st.progress(share, text=f"{job.work}: {job.what.lower()}{of_all}")
