"""What one browser session remembers: its answers, and only the beginning of each message.

A message is health data. It stays in this session's memory: never in a cache, an address, a log or
a file, and not in full.
"""

from dataclasses import dataclass

import streamlit as st

from kb_assistant.assistant import Answer, Assistant, ContextLine
from kb_assistant.pages.text import excerpt

_TURNS = "kb-turns"
_OWN = (_TURNS, "kb-choice-", "kb-tick-")
_COUNT = "kb-count"
_SHOWN = 200
_KEPT = 30
_AROUND = 2


@dataclass(frozen=True, slots=True)
class Turn:
    """One message and its answer.

    Args:
        number: its place in the session, from 1; it makes the keys of its widgets unique.
        excerpt: the beginning of the message.
        answer: what the assistant said.
        passages: for each result, its source lines at the time of the answer.
    """

    number: int
    excerpt: str
    answer: Answer
    passages: tuple[tuple[ContextLine, ...], ...]

    @property
    def choice(self) -> str:
        """The session's key for the option that was picked."""
        return f"kb-choice-{self.number}"


def ask(message: str, assistant: Assistant) -> None:
    """Answer `message` and make it the current turn."""
    answer = assistant.answer(message)
    number = st.session_state.get(_COUNT, 0) + 1
    passages = tuple(
        tuple(assistant.context(result.protocol.source, around=_AROUND))
        for result in answer.results
    )
    turn = Turn(number, excerpt(message, _SHOWN), answer, passages)
    st.session_state[_COUNT] = number
    st.session_state[_TURNS] = (turn, *turns())[:_KEPT]


def turns() -> tuple[Turn, ...]:
    """Return the turns of this session, the newest first."""
    kept: tuple[Turn, ...] = st.session_state.get(_TURNS, ())
    return kept


def chosen(turn: Turn) -> int | None:
    """Return which result was picked for `turn`, if one was."""
    picked: int | None = st.session_state.get(turn.choice)
    return picked


def choose(turn: Turn, index: int | None) -> None:
    """Pick a result for `turn`, or take the pick back."""
    st.session_state[turn.choice] = index


def clear() -> None:
    """Forget every turn, and what was ticked and picked for it."""
    for key in [k for k in st.session_state if str(k).startswith(_OWN)]:
        del st.session_state[key]
