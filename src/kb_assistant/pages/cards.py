"""The answer on the page: a card for each issue, options to choose from, or nothing that fits."""

from functools import partial

import streamlit as st

from kb_assistant.decision import Outcome
from kb_assistant.pages import alarm, card, judging, markup, options, session
from kb_assistant.pages.session import REFUSED, Turn
from kb_assistant.verdict import CHOOSE, NOTHING, Verdict


def show(turn: Turn) -> None:
    """Draw the answer of `turn`."""
    answer = turn.answer
    picked = session.chosen(turn)
    several = answer.cards if answer.outcome in {Outcome.ANSWER, Outcome.URGENT} else 1
    st.html(markup.echo(turn.excerpt, several))
    if turn.urgent:
        _urgent(turn)
    elif picked is not None and picked != REFUSED:
        card.draw(turn, picked)
        back = partial(session.choose, turn, None)
        words = "Choose again" if answer.outcome is Outcome.CHOOSE else "Back to the first answer"
        st.button(words, key=f"kb-back-{turn.number}", on_click=back)
    elif answer.outcome is Outcome.NONE:
        st.html(markup.bar(NOTHING))
        _nothing(turn)
    elif picked == REFUSED:
        _refused(turn)
    elif answer.outcome is Outcome.CHOOSE:
        options.choose(turn)
        options.alternatives(turn)
    else:
        for index in turn.order:
            card.draw(turn, index)
        options.alternatives(turn)


def headline(turn: Turn) -> tuple[Verdict, str]:
    """Return the verdict that stood first in the answer of `turn`, and its issue."""
    answer = turn.answer
    picked = session.chosen(turn)
    if answer.outcome is Outcome.NONE or picked == REFUSED or not answer.results:
        return NOTHING, ""
    if answer.outcome is Outcome.CHOOSE and picked is None:
        return CHOOSE, ""
    index = turn.order[0] if picked is None else picked
    return card.verdict_of(turn, index), answer.results[index].protocol.issue


def asks(turn: Turn) -> bool:
    """Whether the answer of `turn` waits for a choice."""
    picked = session.chosen(turn)
    return turn.answer.outcome is Outcome.CHOOSE and picked is None and not turn.urgent


def _refused(turn: Turn) -> None:
    if options.rest(turn):
        options.refused(turn)
    else:
        st.html(markup.bar(NOTHING))
    with st.container(key="kb-refused"):
        st.html(markup.heading("If none of them is it"))
        _whom_to_ask(turn)
        judging.nothing(turn)
    back = partial(session.choose, turn, None)
    st.button("Choose again", key=f"kb-back-{turn.number}", on_click=back)


def _nothing(turn: Turn) -> None:
    _whom_to_ask(turn)
    judging.nothing(turn)
    if turn.answer.results:
        passages = "".join(markup.unconfirmed(result) for result in turn.answer.results)
        st.html(markup.heading("Unconfirmed: what came nearest, not an answer") + passages)


def _whom_to_ask(turn: Turn) -> None:
    """Quote what the guides say of themselves: it names who is there to ask, if they do."""
    own = [one for one in turn.protocols if one.issue.strip().lower() == "overview"]
    if own:
        st.html("".join(markup.overview(protocol) for protocol in own))


def _urgent(turn: Turn) -> None:
    first, *others = turn.order
    urgent = [index for index in others if turn.answer.results[index].protocol.urgent]
    for index in (first, *urgent):
        card.draw(turn, index)
    alarm.closing(turn)
    later = [index for index in others if index not in urgent]
    options.folded(turn, later, "Also in this message, once the urgent one is done")
    options.folded(turn, options.rest(turn), "Near passages")
