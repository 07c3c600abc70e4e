"""What is urgent stays on the page until somebody says, twice, that it is done."""

from functools import partial

import streamlit as st

from kb_assistant.pages import card, markup, session
from kb_assistant.pages.session import Turn
from kb_assistant.verdict import Verdict

_STAYS = "This stays on the page until it is done."


def open_ones(shown: Turn | None) -> None:
    """Draw a bar for each urgent answer that is open and is not the one that is shown."""
    for turn in session.turns():
        if session.is_open(turn) and turn is not shown:
            first = turn.order[0]
            words = card.verdict_of(turn, first).words.removeprefix("URGENT: ")
            excerpt = f"“{turn.excerpt}”"
            said = Verdict("urgent", f"STILL OPEN: {words}", excerpt)
            issue = turn.answer.results[first].protocol.issue
            st.html(markup.bar(said, issue=issue))
            closing(turn)


def closing(turn: Turn) -> None:
    """Draw how to say that the urgent answer of `turn` is done, in two steps."""
    asked = f"kb-alarm-asked-{turn.number}"
    with st.container(
        key=f"kb-alarm-{turn.number}-row", horizontal=True, vertical_alignment="center"
    ):
        if not session.is_open(turn):
            st.html('<p class="kb-said">Closed: done as the guide says.</p>')
        elif st.session_state.get(asked):
            st.html('<p class="kb-said">Is it done, as the guide says?</p>')
            done = partial(session.close, turn)
            st.button("No, keep it open", key=f"{asked}-no", on_click=_ask, args=(asked, False))
            st.button("Yes, it is done", key=f"{asked}-yes", on_click=done, type="primary")
        else:
            st.html(f'<p class="kb-said">{_STAYS}</p>')
            st.button("It is done", key=f"{asked}-ask", on_click=_ask, args=(asked, True))


def _ask(key: str, value: bool) -> None:
    st.session_state[key] = value
