"""What agents said of the answers: examples to approve, complaints, messages without a guide."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from kb_assistant.embedding import Embedder
from kb_assistant.errors import KbError
from kb_assistant.index.person import me
from kb_assistant.pages import guides_markup, markup
from kb_assistant.pages.groups import groups
from kb_assistant.pages.guides_asking import do
from kb_assistant.pages.guides_draft import Draft
from kb_assistant.pages.guides_reading import draft_of, live_assistant
from kb_assistant.pages.quality.place import Place
from kb_assistant.phrasings import FOLDER
from kb_assistant.records import Entry, Proposal, Records, Verdict
from kb_assistant.records.phrasing_file import FILE
from kb_assistant.settings import Settings, TextPolicy

_MOST = 20
_WORDS = {
    Verdict.UNHELPFUL: "not helpful",
    Verdict.WRONG_PROTOCOL: "wrong protocol",
    Verdict.NOTHING_FITS: "nothing should fit",
}
_OFF = (
    "Messages are not kept, so there is nothing to propose or to group: set"
    " KB_ASSISTANT_KEEP_TEXT=redacted to keep what redaction leaves of them, for 30 days."
)
_ON = "Messages are kept redacted, for 30 days. Read each before you approve it."


def show(place: Place) -> None:
    """Draw the part of the page in which the feedback arrives."""
    kept = Settings.from_environment().keep_text is TextPolicy.REDACTED
    st.html(guides_markup.note(_ON if kept else _OFF))
    records = place.records
    _proposals(records, draft_of(place))
    _complaints(records)
    _unanswered(records, place)


def _proposals(records: Records, draft: Draft) -> None:
    found = records.propose_phrasings()
    st.html(markup.heading(f"Examples to approve ({len(found)})"))
    if not found:
        st.html(guides_markup.note("None waits."))
    for one in found[:_MOST]:
        with st.container(key=f"kb-g-proposal-{one.id}", border=True):
            what = one.protocol or "what no guide covers"
            st.html(guides_markup.note(f"{one.created:%d %b %Y}, confirmed for {what}"))
            wording = st.text_area("Message", one.text, key=f"kb-g-wording-{one.id}", height=80)
            with st.container(key=f"kb-g-decide-{one.id}", horizontal=True):
                if st.button("Approve", key=f"kb-g-approve-{one.id}", type="primary"):
                    do(
                        partial(_approve, records, draft, one, wording or ""),
                        "It is an example in the draft.",
                    )
                if st.button("Reject", key=f"kb-g-reject-{one.id}"):
                    do(partial(records.reject, one.id, by=str(me())), "It is not proposed again.")
    if len(found) > _MOST:
        st.html(guides_markup.note(f"{len(found) - _MOST} more once these are decided."))


def _approve(records: Records, draft: Draft, proposal: Proposal, wording: str) -> None:
    """Write a proposal to the phrasings of the draft."""
    with draft.taking(f"{FOLDER}/{FILE}") as folder:
        records.approve(proposal.id, by=str(me()), corpus=folder, text=wording)


def _complaints(records: Records) -> None:
    found = records.complaints_by_protocol()
    st.html(markup.heading(f"Protocols that were not what was needed ({len(found)})"))
    if not found:
        st.html(guides_markup.note("No complaint."))
        return
    rows = [
        (
            one.protocol,
            str(one.count),
            ", ".join(f"{_WORDS.get(v, v.value)} {n}" for v, n in one.by_verdict.items()),
            ", ".join(f"{name} {n}" for name, n in one.expected.items()),
        )
        for one in found
    ]
    head = ("Shown", "Times", "What was said", "Wanted in its place")
    st.html(guides_markup.table(head, rows, "Complaints"))


def _unanswered(records: Records, place: Place) -> None:
    found = records.unanswered()
    kept = [one for one in found if one.text]
    st.html(markup.heading(f"Messages that no guide covers ({len(found)})"))
    if len(found) > len(kept):
        st.html(guides_markup.note(f"Of {len(found) - len(kept)} the text is not kept."))
    if not kept:
        return
    try:
        together = _grouped(place, kept)
    except KbError as error:
        st.html(guides_markup.note(str(error)))
        return
    for rows in together[:_MOST]:
        first, *rest = (kept[row].text or "" for row in rows)
        times = guides_markup.count(len(rows), "message")
        st.html(guides_markup.group(f"{times} like this", first, rest))


def _grouped(place: Place, kept: Sequence[Entry]) -> tuple[tuple[int, ...], ...]:
    assistant = live_assistant(place)
    return _groups(
        [one.text or "" for one in kept],
        place.database,
        assistant.index.manifest.model.digest,
        tuple(one.id for one in kept),
        _embedder=assistant.retriever.embedder,
    )


@st.cache_resource(max_entries=2, show_spinner=False)
def _groups(
    _texts: list[str], database: str, model: str, entries: tuple[int, ...], *, _embedder: Embedder
) -> tuple[tuple[int, ...], ...]:
    """Return which of the texts go together, by number: what is cached holds no text."""
    del database, model, entries  # the key
    return groups(_embedder.embed_queries(_texts))
