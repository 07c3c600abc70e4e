"""Labelled queries from an uploaded file, and out to a downloaded one."""

from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st

from kb_assistant.errors import EvalError, KbError
from kb_assistant.evaluation import Query
from kb_assistant.pages import frame
from kb_assistant.pages.quality import exchange, labels
from kb_assistant.pages.quality.guard import guarded
from kb_assistant.pages.quality.place import Facts, Place
from kb_assistant.phrasings import load_phrasings
from kb_assistant.redaction import find_personal_data

_ROUND = "kb-q-import-round"
_ADDED = "kb-q-added"
_MEGABYTES = 5
_NAMED = 5
_SURE = "Nothing in them identifies a real person"


def bring(place: Place, facts: Facts, queries: Sequence[Query]) -> None:
    """Let a file of queries be added."""
    fresh = st.session_state.get(_ROUND, 0)
    with st.expander("Import JSONL or CSV", key="kb-q-import"):
        st.caption(
            "CSV needs a first row with query and must; id, gold, acceptable, kind and split may"
            " follow. Several protocols in one cell stand with a semicolon between them."
        )
        upload = st.file_uploader(
            "The file",
            type=["jsonl", "csv"],
            max_upload_size=_MEGABYTES,
            key=f"kb-q-file-{fresh}",
        )
        if upload is None:
            return
        try:
            if upload.size > _MEGABYTES << 20:
                raise EvalError(f"The file is larger than {_MEGABYTES} MB. Import it in parts.")
            drafts = exchange.from_file(upload.name, upload.getvalue())
            _offer(place, facts, drafts, queries)
        except KbError as error:
            st.html(frame.notice("Nothing was imported", str(error)))


def _offer(
    place: Place, facts: Facts, drafts: Sequence[dict[str, Any]], queries: Sequence[Query]
) -> None:
    known = set(map(labels.folded, queries))
    read = zip(drafts, labels.with_ids(drafts, queries), strict=True)
    fresh = [(draft, query) for draft, query in read if labels.folded(query) not in known]
    new = [query for _, query in fresh]
    there = len(drafts) - len(new)
    if not new:
        raise EvalError(f"All {there} messages of the file stand in the eval set already.")
    splits = Counter(query.split.value for query in new)
    parts = ", ".join(f"{count} {name}" for name, count in sorted(splits.items()))
    st.info(f"{len(new)} new: {parts}." + (f" Already there: {there}." if there else ""))
    personal = [query.id for query in new if find_personal_data(query.query)]
    sure = True
    if personal:
        some = ", ".join(personal[:_NAMED])
        st.warning(f"{len(personal)} look as if they held personal data: {some}")
        sure = st.checkbox(_SURE, key=f"kb-q-import-sure-{st.session_state.get(_ROUND, 0)}")
    if st.button(f"Add {len(new)}", type="primary", disabled=not sure, key="kb-q-import-add"):
        phrasings = load_phrasings(place.corpus)
        labels.add(place.queries, [draft for draft, _ in fresh], phrasings, facts.issues)
        st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
        st.session_state[_ADDED] = f"{len(new)} messages were added."
        st.rerun()


@st.fragment(key="kb-q-export")
@guarded()
def take(queries: Sequence[Query]) -> None:
    """Let the queries be downloaded."""
    if not queries:
        return
    forms = {
        "queries.jsonl": (exchange.to_jsonl, "application/jsonl"),
        "queries.csv": (exchange.to_csv, "text/csv"),
    }
    with st.container(key="kb-q-take", horizontal=True, gap="small"):
        for name, (make, mime) in forms.items():
            st.download_button(
                f"Export {name}",
                partial(make, queries),
                file_name=name,
                mime=mime,
                key=f"kb-q-take-{name}",
                on_click="ignore",
            )
