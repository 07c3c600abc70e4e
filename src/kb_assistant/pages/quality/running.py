"""The form that starts an eval, and how far it is."""

from collections.abc import Sequence

import streamlit as st

from kb_assistant.errors import EvalError
from kb_assistant.evaluation.dataset import Split
from kb_assistant.index.manifest import Manifest
from kb_assistant.pages import frame
from kb_assistant.pages.quality import opened
from kb_assistant.pages.quality.guard import guarded
from kb_assistant.pages.quality.job import DESK, Job, State
from kb_assistant.pages.quality.place import Place
from kb_assistant.pages.quality.runs import EVERY, Saved

_STARTED = "kb-q-started"
_VERSION = "kb-q-version"
_SPLIT = "kb-q-split"
_TROUBLE = "kb-q-trouble"
_SPLITS = (Split.DEV.value, Split.TEST.value, EVERY)
_POLL = 0.7
_ONCE = (
    "Test is reported once for each change of method. Whoever looks at it while choosing what to"
    " change turns it into a second dev split, and its numbers flatter from then on."
)


def form(place: Place, saved: Sequence[Saved]) -> None:
    """Let a version be run on a split."""
    versions = {manifest.version: manifest for manifest in place.versions()}
    live = place.live()
    running = DESK.job is not None and DESK.job.state is State.RUNNING
    with st.container(key="kb-q-form", horizontal=True, vertical_alignment="bottom"):
        version = st.selectbox(
            "Version to run",
            [live, *(name for name in versions if name != live)],
            format_func=lambda name: _words(versions.get(name), name, live),
            key=_VERSION,
        )
        split = st.segmented_control(
            "Split", _SPLITS, default=_SPLITS[0], required=True, key=_SPLIT
        )
        st.button(
            f"Run on {split}",
            type="primary",
            disabled=running,
            key="kb-q-start",
            on_click=_start,
            args=(place, version, str(split)),
        )
    if split != Split.DEV.value:
        before = sum(one.version == version and one.split == split for one in saved)
        times = f" This version was run on {split} {_times(before)} before." if before else ""
        st.warning(_ONCE + times)


def progress() -> None:
    """Show how far the run is that is under way, and what became of the one started here."""
    trouble = st.session_state.pop(_TROUBLE, "")
    if trouble:
        st.html(frame.notice("The run did not start", trouble))
    job = DESK.job
    if job is None:
        return
    if job.state is State.RUNNING:
        _watch(job)
    elif st.session_state.get(_STARTED) == job.number:
        _tell(job)


def settle() -> None:
    """Open the run that this session started, once it is done. Before any widget is drawn."""
    job = DESK.job
    if job is None or st.session_state.get(_STARTED) != job.number:
        return
    if job.state is State.DONE:
        st.session_state[opened.SHOWN] = job.run
        del st.session_state[_STARTED]


def _tell(job: Job) -> None:
    if job.state is State.FAILED:
        st.html(frame.notice("The run failed", job.failure))
    elif job.state is State.STOPPED:
        words = f"{job.done} of {job.total} messages were answered. Nothing of it is kept."
        st.html(frame.notice("The run was stopped", words))


@st.fragment(run_every=_POLL, key="kb-q-watch")
@guarded()
def _watch(job: Job) -> None:
    if job.state is not State.RUNNING:
        st.rerun()
    share = job.done / job.total if job.total else 0.0
    words = f"{job.done} of {job.total} messages answered" if job.total else "Opening the version"
    with st.container(
        key="kb-q-progress", horizontal=True, vertical_alignment="center", gap="medium"
    ):
        st.progress(share, text=f"{words}, {job.split} split")
        st.button("Stop the run", key="kb-q-stop", on_click=job.stop)


def _start(place: Place, version: str, split: str) -> None:
    try:
        st.session_state[_STARTED] = DESK.start(place, version, split).number
    except EvalError as error:
        st.session_state[_TROUBLE] = str(error)


def _words(manifest: Manifest | None, name: str, live: str) -> str:
    if manifest is None:  # the live version, damaged
        return f"Live {opened.version_words(name)}"
    words = opened.version_words(name)
    state = f"Live {words}" if name == live else words.capitalize()
    return f"{state}, {manifest.counts.get('protocols', 0)} protocols"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
