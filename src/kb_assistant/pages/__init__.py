"""The Streamlit pages: the only code besides app.py that knows Streamlit."""
