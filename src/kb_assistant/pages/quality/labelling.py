"""New labelled queries: by hand, from a file, and out to a file."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import streamlit as st

from kb_assistant.errors import EvalError, KbError
from kb_assistant.evaluation import Query
from kb_assistant.evaluation.dataset import NEAR_UNCOVERED, Must, Split
from kb_assistant.pages import frame
from kb_assistant.pages.markup import heading
from kb_assistant.pages.quality import labels, markup, trading
from kb_assistant.pages.quality.guard import guarded
from kb_assistant.pages.quality.place import Facts, Place
from kb_assistant.pages.text import clean, excerpt
from kb_assistant.phrasings import load_phrasings
from kb_assistant.redaction import find_personal_data

_ROUND = "kb-q-round"
_ADDED = "kb-q-added"
_LONGEST = 20_000
_SHOWN = 300
_MUST = {
    Must.ANSWER.value: "Answer it",
    Must.ABSTAIN.value: "Nothing covers it",
    Must.URGENT.value: "Urgent",
}
_KINDS = ("plain", NEAR_UNCOVERED, "far_uncovered", "multi", "typo", "threat")
_SURE = "Nothing in it identifies a real person"


def show(place: Place) -> None:
    """Draw the form, the import, the export and the queries that are there."""
    queries = labels.there(place.queries)
    facts = place.facts(place.live())
    st.html(markup.says(*_counts(queries)))
    added = st.session_state.pop(_ADDED, "")
    if added:
        st.success(added)
    st.html(heading("Label a message"))
    _form(place, facts, queries)
    trading.bring(place, facts, queries)
    trading.take(queries)
    _table(queries, facts)


def _counts(queries: Sequence[Query]) -> tuple[str, ...]:
    if not queries:
        return "No labelled messages yet.", "Label some below, or import a file of them."
    splits = Counter(query.split.value for query in queries)
    uncovered = sum(not query.answerable for query in queries)
    parts = ", ".join(f"{count} {name}" for name, count in sorted(splits.items()))
    return f"{len(queries)} labelled messages: {parts}.", f"{uncovered} of them nothing covers."


def _form(place: Place, facts: Facts, queries: Sequence[Query]) -> None:
    fresh = st.session_state.get(_ROUND, 0)
    kinds = list(dict.fromkeys((*_KINDS, *sorted({query.kind for query in queries}))))
    names = list(facts.issues)
    with st.form(f"kb-q-label-{fresh}", border=True):
        text = st.text_area("The message", max_chars=_LONGEST, key=f"kb-q-text-{fresh}", height=100)
        must = st.segmented_control(
            "What must happen",
            list(_MUST),
            default=Must.ANSWER.value,
            required=True,
            format_func=lambda one: _MUST[one],
            key=f"kb-q-must-{fresh}",
        )
        gold = st.multiselect(
            "Right protocols, one for each issue",
            names,
            format_func=lambda one: _named(one, facts),
            key=f"kb-q-gold-{fresh}",
            placeholder="Choose the protocols that are right",
        )
        acceptable = st.multiselect(
            "Further protocols that are no mistake",
            names,
            format_func=lambda one: _named(one, facts),
            key=f"kb-q-acceptable-{fresh}",
            placeholder="None",
        )
        left, right = st.columns(2)
        kind = left.selectbox("Kind", kinds, accept_new_options=True, key="kb-q-kind")
        split = right.segmented_control(
            "Split",
            [Split.DEV.value, Split.TEST.value],
            default=Split.DEV.value,
            required=True,
            key="kb-q-new-split",
        )
        sure = st.checkbox(_SURE, key=f"kb-q-sure-{fresh}")
        sent = st.form_submit_button("Add the message", type="primary", key="kb-q-add")
    if sent:
        draft = {
            "query": (text or "").strip(),
            "gold": list(gold),
            "acceptable": list(acceptable),
            "must": must,
            "kind": (kind or "").strip(),
            "split": split,
        }
        try:
            _add(place, facts, draft, sure=sure)
        except KbError as error:
            st.html(frame.notice("It was not added", str(error)))
        else:
            st.session_state[_ROUND] = fresh + 1
            st.rerun()


def _add(place: Place, facts: Facts, draft: dict[str, Any], *, sure: bool) -> None:
    if not draft["query"]:
        raise EvalError("Write the message.")
    if draft["must"] != Must.ABSTAIN.value and not draft["gold"]:
        raise EvalError("Choose the protocol that is right, or say that nothing covers it.")
    found = sorted({finding.kind.value for finding in find_personal_data(draft["query"])})
    if found and not sure:
        raise EvalError(
            f"It looks as if it held personal data ({', '.join(found)}). Write something made up"
            f" in its place, or tick: {_SURE}."
        )
    phrasings = load_phrasings(place.corpus)
    (query,) = labels.add(place.queries, [draft], phrasings, facts.issues)
    st.session_state[_ADDED] = f"{query.id} was added to the {query.split} split."


def _named(protocol: str, facts: Facts) -> str:
    return clean(f"{facts.name(protocol)} ({protocol.rpartition('/')[0]})")


@st.fragment(key="kb-q-there")
@guarded()
def _table(queries: Sequence[Query], facts: Facts) -> None:
    if not queries:
        return
    st.html(heading("What is there"))
    splits = sorted({query.split.value for query in queries})
    split = st.segmented_control(
        "Split shown",
        splits,
        default=splits[0],
        required=True,
        key="kb-q-there-split",
        label_visibility="collapsed",
    )
    mine = [query for query in queries if query.split.value == split]
    st.dataframe(
        {
            "id": [clean(query.id) for query in mine],
            "Message": [excerpt(query.query, _SHOWN) for query in mine],
            "Should be": [clean("; ".join(map(facts.name, query.gold))) for query in mine],
            "Must": [query.must.value for query in mine],
            "Kind": [clean(query.kind) for query in mine],
        },
        hide_index=True,
        height=360,
        column_config={
            "id": st.column_config.TextColumn(pinned=True, width=70),
            "Message": st.column_config.TextColumn(width=460),
            "Should be": st.column_config.TextColumn(width=260),
        },
        alt="The labelled messages",
    )
