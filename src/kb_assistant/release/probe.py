"""The proof that what was removed can no longer be found: the new version itself is asked."""

from collections.abc import Callable, Iterable, Sequence

from kb_assistant.candidate import Prepared
from kb_assistant.embedding import Embedder
from kb_assistant.errors import StoredIndexError
from kb_assistant.index import Index
from kb_assistant.passages import words_of
from kb_assistant.protocols import Protocol
from kb_assistant.retrieval import Retriever

_MOST_ASKED = 20
"""Removed protocols whose words are put to the new version; what it holds is compared with all."""


def prober(
    before: Sequence[Protocol], prepared: Prepared, embedder: Embedder
) -> Callable[[Index], None]:
    """Return what checks a new version, as it was read back from the disk, for removed protocols.

    A protocol whose text changed counts as removed, as far as its text goes.

    Args:
        before: the protocols of the live version.
        prepared: what the new one is made of.
        embedder: its model; not one that would keep the texts that are asked for.
    """
    now = {protocol.id for protocol in prepared.corpus.protocols}
    there = {words for protocol in prepared.corpus.protocols for words in words_of(protocol)}
    there.update(phrasing.text for phrasing in prepared.corpus.phrasings)
    ids = {protocol.id for protocol in before} - now
    words = {words for protocol in before for words in words_of(protocol)} - there
    gone = [p for p in before if p.id in ids or not words.isdisjoint(words_of(p))]

    def check(index: Index) -> None:
        _refuse(index.protocols, ids, words)
        for passage in index.passages:
            if passage.protocol in ids or passage.text in words:
                raise _found(passage.protocol or passage.text)
        if not gone:
            return
        retriever = Retriever.from_index(index, embedder)
        for protocol in gone[:: -(-len(gone) // _MOST_ASKED)]:
            asked = f"{protocol.issue} {protocol.situation} {protocol.action}"
            _refuse((hit.protocol for hit in retriever.rank(asked).hits), ids, words)

    return check


def _refuse(protocols: Iterable[Protocol], ids: set[str], words: set[str]) -> None:
    for protocol in protocols:
        if protocol.id in ids or not words.isdisjoint(words_of(protocol)):
            raise _found(protocol.id)


def _found(name: str) -> StoredIndexError:
    return StoredIndexError(
        f"The new version still holds {name!r}, which the guides no longer do. Nothing was "
        "published. Please report this, and build into an empty folder: kb-assistant build "
        "--index DIR"
    )
