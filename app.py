"""The Streamlit entry: which pages there are, and nothing else."""

import streamlit as st

from kb_assistant.pages import ask

st.navigation([st.Page(ask.page, title="Ask", default=True)], position="top").run()
