"""The Guides page: content owners change the guides, see what follows, and publish."""

import logging
import traceback
from enum import StrEnum
from functools import cache
from pathlib import Path

import streamlit as st

from kb_assistant.errors import KbError
from kb_assistant.pages import frame, palette

_log = logging.getLogger(__name__)
_ABOUT = "Changes the guides, shows what follows from it, and publishes."
_APOLOGY = (
    "This could not be done, and what agents see is as it was. Reload the page. If it happens once"
    " more, tell whoever runs it."
)
_MASTHEAD = '<div class="kb-masthead"><h1>Guides</h1></div>'


class Part(StrEnum):
    """The parts of the page, as the reader sees them named."""

    EDIT = "Edit"
    PUBLISH = "Publish"
    EXAMPLES = "Examples"
    INBOX = "Inbox"
    VERSIONS = "Versions"


def page() -> None:
    """Draw the page. Whatever goes wrong, it shows words and never a message's text."""
    st.set_page_config(page_title="Guides", layout="wide", menu_items={"About": _ABOUT})
    st.html(palette.style())
    st.html(_style())
    st.html(_MASTHEAD)
    try:
        part = st.segmented_control(
            "Part of the page",
            list(Part),
            default=Part.EDIT,
            required=True,
            key="kb-g-part",
            label_visibility="collapsed",
        )
        with st.container(key="kb-g"):
            _show(Part(part))
    except KbError as error:
        st.html(frame.notice("The guides cannot be shown", str(error)))
    except Exception as error:  # noqa: BLE001 - the one place that keeps every error off the page
        # Without its text and traceback, which can quote a message.
        _log.error("the Guides page failed: %s at %s", type(error).__name__, _places(error))
        st.html(frame.notice("Something went wrong", _APOLOGY))


def _show(part: Part) -> None:
    # Heavy, and the other pages do not need it.
    from kb_assistant.pages import guides_views  # noqa: PLC0415

    guides_views.show(part.name)


@cache
def _style() -> str:
    sheet = Path(__file__).with_name("guides.css").read_text(encoding="utf-8")
    return f"<style>{sheet}</style>"


def _places(error: Exception) -> str:
    """Where `error` came from, innermost first, without any of its text."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    return " < ".join(f"{Path(place.filename).name}:{place.lineno}" for place in reversed(frames))
