"""Files that are uploaded: a new guide, or another content of one, never unasked."""

from functools import partial
from pathlib import PurePosixPath

import streamlit as st

from kb_assistant.pages.guides_asking import do
from kb_assistant.pages.guides_draft import Draft
from kb_assistant.pages.guides_files import MOST_MEGABYTES, checked_content, checked_name
from kb_assistant.readers import SUFFIXES

_ROUND = "kb-g-upload-round"
_CHOSEN = "kb-g-chosen"
_PATH = "kb-g-path"


def add(draft: Draft) -> None:
    """Draw what takes a new guide."""
    with st.expander("Add a guide", key="kb-g-add"):
        number = st.session_state.get(_ROUND, 0)
        file = st.file_uploader(
            "A file", sorted(SUFFIXES), key=f"kb-g-new-{number}", max_upload_size=MOST_MEGABYTES
        )
        if file is not None and st.button("Add it to the draft", key="kb-g-add-it"):
            do(partial(_add, draft, file.name, file.getvalue()), "The guide is in the draft.")


def replace(draft: Draft, path: str, name: str, seen: str) -> None:
    """Draw what takes another content of a guide.

    Args:
        draft: where it is kept.
        path: the guide.
        name: stands for it in keys.
        seen: the digest of what it holds now.
    """
    suffix = PurePosixPath(path).suffix.lower()
    with st.expander("Replace it by a file", key=f"kb-g-replace-{name}"):
        number = st.session_state.get(_ROUND, 0)
        file = st.file_uploader(
            f"A file that ends with {suffix}" if suffix in SUFFIXES else "A file",
            [suffix] if suffix in SUFFIXES else [],
            key=f"kb-g-other-{name}-{number}",
            max_upload_size=MOST_MEGABYTES,
        )
        if file is not None and st.button("Replace it in the draft", key=f"kb-g-put-{name}"):
            content = file.getvalue()
            do(partial(_replace, draft, path, content, seen), f"{path} is replaced in the draft.")


def _add(draft: Draft, name: str, content: bytes) -> None:
    path = checked_name(name, draft.guides())
    draft.write(path, checked_content(path, content), None)
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    st.session_state[_CHOSEN] = path
    st.session_state.pop(_PATH, None)


def _replace(draft: Draft, path: str, content: bytes, seen: str) -> None:
    draft.write(path, checked_content(path, content), seen)
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
