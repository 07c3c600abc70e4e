"""The run that a session looks at."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from kb_assistant.evaluation import Report, load_gate, make_report
from kb_assistant.pages.quality.job import DESK
from kb_assistant.pages.quality.place import Facts, Place
from kb_assistant.pages.quality.runs import EVERY, Saved

SHOWN = "kb-q-run"
_CHOSEN = "kb-q-chosen"
_REPORTS = "kb-q-reports"
_KEPT = 3


@dataclass(frozen=True, slots=True)
class Opened:
    """A run with all there is to say of it.

    Args:
        saved: its line in the history.
        report: its report.
        facts: what is known of its version.
    """

    saved: Saved
    report: Report
    facts: Facts


def pick(place: Place, saved: Sequence[Saved]) -> Opened | None:
    """Let one of the runs that are kept whole be chosen, the newest if none is."""
    whole = {one.id: one for one in saved if one.path is not None}
    if not whole:
        return None
    chosen = st.session_state.get(SHOWN, st.session_state.get(_CHOSEN))
    st.session_state[SHOWN] = chosen if chosen in whole else next(iter(whole))
    live = place.live()
    number: int = st.selectbox(
        "Run to look at",
        list(whole),
        format_func=lambda one: words(whole[one], live),
        key=SHOWN,
    )
    st.session_state[_CHOSEN] = number  # stays while another view shows no list of runs
    one = whole[number]
    return Opened(one, report_of(place, one), place.facts(one.version))


def words(one: Saved, live: str) -> str:
    """Return a run in a line."""
    version = "live version" if one.version == live else version_words(one.version)
    return (
        f"Run {one.id}: {one.split or 'unknown'} split, {version}, {one.created:%d %b %Y %H:%M} UTC"
    )


def version_words(version: str) -> str:
    """Return a version as people tell them apart: the time it was built at, in UTC."""
    return f"version {version[:4]}-{version[4:6]}-{version[6:8]} {version[9:11]}:{version[11:13]}"


def report_of(place: Place, one: Saved) -> Report:
    """Return the report of a run; the last few stay in the session.

    Raises:
        EvalError: if the run is not kept any more.
    """
    reports: dict[int, Report] = st.session_state.setdefault(_REPORTS, {})
    if one.id not in reports:
        job = DESK.job
        if job is not None and job.report is not None and _same(job.report, one, job.run):
            reports[one.id] = job.report
        else:
            limits = () if place.gate is None else load_gate(place.gate)
            split = "" if one.split == EVERY else one.split
            reports[one.id] = make_report(one.load(), split, limits)
        for old in list(reports)[:-_KEPT]:
            del reports[old]
    return reports[one.id]


def _same(report: Report, one: Saved, run: int) -> bool:
    return run == one.id and report.run.index_version == one.version
