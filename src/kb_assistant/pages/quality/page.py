"""The Quality page: how good the answers are, and the labelled messages that say so."""

from enum import StrEnum
from functools import cache
from pathlib import Path

import streamlit as st

from kb_assistant.pages import palette
from kb_assistant.pages.quality.guard import guarded

_ABOUT = "Runs evals, and shows what went wrong in them, message by message."
_MASTHEAD = '<div class="kb-masthead"><h1>Quality of the answers</h1></div>'


class View(StrEnum):
    """The parts of the page, as the reader sees them named."""

    RESULTS = "Results"
    MISTAKES = "Mistakes"
    THRESHOLD = "Threshold"
    COMPARE = "Compare"
    HISTORY = "History"
    LABELS = "Labels"


def page() -> None:
    """Draw the page. Whatever goes wrong, it shows words."""
    st.set_page_config(page_title="Quality", layout="wide", menu_items={"About": _ABOUT})
    st.html(palette.style())
    st.html(_style())
    st.html(_MASTHEAD)
    with guarded():
        view = st.segmented_control(
            "Part of the page",
            list(View),
            default=View.RESULTS,
            required=True,
            key="kb-q-view",
            label_visibility="collapsed",
        )
        with st.container(key="kb-q"):
            _show(View(view))


def _show(view: View) -> None:
    # Heavy, and the other pages do not need it.
    from kb_assistant.pages.quality import views  # noqa: PLC0415

    views.show(view.name)


@cache
def _style() -> str:
    sheet = Path(__file__).with_name("quality.css").read_text(encoding="utf-8")
    return f"<style>{sheet}</style>"
