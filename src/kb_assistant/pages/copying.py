"""Buttons that copy the literals of an action: a note's text, a number, a title."""

from pathlib import Path

import streamlit as st

from kb_assistant.pages.text import clean
from kb_assistant.verdict import Literal

_HERE = Path(__file__)
_JS = _HERE.with_name("copy.js").read_text(encoding="utf-8")
_CSS = _HERE.with_name("copy.css").read_text(encoding="utf-8")
_HTML = '<ul class="copies"></ul><p class="copied" role="status"></p>'


def buttons(key: str, literals: tuple[Literal, ...]) -> None:
    """Draw a button for each of `literals`."""
    if not literals:
        return
    component = st.components.v2.component("kb_copy", html=_HTML, css=_CSS, js=_JS)
    texts = [{"name": clean(one.name), "text": clean(one.text)} for one in literals]
    component(data={"texts": texts}, key=f"kb-copy-{key}")
