"""What is near: the one question that decides, options to take, and alternatives."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from kb_assistant.pages import frame, markup, session
from kb_assistant.pages.card import verdict_of
from kb_assistant.pages.session import REFUSED, Turn
from kb_assistant.verdict import CHOOSE, Verdict, distinction

IS_IT_THIS = Verdict("choose", "Is it this?", "It is the only one that comes near.")
OR_ONE_OF_THESE = Verdict(
    "choose", "Is it one of these, then?", "They are farther off: pick one only if it fits."
)


def choose(turn: Turn) -> None:
    """Draw the near protocols, and ask what tells them apart."""
    if turn.answer.cards == 1:
        _only(turn)
    else:
        own = distinction([turn.answer.results[index].protocol for index in turn.order])
        st.html(markup.bar(Verdict(CHOOSE.kind, CHOOSE.words, question(own) or CHOOSE.detail)))
        _columns(turn, turn.order, own)
        with st.container(key="kb-choosing", horizontal=True, vertical_alignment="center"):
            _refuse(turn, "None of these")
            st.html(frame.CHOOSING)


def question(own: Sequence[str]) -> str:
    """Return the question that near protocols differ on, from the words of each one's own."""
    said = [f"“{one}”" for one in own if one]
    if len(said) == 1:
        return f"Does this hold: {said[0]}?"
    return f"{', '.join(said[:-1])} or {said[-1]}?" if said else ""


def rest(turn: Turn) -> tuple[int, ...]:
    """Return the results beyond those that the outcome is about."""
    return tuple(range(turn.answer.cards, len(turn.answer.results)))


def refused(turn: Turn) -> None:
    """Draw what is farther off, once none of the near ones is it."""
    st.html(markup.bar(OR_ONE_OF_THESE))
    for start in range(0, len(rest(turn)), 2):
        _columns(turn, rest(turn)[start : start + 2], ())


def alternatives(turn: Turn, title: str = "Not it? Near alternatives") -> None:
    """Draw what else came near, folded away, each to be taken in place of the answer."""
    if not rest(turn):
        return
    with st.expander(f"{title} ({len(rest(turn))})", key=f"kb-near-{turn.number}"):
        for index in rest(turn):
            result = turn.answer.results[index]
            st.html(markup.near(result, verdict_of(turn, index)))
            _take(turn, index, "Show this one", "content")


def folded(turn: Turn, indexes: Sequence[int], title: str) -> None:
    """Draw results to read later, folded away."""
    if indexes:
        with st.expander(f"{title} ({len(indexes)})", key=f"kb-later-{turn.number}-{indexes[0]}"):
            near = (markup.near(turn.answer.results[n], verdict_of(turn, n)) for n in indexes)
            st.html("".join(near))


def _only(turn: Turn) -> None:
    st.html(markup.bar(IS_IT_THIS))
    index = turn.order[0]
    with st.container(key=f"kb-option-{turn.number}-{index}"):
        st.html(markup.option(None, turn.answer.results[index], verdict_of(turn, index)))
        with st.container(key="kb-choosing", horizontal=True):
            _take(turn, index, "Yes, it is this", "content")
            _refuse(turn, "No")
        st.html(markup.prescribes(turn.answer.results[index]))


def _columns(turn: Turn, indexes: Sequence[int], own: Sequence[str]) -> None:
    columns = st.columns(max(len(indexes), 2), gap="small")
    for place, (index, column) in enumerate(zip(indexes, columns, strict=False)):
        with column, st.container(key=f"kb-option-{turn.number}-{index}", height="stretch"):
            said = own[place] if place < len(own) else ""
            number = place + 1 if own else None
            result = turn.answer.results[index]
            st.html(markup.option(number, result, verdict_of(turn, index), said))
            _take(turn, index, f"It is number {number}" if number else "It is this", "stretch")
            st.html(markup.prescribes(result))


def _take(turn: Turn, index: int, words: str, width: str | int) -> None:
    pick = partial(session.choose, turn, index)
    st.button(words, key=f"kb-pick-{turn.number}-{index}", on_click=pick, width=width)  # type: ignore[arg-type]


def _refuse(turn: Turn, words: str) -> None:
    no = partial(session.choose, turn, REFUSED)
    st.button(words, key=f"kb-refuse-{turn.number}", on_click=no, type="tertiary")
