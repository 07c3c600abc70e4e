"""The Streamlit entry: which pages there are, and nothing else."""

import streamlit as st

from kb_assistant.pages import ask, guides
from kb_assistant.pages.quality import page as quality

PAGES = [
    st.Page(ask.page, title="Ask", default=True),
    st.Page(guides.page, title="Guides", url_path="guides"),
    st.Page(quality.page, title="Quality", url_path="quality"),
]

st.navigation(PAGES, position="top").run()
