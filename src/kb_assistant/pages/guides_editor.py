"""The text of a guide in the browser. What is typed is a draft as soon as the field is left."""

import hashlib
from pathlib import Path

import streamlit as st

from kb_assistant.errors import CorpusError
from kb_assistant.pages import frame
from kb_assistant.pages.guides_draft import Draft
from kb_assistant.pages.guides_files import MOST_CHARACTERS, bytes_of
from kb_assistant.pages.text import label

_SCRIPT = Path(__file__).with_name("guides.js").read_text(encoding="utf-8")
_JUMP = "kb-g-jump"
_HEIGHT = 400


def edit(draft: Draft, path: str, name: str, content: bytes, text: str) -> None:
    """Draw the field, and keep what was typed.

    Args:
        draft: where it is kept.
        path: the guide.
        name: stands for it in keys.
        content: what the guide holds now.
        text: the same as text.
    """
    key, seen, was = f"kb-g-text-{name}", f"kb-g-seen-{name}", f"kb-g-was-{name}"
    state = st.session_state
    now = hashlib.sha256(content).hexdigest()
    untouched = state.get(key) == state.get(was)
    if key not in state or state.pop(f"kb-g-newer-{name}", False) or untouched:
        if state.get(key) != text:
            state[key] = text
        state[seen], state[was] = now, text
    with st.container(key="kb-g-editor"):
        typed: str = st.text_area(label(path), key=key, height=_HEIGHT, max_chars=MOST_CHARACTERS)
    _keyboard(path)
    if typed == state[was]:
        return
    new = bytes_of(typed, content)
    try:
        draft.write(path, new, state[seen])
    except CorpusError as error:
        st.html(frame.notice("Your text is not kept", str(error)))
        if st.button("Show the newer text instead of mine", key=f"kb-g-take-{name}"):
            state[f"kb-g-newer-{name}"] = True
            st.rerun()
        return
    state[seen], state[was] = hashlib.sha256(new).hexdigest(), typed
    st.rerun()


def jump(path: str, line: int, page: int = 0) -> None:
    """Mark a line of a guide, and scroll there."""
    number = st.session_state.get(_JUMP, ("", 0, 0, 0))[3]
    st.session_state[_JUMP] = (path, line, page, number + 1)


def marked(path: str) -> tuple[int, int]:
    """Return the line and the page that are marked in a guide; 0 for none."""
    where, line, page, _ = st.session_state.get(_JUMP, ("", 0, 0, 0))
    return (line, page) if where == path else (0, 0)


def _keyboard(path: str) -> None:
    where, line, _, number = st.session_state.get(_JUMP, ("", 0, 0, 0))
    with st.container(key="kb-keys"):
        script = st.components.v2.component("kb_guides", js=_SCRIPT)
        script(data={"line": line if where == path else 0, "jump": number}, key="kb-g-script")
