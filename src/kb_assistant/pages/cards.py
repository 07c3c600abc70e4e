"""The answer on the page: a card for each issue, options to choose from, or nothing that fits."""

from functools import partial

import streamlit as st

from kb_assistant.assistant import Result
from kb_assistant.decision import Outcome
from kb_assistant.pages import markup, session
from kb_assistant.pages.session import Turn
from kb_assistant.pages.text import label
from kb_assistant.verdict import CHOOSE, NOTHING, Verdict, verdict


def show(turn: Turn) -> None:
    """Draw the answer of `turn`."""
    answer = turn.answer
    picked = session.chosen(turn)
    several = answer.cards if answer.outcome in {Outcome.ANSWER, Outcome.URGENT} else 1
    st.html(markup.echo(turn.excerpt, several))
    if answer.outcome is Outcome.NONE:
        _nothing(turn)
    elif answer.outcome is Outcome.CHOOSE and picked is None:
        _options(turn)
        _alternatives(turn, _rest(turn))
    elif answer.outcome is Outcome.CHOOSE and picked is not None:
        _card(turn, picked)
        back = partial(session.choose, turn, None)
        st.button("Choose again", key=f"kb-back-{turn.number}", on_click=back)
    elif _is_urgent(turn):
        _urgent(turn)
    else:
        for index in _urgent_first(turn):
            _card(turn, index)
        _alternatives(turn, _rest(turn))


def headline(turn: Turn) -> tuple[Verdict, str]:
    """Return the verdict that stood first in the answer of `turn`, and its issue."""
    answer = turn.answer
    picked = session.chosen(turn)
    if answer.outcome is Outcome.NONE or not answer.results:
        return NOTHING, ""
    if answer.outcome is Outcome.CHOOSE and picked is None:
        return CHOOSE, ""
    index = picked or 0 if answer.outcome is Outcome.CHOOSE else _urgent_first(turn)[0]
    return _verdict(turn, index), answer.results[index].protocol.issue


def _is_urgent(turn: Turn) -> bool:
    """Whether something here comes before everything else: the message says so, or a guide."""
    answer = turn.answer
    cards = answer.results[: answer.cards]
    return answer.outcome is Outcome.URGENT or any(card.protocol.urgent for card in cards)


def _urgent_first(turn: Turn) -> list[int]:
    """The results that the outcome is about, urgent ones first, else in the answer's order."""
    results = turn.answer.results
    return sorted(range(turn.answer.cards), key=lambda index: not results[index].protocol.urgent)


def _rest(turn: Turn) -> list[int]:
    return list(range(turn.answer.cards, len(turn.answer.results)))


def _verdict(turn: Turn, index: int) -> Verdict:
    first = turn.answer.outcome is Outcome.URGENT and index == _urgent_first(turn)[0]
    return verdict(turn.answer.results[index].protocol, urgent=first)


def _card(turn: Turn, index: int) -> None:
    result = turn.answer.results[index]
    protocol = result.protocol
    key = f"{turn.number}-{index}"
    with st.container(key=f"kb-card-{key}"):
        bar = markup.bar(_verdict(turn, index), issue=protocol.issue, confidence=result.confidence)
        st.html(bar)
        with st.container(key=f"kb-body-{key}"):
            do, source = st.columns([7, 5], gap="medium")
            with do:
                if protocol.situation:
                    st.html(markup.situation(protocol.situation))
                _conditions(key, result)
                st.html(markup.action(protocol.action))
            source.html(markup.source(protocol.source, turn.passages[index]))


def _conditions(key: str, result: Result) -> None:
    conditions = result.protocol.conditions
    if not conditions:
        return
    with st.container(key=f"kb-conditions-{key}"):
        st.html(markup.heading("Check first"))
        for number, condition in enumerate(conditions):
            st.checkbox(label(condition), key=f"kb-tick-{key}-{number}")


def _options(turn: Turn) -> None:
    st.html(markup.bar(CHOOSE))
    columns = st.columns(turn.answer.cards, gap="small")
    for number, (index, column) in enumerate(zip(_urgent_first(turn), columns, strict=True), 1):
        key = f"{turn.number}-{index}"
        with column, st.container(key=f"kb-option-{key}", height="stretch"):
            result = turn.answer.results[index]
            st.html(markup.option(number, result, _verdict(turn, index)))
            words = f"It is number {number}"
            pick = partial(session.choose, turn, index)
            st.button(words, key=f"kb-pick-{key}", on_click=pick, width="stretch")


def _nothing(turn: Turn) -> None:
    st.html(markup.bar(NOTHING))
    if turn.answer.results:
        passages = "".join(markup.unconfirmed(result) for result in turn.answer.results)
        st.html(markup.heading("Unconfirmed: what came nearest, not an answer") + passages)


def _urgent(turn: Turn) -> None:
    first, *others = _urgent_first(turn)
    _card(turn, first)
    urgent = [index for index in others if turn.answer.results[index].protocol.urgent]
    for index in urgent:
        _card(turn, index)
    later = [index for index in others if index not in urgent]
    if later:
        _alternatives(turn, later, "Also in this message, once the urgent one is done")
    _alternatives(turn, _rest(turn), "Near passages")


def _alternatives(turn: Turn, indexes: list[int], title: str = "Not it? Near alternatives") -> None:
    if not indexes:
        return
    key = f"kb-near-{turn.number}-{indexes[0]}"
    with st.expander(f"{title} ({len(indexes)})", key=key):
        st.html("".join(markup.near(turn.answer.results[i], _verdict(turn, i)) for i in indexes))
