import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb_assistant.errors import StoredIndexError
from kb_assistant.index.manifest import (
    FileFacts,
    Forced,
    Manifest,
    ModelFacts,
    digest_file,
    now,
)
from kb_assistant.index.person import Person

SHA = "0123456789abcdef" * 4


def manifest(**changes: Any) -> Manifest:
    blank = Manifest(
        format_version=2,
        version="",
        created="2026-01-31T12:34:56.000789Z",
        by=Person("ann", "desk"),
        tool_version="0.1.0",
        model=ModelFacts("all-MiniLM-L6-v2", SHA, 384),
        corpus={"guide.md": SHA},
        skipped={"scan.pdf": "no text"},
        files={"vectors.faiss": FileFacts(SHA, 9), "lexical/data.npy": FileFacts(SHA, 0)},
        counts={"protocols": 2},
        scores={"success@1": 0.5, "queries": 7},
        notes=("a “note”",),
        forced=Forced("the “audit” is today", Person("ann", "desk")),
    )
    changed = replace(blank, **changes)
    return replace(changed, version=changed.version_name())


def test_what_is_written_is_read() -> None:
    content = manifest().to_json()
    assert Manifest.from_json(content) == manifest()
    assert Manifest.from_json(content).to_json() == content


def test_the_name_gives_time_and_content() -> None:
    name = manifest().version
    assert name == f"20260131T123456000789Z-{manifest().content_digest()[:12]}"
    later = manifest(created="2026-02-01T00:00:00.000000Z")
    assert later.version != name
    assert later.version[-12:] == name[-12:]
    assert manifest(files={}).version[-12:] != name[-12:]
    assert manifest(scores={}).version[-12:] != name[-12:]


def test_an_open_gate_is_written_as_such() -> None:
    open_ = manifest(forced=None, skipped={})
    assert json.loads(open_.to_json())["forced"] is None
    assert Manifest.from_json(open_.to_json()) == open_


def test_now_is_a_time_that_a_manifest_takes() -> None:
    assert Manifest.from_json(manifest(created=now()).to_json())


def altered(**changes: Any) -> bytes:
    """Return a manifest of which some fields, "a.b" for nested ones, have another value."""
    record = json.loads(manifest().to_json())
    for path, value in changes.items():
        *parents, last = path.split("__")
        target = record
        for parent in parents:
            target = target[parent]
        target[last] = value
    return json.dumps(record).encode()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "no JSON"),
        (b"\xff\xfe\xfd", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b"[]", "no JSON object"),
        (b"{}", r"format None, and this release of kb-assistant reads 2"),
        (altered(format_version=1), "format 1"),
        (altered(surprise=1), "unknown in it: surprise"),
        (altered(model={}), "in model: digest, dimension, name"),
        (altered(model=None), "model is not an object"),
        (altered(model__digest="AB" * 32), r"model\.digest is not of the form"),
        (altered(model__dimension=True), r"model\.dimension is not a whole number"),
        (altered(version="../../etc"), "version is not of the form"),
        (altered(created="yesterday"), "created is not a time"),
        (altered(created="2026-01-31T12:34:56+01:00"), "created is not a UTC time"),
        (altered(corpus=[]), "corpus is not an object"),
        (altered(corpus={"a.md": 1}), r"corpus\.a\.md is not of the form"),
        (altered(files={"../evil": {"sha256": SHA, "size": 1}}), "a file name that an index"),
        (altered(files={"/etc/evil": {"sha256": SHA, "size": 1}}), "a file name that an index"),
        (altered(files={"a/../evil": {"sha256": SHA, "size": 1}}), "a file name that an index"),
        (altered(files={"manifest.json": {"sha256": SHA, "size": 1}}), "a file name that an index"),
        (altered(files={"a": {"sha256": SHA, "size": -1}}), "whole number from 0"),
        (altered(files={"a": {"sha256": SHA}}), r"in files\.a: size"),
        (altered(counts={"a": 1.5}), r"counts\.a is not a whole number"),
        (altered(scores={"a": "high"}), r"scores\.a is not a finite number"),
        (altered(scores={"a": float("nan")}), r"scores\.a is not a finite number"),
        (altered(notes="one"), "notes is not a list"),
        (altered(notes=[1]), "notes is not text"),
        (altered(by="ann"), "by is not an object"),
        (altered(by__user=1), "by is not text"),
        (altered(skipped={"a.pdf": None}), r"skipped\.a\.pdf is not text"),
        (altered(forced={"reason": "x"}), "in forced: by"),
        (altered(forced__reason=1), r"forced\.reason is not text"),
        (altered(forced=None), "was altered"),
        (altered(by__user="eve"), "was altered"),
        (altered(notes=["\ud800"]), "was altered"),
        (altered(tool_version="9"), "was altered"),
        (manifest().to_json() + b" ", "was altered"),
    ],
)
def test_what_is_wrong_is_named(content: bytes, message: str) -> None:
    with pytest.raises(StoredIndexError, match=message):
        Manifest.from_json(content)


@given(st.data())
def test_any_altered_byte_is_refused(data: st.DataObject) -> None:
    content = bytearray(manifest().to_json())
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(StoredIndexError):
        Manifest.from_json(bytes(content))


def test_digest_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    assert digest_file(tmp_path / "a") == hashlib.sha256(b"abc").hexdigest()
