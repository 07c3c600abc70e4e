"""The one place that keeps every error off the page, in whole runs and in those of a fragment."""

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import streamlit as st

from kb_assistant.errors import KbError
from kb_assistant.pages import frame

_log = logging.getLogger(__name__)
_APOLOGY = (
    "This could not be shown, and nothing was changed. Reload the page. If it happens once more,"
    " tell whoever runs it."
)


@contextmanager
def guarded() -> Iterator[None]:
    """Show words in place of what fails; for a block, or as a decorator below `st.fragment`."""
    try:
        yield
    except KbError as error:
        st.html(frame.notice("There is nothing to show", str(error)))
    except Exception as error:  # noqa: BLE001 - as the module says
        # Without its text and traceback, which can quote a message.
        _log.error("the Quality page failed: %s at %s", type(error).__name__, _places(error))
        st.html(frame.notice("Something went wrong", _APOLOGY))


def _places(error: Exception) -> str:
    """Where `error` came from, innermost first, without any of its text."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    return " < ".join(f"{Path(place.filename).name}:{place.lineno}" for place in reversed(frames))
