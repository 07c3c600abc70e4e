"""The example messages of each protocol: which there are, more of them, fewer of them."""

from collections import Counter
from functools import partial

import streamlit as st

from kb_assistant.errors import KbError
from kb_assistant.pages import guides_markup, markup
from kb_assistant.pages.guides_asking import do
from kb_assistant.pages.guides_draft import Draft
from kb_assistant.pages.guides_example_lines import LONGEST, add, masked, nearer, remove
from kb_assistant.pages.guides_reading import Reading, draft_of, live_assistant, read
from kb_assistant.pages.quality.place import Place
from kb_assistant.pages.text import excerpt
from kb_assistant.phrasings import Phrasing
from kb_assistant.verdict import sure

_NONE = ""
"""Stands for what no protocol covers, in the list of protocols."""
_PROTOCOL = "kb-g-protocol"
_KEPT = "kb-g-protocol-kept"
_TEXT = "kb-g-example"
_ROUND = "kb-g-example-round"
_OFFERED = "kb-g-offered"
_MOST = 40
_ASK = "Another message, as a member would write it"
_ABOUT = "They teach which message belongs to which protocol. Agents never see them."


def show(place: Place) -> None:
    """Draw the part of the page in which example messages are kept."""
    draft = draft_of(place)
    reading = read(draft)
    issues = {one.id: one.issue for one in reading.survey.protocols}
    counts = Counter(one.protocol for one in reading.survey.phrasings)
    options = [*issues, _NONE]
    kept = st.session_state.get(_PROTOCOL, st.session_state.get(_KEPT))
    st.session_state[_PROTOCOL] = kept if kept in options else options[0]
    st.html(guides_markup.note(_ABOUT))
    chosen: str = st.selectbox(
        "Protocol",
        options,
        format_func=lambda one: (
            f"{excerpt(issues[one], 90)} ({counts[one]})"
            if one
            else f"Messages that no guide covers ({counts[None]})"
        ),
        key=_PROTOCOL,
    )
    st.session_state[_KEPT] = chosen
    protocol = chosen or None
    _add(place, draft, reading, protocol)
    own = [one for one in reading.survey.phrasings if one.protocol == protocol]
    _list(draft, own)


def _add(place: Place, draft: Draft, reading: Reading, protocol: str | None) -> None:
    number = st.session_state.get(_ROUND, 0)
    with st.form(f"kb-g-example-{number}", border=False):
        text = st.text_input(
            _ASK,
            key=f"{_TEXT}-{number}",
            max_chars=LONGEST,
        )
        asked = st.form_submit_button("Add")
    if asked and (text or "").strip():
        _offer(place, draft, reading, protocol, masked(text or ""))
    offered = st.session_state.get(_OFFERED)
    if offered is not None and offered[0] == protocol:
        _doubt(draft, *offered)


def _offer(place: Place, draft: Draft, reading: Reading, protocol: str | None, text: str) -> None:
    """Add a message, unless there is a doubt to show first."""
    same = text.casefold()
    for other in reading.survey.phrasings:
        if other.text.casefold() == same:
            where = "here" if other.protocol == protocol else f"with {other.protocol or 'no guide'}"
            st.html(guides_markup.says(f"It stands {where} already.", other.path, mark="doubt"))
            return
    try:
        found = nearer(live_assistant(place), text, protocol)
    except KbError:
        found = None  # nothing is live: there is nothing that it could be nearer to
    if found is None:
        _put(draft, protocol, text)
        return
    words = f"“{found.protocol.issue}”: {sure(found.confidence)}; of its own {sure(found.own)}."
    st.session_state[_OFFERED] = (protocol, text, found.protocol.id, words)


def _doubt(draft: Draft, protocol: str | None, text: str, other: str, words: str) -> None:
    st.html(
        guides_markup.says(
            "This sits nearer to another protocol.", words, f"“{text}”", mark="doubt"
        )
    )
    with st.container(key="kb-g-doubt", horizontal=True):
        if st.button("Add it here", key="kb-g-here"):
            _put(draft, protocol, text)
        if st.button("Add it to the other", key="kb-g-there"):
            _put(draft, other, text)
        if st.button("Leave it", key="kb-g-leave"):
            st.session_state.pop(_OFFERED)
            st.rerun()


def _put(draft: Draft, protocol: str | None, text: str) -> None:
    st.session_state.pop(_OFFERED, None)
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    do(partial(add, draft, protocol, text), f"Added to the draft: “{text}”")


def _list(draft: Draft, own: list[Phrasing]) -> None:
    st.html(markup.heading(f"Examples ({len(own)})"))
    wanted = ""
    if len(own) > _MOST:
        wanted = (st.text_input("Find", key="kb-g-find") or "").casefold()
    found = [one for one in own if wanted in one.text.casefold()]
    with st.container(key="kb-g-examples"):
        for one in found[:_MOST]:
            key = f"{one.path}-{one.line}"
            with st.container(key=f"kb-g-one-{key}", horizontal=True, vertical_alignment="center"):
                st.html(guides_markup.quoted(one.text, f"{one.path}, line {one.line}"))
                if st.button("Remove", key=f"kb-g-remove-{key}", type="tertiary"):
                    do(partial(remove, draft, one), f"Removed from the draft: “{one.text}”")
    if len(found) > _MOST:
        st.html(guides_markup.note(f"{len(found) - _MOST} more: find them by a word."))
