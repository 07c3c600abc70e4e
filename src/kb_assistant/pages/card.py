"""One card: the verdict, what to check, what to do, and where the guide says so."""

import streamlit as st

from kb_assistant.decision import Outcome
from kb_assistant.pages import copying, judging, markup, sources
from kb_assistant.pages.session import Turn
from kb_assistant.pages.text import label
from kb_assistant.verdict import (
    Checks,
    Ticks,
    Verdict,
    checks_of,
    forbids_reply,
    literals,
    verdict,
)


@st.fragment  # so that a tick draws this card again and nothing else
def draw(turn: Turn, index: int) -> None:
    """Draw the card of one result of `turn`."""
    result = turn.answer.results[index]
    protocol = result.protocol
    key = f"{turn.number}-{index}"
    checks = checks_of(protocol)
    ticks = _ticks(key, checks)
    said = verdict_of(turn, index, ticks)
    with st.container(key=f"kb-card-{key}"):
        st.html(markup.bar(said, issue=protocol.issue, confidence=result.confidence))
        with st.container(key=f"kb-body-{key}"):
            do, source = st.columns([7, 5], gap="medium")
            with do:
                if protocol.situation:
                    st.html(markup.situation(protocol.situation))
                _checks(key, checks, ticks)
                st.html(markup.action(protocol.action, marked=_applies(checks, ticks)))
                if not (said.kind == "urgent" and forbids_reply(protocol.action)):
                    copying.buttons(key, literals(protocol.action))
            passage = turn.passages[index]
            place = sources.source(protocol.source, passage.near, passage.section)
            source.html(markup.heading("From the guide") + place)
            judging.card(turn, index)


def verdict_of(turn: Turn, index: int, ticks: Ticks | None = None) -> Verdict:
    """Return the verdict of a result of `turn`; the message can make its first one urgent."""
    first = turn.answer.outcome is Outcome.URGENT and index == turn.order[0]
    protocol = turn.answer.results[index].protocol
    return verdict(protocol, urgent=first, ticks=ticks or Ticks())


def _ticks(key: str, checks: Checks) -> Ticks:
    state = st.session_state
    met = [n for n in range(len(checks.each)) if state.get(f"kb-tick-{key}-{n}")]
    return Ticks(frozenset(met), failed=bool(state.get(f"kb-fail-{key}")))


def _applies(checks: Checks, ticks: Ticks) -> tuple[str, ...]:
    """The words of the action that the ticks make hold."""
    words = [checks.each[place].consequence for place in sorted(ticks.met)]
    if ticks.failed:
        words.append(checks.otherwise)
    return tuple(one for one in words if one)


def _checks(key: str, checks: Checks, ticks: Ticks) -> None:
    if not checks.each:
        return
    with st.container(key=f"kb-conditions-{key}"):
        st.html(markup.heading("Check first" if checks.needed else "Tick what applies"))
        for number, check in enumerate(checks.each):
            condition = check.condition[:1].upper() + check.condition[1:]
            words = label(condition) + ("?" if check.question else "")
            st.checkbox(words, key=f"kb-tick-{key}-{number}")
        if checks.needed:
            met = sum(place in ticks.met for place in checks.required)
            st.checkbox(
                _failed(checks),
                key=f"kb-fail-{key}",
                disabled=met >= checks.needed and not ticks.failed,
            )


def _failed(checks: Checks) -> str:
    if len(checks.required) == 1:
        return "This is not met"
    return "None of these is met" if checks.needed == 1 else "One of these is not met"
