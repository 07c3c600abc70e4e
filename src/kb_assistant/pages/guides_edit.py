"""The list of guides, and the one that is open: its text, its findings, its protocols."""

import hashlib
import re
from functools import partial

import streamlit as st

from kb_assistant.errors import CorpusError
from kb_assistant.pages import frame, guides_adding, guides_editor, guides_markup, markup
from kb_assistant.pages.guides_asking import confirm, do
from kb_assistant.pages.guides_draft import Draft
from kb_assistant.pages.guides_files import text_of
from kb_assistant.pages.guides_reading import Reading, draft_of, read
from kb_assistant.pages.quality.place import Place
from kb_assistant.pages.text import excerpt, label

_PATH = "kb-g-path"
_CHOSEN = "kb-g-chosen"
_MOST_FINDINGS = 30
_MOST_LINES = 2000
_FEW = 12
_KEPT = "A change is a draft when you leave the field. Agents see it once you publish."
_ELSEWHERE = "It is not edited here: change it where it was made, then replace it below."
_PAGE = re.compile(r"\bpage (\d+)")


def show(place: Place) -> None:
    """Draw the part of the page in which guides are changed."""
    draft = draft_of(place)
    reading, trouble = _read(draft)
    left, right = st.columns([3, 9], gap="medium")
    with left:
        path = _pick(draft, reading)
        guides_adding.add(draft)
    with right:
        if trouble:
            st.html(frame.notice("The guides cannot be read", trouble))
        if path is None:
            st.html(guides_markup.says("There is no guide yet.", "Add a file on the left."))
        else:
            _open(draft, path, reading)


def _read(draft: Draft) -> tuple[Reading | None, str]:
    """What the guides would say, or why that is unknown: they can be mended all the same."""
    try:
        return read(draft), ""
    except CorpusError as error:
        return None, str(error)


def _pick(draft: Draft, reading: Reading | None) -> str | None:
    guides = draft.guides()
    if not guides:
        return None
    chosen = st.session_state.get(_PATH, st.session_state.get(_CHOSEN))
    st.session_state[_PATH] = chosen if chosen in guides else guides[0]
    entries = draft.entries()

    def caption(path: str) -> str:
        if path in entries and entries[path].deleted:
            return "will be removed"
        found = len(reading.of(path)) if reading else 0
        state = "changed, " if path in entries else ""
        return f"{state}{guides_markup.count(found, 'finding')}"

    if len(guides) > _FEW:
        path: str = st.selectbox(
            "Guides",
            guides,
            format_func=lambda one: f"{excerpt(one, 80)} ({caption(one)})",
            key=_PATH,
        )
    else:
        path = st.radio(
            "Guides",
            guides,
            format_func=label,
            captions=[caption(one) for one in guides],
            key=_PATH,
        )
    st.session_state[_CHOSEN] = path  # stays while another part of the page is shown
    return path


def _open(draft: Draft, path: str, reading: Reading | None) -> None:
    entry = draft.entries().get(path)
    name = hashlib.sha256(path.encode(errors="replace")).hexdigest()[:12]
    if entry is not None and entry.deleted:
        st.html(guides_markup.says(f"{path} will be removed once you publish."))
        if st.button("Keep it", key=f"kb-g-keep-{name}"):
            do(partial(draft.discard, path), f"{path} stays.")
        return
    content = draft.read(path)
    text = text_of(path, content)
    if text is not None:
        guides_editor.edit(draft, path, name, content, text)
    else:
        st.html(markup.heading(path))
        st.html(guides_markup.note(_ELSEWHERE))
        if reading:
            at, page = guides_editor.marked(path)
            st.html(guides_markup.text(reading.pages(path), _MOST_LINES, at, page))
    with st.container(key=f"kb-g-do-{name}", horizontal=True):
        if text is not None:
            st.html(guides_markup.note(_KEPT))
        if entry is not None:
            confirm(
                f"kb-g-back-{name}",
                "Take the changes back",
                "The text goes back to that of the corpus.",
                partial(draft.discard, path),
                f"The changes to {path} are taken back.",
            )
        confirm(
            f"kb-g-delete-{name}",
            "Remove the guide",
            "Its protocols go with it once you publish.",
            partial(draft.delete, path),
            f"{path} will be removed once you publish.",
        )
    if reading:
        _findings(reading, path, name, editable=text is not None)
        _preview(reading, path, name)
    guides_adding.replace(draft, path, name, hashlib.sha256(content).hexdigest())


def _findings(reading: Reading, path: str, name: str, *, editable: bool) -> None:
    found = reading.of(path)
    st.html(markup.heading(f"Findings ({len(found)})" if found else "No findings"))
    with st.container(key="kb-g-findings"):
        for number, one in enumerate(found[:_MOST_FINDINGS]):
            page = _PAGE.search(one.message) if not editable else None
            words = f"Page {page[1]}" if page else f"Line {one.line}"
            with st.container(key=f"kb-g-found-{number}", horizontal=True):
                if st.button(words, key=f"kb-g-line-{name}-{number}"):
                    guides_editor.jump(path, one.line, int(page[1]) if page else 0)
                    st.rerun()
                st.html(guides_markup.finding(one))
    if len(found) > _MOST_FINDINGS:
        st.html(guides_markup.note(f"{len(found) - _MOST_FINDINGS} more: kb-assistant lint"))


def _preview(reading: Reading, path: str, name: str) -> None:
    protocols = {one.id: one for one in reading.protocols(path)}
    st.html(markup.heading("As agents will see it"))
    if not protocols:
        st.html(guides_markup.note("No protocol was found in this file."))
        return
    chosen = st.selectbox(
        f"Protocol, of {len(protocols)}",
        list(protocols),
        format_func=lambda one: excerpt(protocols[one].issue, 120),
        key=f"kb-g-preview-{name}",
    )
    protocol = protocols[chosen]
    st.html(guides_markup.card(protocol, reading.context(protocol.source)))
