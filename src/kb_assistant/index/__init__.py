"""One immutable version of the index: what an answer is looked up in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from kb_assistant.errors import StoredIndexError
from kb_assistant.index.durable import write_file
from kb_assistant.index.manifest import FileFacts, Manifest, ModelFacts, digest_file
from kb_assistant.index.records import (
    Passage,
    PassageKind,
    from_lines,
    passage_from_record,
    passage_to_record,
    protocol_from_record,
    protocol_to_record,
    to_lines,
)
from kb_assistant.index.vectors import VectorIndex
from kb_assistant.lexical import LexicalIndex
from kb_assistant.protocols import Protocol

__all__ = [
    "PROTOCOLS",
    "FileFacts",
    "Index",
    "LexicalIndex",
    "Manifest",
    "ModelFacts",
    "Passage",
    "PassageKind",
    "VectorIndex",
    "digest_file",
    "read_index",
    "write_index",
]

PROTOCOLS = "protocols.jsonl"
_PASSAGES = "passages.jsonl"
_VECTORS = "vectors.faiss"
_LEXICAL = "lexical/"


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """A verified version of the index.

    Args:
        version: its name.
        manifest: what it was made of.
        protocols: as `write_index` was given them.
        passages: likewise, n of them.
        vectors: the vector of each passage, by its number.
        lexical: the words of each passage, by its number.
        parts: the further files, by name.
    """

    version: str
    manifest: Manifest
    protocols: tuple[Protocol, ...]
    passages: tuple[Passage, ...]
    vectors: VectorIndex
    lexical: LexicalIndex
    parts: Mapping[str, bytes]


def write_index(
    folder: Path,
    protocols: Sequence[Protocol],
    passages: Sequence[Passage],
    vectors: VectorIndex,
    lexical: LexicalIndex,
    parts: Mapping[str, bytes],
) -> None:
    """Write all files of a version but its manifest into `folder`, which exists.

    Args:
        folder: where to write.
        protocols: in the order to keep, their ids unique.
        passages: in the order of `vectors` and `lexical`.
        vectors: one for each passage.
        lexical: built on the passages.
        parts: further files to keep with it, by name ("head.npz"); names may hold `/`.

    Raises:
        ValueError: if a part has the name of another file of the index.
    """
    for name in parts:
        if name in {PROTOCOLS, _PASSAGES, _VECTORS} or name.startswith(_LEXICAL):
            raise ValueError(f"a part cannot have the name {name!r}: the index has such a file")
    files = {
        **parts,
        PROTOCOLS: to_lines(map(protocol_to_record, protocols)),
        _PASSAGES: to_lines(map(passage_to_record, passages)),
        _VECTORS: vectors.to_bytes(),
        **{_LEXICAL + name: content for name, content in lexical.to_files().items()},
    }
    for name, content in files.items():
        write_file(folder / name, content)


def read_index(manifest: Manifest, files: Mapping[str, bytes]) -> Index:
    """Return the index whose verified files, without the manifest, are `files`.

    Raises:
        StoredIndexError: if a file is missing or does not fit the others.
    """
    for name in (PROTOCOLS, _PASSAGES, _VECTORS):
        if name not in files:
            raise StoredIndexError(f"{name} is missing")
    lexical = {
        name.removeprefix(_LEXICAL): content
        for name, content in files.items()
        if name.startswith(_LEXICAL)
    }
    parts = {
        name: content
        for name, content in files.items()
        if name not in {PROTOCOLS, _PASSAGES, _VECTORS} and not name.startswith(_LEXICAL)
    }
    index = Index(
        version=manifest.version,
        manifest=manifest,
        protocols=from_lines(files[PROTOCOLS], PROTOCOLS, protocol_from_record),
        passages=from_lines(files[_PASSAGES], _PASSAGES, passage_from_record),
        vectors=VectorIndex.from_bytes(files[_VECTORS]),
        lexical=LexicalIndex.from_files(lexical),
        parts=MappingProxyType(parts),
    )
    _check(index)
    return index


def _check(index: Index) -> None:
    sizes = (len(index.passages), len(index.vectors), index.lexical.size)
    if len(set(sizes)) != 1:
        raise StoredIndexError("it has {} passages, {} vectors and {} lexical rows".format(*sizes))
    if index.vectors.dimension != index.manifest.model.dimension:
        raise StoredIndexError(
            f"its vectors have {index.vectors.dimension} components, and its model gives "
            f"{index.manifest.model.dimension}"
        )
    ids = {protocol.id for protocol in index.protocols}
    if len(ids) != len(index.protocols):
        raise StoredIndexError("two of its protocols have the same id")
    for passage in index.passages:
        if passage.protocol is not None and passage.protocol not in ids:
            raise StoredIndexError(f"a passage names the unknown protocol {passage.protocol!r}")
