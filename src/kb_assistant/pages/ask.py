"""The Ask page: a member's message in, the prescribed action with its source out."""

import gc
import logging
import traceback
from contextlib import suppress
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from kb_assistant.assistant import Assistant
from kb_assistant.errors import KbError, StoredIndexError
from kb_assistant.index.store import IndexStore
from kb_assistant.pages import alarm, cards, frame, palette, session
from kb_assistant.pages.session import Turn
from kb_assistant.settings import Settings

_log = logging.getLogger(__name__)
_KEYS = Path(__file__).with_name("keys.js").read_text(encoding="utf-8")
_ABOUT = "Shows the action that the guides prescribe, word for word, with its source."
_OPENED = "kb-opened"
_WATCHED_EVERY = 5
"""Seconds between two looks at which version is live."""
_APOLOGY = (
    "This message could not be answered, and nothing of it was kept. Please ask again. If it"
    " happens once more, look the issue up in the guide itself and tell whoever runs this page."
)


def page() -> None:
    """Draw the page. Whatever goes wrong, it shows words and never a message's text."""
    st.set_page_config(page_title="Ask the guides", layout="wide", menu_items={"About": _ABOUT})
    st.html(palette.style())
    st.html(frame.MASTHEAD)
    with st.container(key="kb-ask"):
        message = st.chat_input("What does the member say?", key="kb-message")
    above = st.container(key="kb-above")
    shown = st.empty()
    current = None
    try:
        current = _answer(message, shown)
        with above:
            _watch()
        _history()
    except KbError as error:
        shown.html(frame.notice("The guides cannot be asked", str(error)))
    except Exception as error:  # noqa: BLE001 - the one place that keeps every error off the page
        # Without its text and traceback, which can quote a message.
        _log.error("the Ask page failed: %s at %s", type(error).__name__, _places(error))
        shown.html(frame.notice("Something went wrong", _APOLOGY))
    with above:
        alarm.open_ones(current)
    _keep_focus()


def _answer(message: str | None, shown: DeltaGenerator) -> Turn | None:
    """Answer a new message, or show the last answer again; return what is shown."""
    assistant = _live(shown)
    if message and message.strip():
        shown.html(frame.looking("Looking it up …"))
        session.ask(message, assistant)
    turns = session.turns()
    with shown.container(key="kb-answer"):
        if turns:
            cards.show(turns[0])
        else:
            protocols = assistant.index.protocols
            guides = {protocol.source.path for protocol in protocols}
            st.html(frame.welcome(len(protocols), len(guides)))
    return turns[0] if turns else None


def _live(shown: DeltaGenerator) -> Assistant:
    """Return the assistant on the live version of the index, which may have changed by now."""
    index = Settings.from_environment().index
    store = IndexStore(index)
    version = store.current()
    if st.session_state.get(_OPENED) != version:  # only then: a bar drawn over ticks resets focus
        shown.html(frame.looking("Opening the guides …"))
    try:
        assistant = _load(index, version)
    except StoredIndexError:
        live = store.current()
        if live == version:
            raise
        version, assistant = live, _load(index, live)  # the other was pruned meanwhile
    st.session_state[_OPENED] = version
    return assistant


@st.fragment(run_every=_WATCHED_EVERY)
def _watch() -> None:
    """Say when the guides are others than those that answered, and have the new ones ready."""
    turns = session.turns()
    index = Settings.from_environment().index
    with suppress(KbError):  # what is wrong is said when something is asked
        live = IndexStore(index).current()
        if turns and live != turns[0].answer.index_version:
            _load(index, live)
            st.html(frame.changed(live))


@st.cache_resource(max_entries=2, show_spinner=False)
def _load(index: Path, version: str) -> Assistant:
    assistant = Assistant.load(index, version)
    # Streamlit looks for garbage after every run. Half a million objects of the libraries and the
    # model that stay anyway take .3 s of that, with every thread waiting: set them aside.
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    return assistant


def _history() -> None:
    turns = session.turns()
    if not turns:
        return
    answer = turns[0].answer
    earlier = [(*cards.headline(turn), turn.excerpt) for turn in turns[1:]]
    if earlier:
        st.html(frame.history(earlier))
    with st.container(
        key="kb-foot",
        horizontal=True,
        horizontal_alignment="distribute",
        vertical_alignment="center",
    ):
        policy = Settings.from_environment().keep_text
        st.html(frame.foot(answer.index_version, answer.latency_ms, policy), width="content")
        st.button("Clear this session", key="kb-clear", on_click=session.clear, type="tertiary")


def _keep_focus() -> None:
    turns = session.turns()
    state = f"{turns[0].number}:{session.chosen(turns[0])}" if turns else "0"
    with st.container(key="kb-keys"):
        keys = st.components.v2.component("kb_keys", js=_KEYS)
        asks = bool(turns) and cards.asks(turns[0])
        keys(data={"turn": state, "asks": asks}, key="kb-keys-focus")


def _places(error: Exception) -> str:
    """Where `error` came from, innermost first, without any of its text."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    return " < ".join(f"{Path(place.filename).name}:{place.lineno}" for place in reversed(frames))
