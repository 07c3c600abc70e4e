"""Plots on the page: `st.html` takes no SVG."""

from pathlib import Path

import streamlit as st

_SCRIPT = Path(__file__).with_name("figure.js").read_text(encoding="utf-8")
_FRAME = '<div class="kb-q-figure"></div>'


def draw(svg: str, key: str) -> None:
    """Show an SVG that this package has drawn, with every text in it escaped."""
    figure = st.components.v2.component("kb_figure", html=_FRAME, js=_SCRIPT, isolate_styles=False)
    figure(data={"svg": svg}, key=f"kb-q-figure-{key}")
