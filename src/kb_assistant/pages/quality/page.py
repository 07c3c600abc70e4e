"""The Quality page: how good the answers are, and the labelled messages that say so."""

import logging
import traceback
from enum import StrEnum
from functools import cache
from pathlib import Path

import streamlit as st

from kb_assistant.errors import KbError
from kb_assistant.pages import frame, palette

_log = logging.getLogger(__name__)
_ABOUT = "Runs evals, and shows what went wrong in them, message by message."
_APOLOGY = (
    "This could not be shown, and nothing was changed. Reload the page. If it happens once more,"
    " tell whoever runs it."
)
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
    try:
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
    except KbError as error:
        st.html(frame.notice("There is nothing to show", str(error)))
    except Exception as error:  # noqa: BLE001 - the one place that keeps every error off the page
        # Without its text and traceback, which can quote a message.
        _log.error("the Quality page failed: %s at %s", type(error).__name__, _places(error))
        st.html(frame.notice("Something went wrong", _APOLOGY))


def _show(view: View) -> None:
    # Heavy, and the other pages do not need it.
    from kb_assistant.pages.quality import views  # noqa: PLC0415

    views.show(view.name)


@cache
def _style() -> str:
    sheet = Path(__file__).with_name("quality.css").read_text(encoding="utf-8")
    return f"<style>{sheet}</style>"


def _places(error: Exception) -> str:
    """Where `error` came from, innermost first, without any of its text."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    return " < ".join(f"{Path(place.filename).name}:{place.lineno}" for place in reversed(frames))
