"""Doing what somebody clicked: whether they mean it, and what came of it."""

from collections.abc import Callable

import streamlit as st

from kb_assistant.errors import KbError
from kb_assistant.pages import frame, guides_markup

_TOLD = "kb-g-told"
_ASKED = "kb-g-asked"


def do(work: Callable[[], object], done: str = "") -> None:
    """Do `work`, draw the page anew, and say on it that it is `done`, or why it is not."""
    try:
        work()
    except KbError as error:
        st.session_state[_TOLD] = ("", str(error))
    else:
        st.session_state[_TOLD] = (done, "")
    st.session_state.pop(_ASKED, None)
    st.rerun()


def told() -> None:
    """Say what came of the last click, once."""
    done, trouble = st.session_state.pop(_TOLD, ("", ""))
    if trouble:
        st.html(frame.notice("That was not done", trouble))
    elif done:
        st.html(guides_markup.says(done, mark="done"))


def confirm(
    key: str, label: str, question: str, work: Callable[[], object], done: str = ""
) -> None:
    """Draw a button that asks before it does `work`; two labels on one page have two keys."""
    if st.session_state.get(_ASKED) != key:
        if st.button(label, key=key):
            st.session_state[_ASKED] = key
            st.rerun()
        return
    with st.container(key=f"{key}-ask", horizontal=True, vertical_alignment="center"):
        st.html(guides_markup.note(question), width="content")
        if st.button(f"Yes, {label[0].lower()}{label[1:]}", key=f"{key}-yes", type="primary"):
            do(work, done)
        if st.button("No", key=f"{key}-no"):
            st.session_state.pop(_ASKED)
            st.rerun()
