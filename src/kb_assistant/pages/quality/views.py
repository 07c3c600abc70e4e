"""Which part of the page shows what."""

from collections.abc import Callable, Mapping

import streamlit as st

from kb_assistant.pages.quality import (
    comparing,
    labelling,
    markup,
    mistakes,
    moving,
    opened,
    past,
    results,
    running,
    runs,
)
from kb_assistant.pages.quality.opened import Opened
from kb_assistant.pages.quality.place import Place

_OF_A_RUN: Mapping[str, Callable[[Opened], None]] = {
    "RESULTS": results.show,
    "MISTAKES": mistakes.show,
    "THRESHOLD": moving.show,
}
_NO_RUN = "No run to look at yet."
_NO_LABELS = "There are no labelled messages yet: write or import some under Labels."


def show(view: str) -> None:
    """Draw the part named `view`, below the run that is under way, if one is."""
    place = Place.from_environment()
    running.settle()
    with st.container(key="kb-q-under-way"):  # always there, so that nothing below it moves
        running.progress()
    if view == "LABELS":
        labelling.show(place)
        return
    saved = runs.history(place.records, place.runs)
    if view == "HISTORY":
        past.show(place, saved)
    elif view == "COMPARE":
        comparing.show(place, saved)
    else:
        if view == "RESULTS":
            running.form(place, saved)
        chosen = opened.pick(place, saved)
        if chosen is not None:
            _OF_A_RUN[view](chosen)
        else:
            next_step = "" if place.queries.exists() else _NO_LABELS
            how = "" if view == "RESULTS" else "Start one under Results."
            st.html(markup.says(_NO_RUN, how, next_step))
