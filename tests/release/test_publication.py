import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from kb_assistant.embedding import Embedder
from kb_assistant.errors import EvalError, ReadError, StoredIndexError
from kb_assistant.index.manifest import Forced
from kb_assistant.index.person import me
from kb_assistant.index.store import IndexStore
from kb_assistant.release import Options, release

Row = tuple[str, str, str]
Write = Callable[[Sequence[Row]], Path]
Load = Callable[[str, bytes | None], Embedder]

PARCEL = ("Lost parcel", "The parcel never arrived.", "Send another parcel.")
SCALE = ("Scale will not sync", "The scale does not connect.", "Pair the scale again.")
COACH = ("Rude coach", "A coach was rude.", "Apologize and tell the leads.")
PASSWORD = ("Forgotten password", "The member cannot log in.", "Send the reset link.")
ALLERGY = ("Latex allergy", "The cuff itches.", "Order a nylon cuff.")
ROWS = (PARCEL, SCALE, COACH, PASSWORD, ALLERGY)
NEW_ACTION = (*PARCEL[:2], "Send two parcels.")


def test_only_changed_texts_are_embedded_again_and_the_vectors_are_those_of_a_full_build(
    write: Write, load: Load, tmp_path: Path
) -> None:
    index, other = tmp_path / "index", tmp_path / "other"
    first = release(write(ROWS), index, load=load)
    assert (first.embedded, first.texts) == (15, 15)  # issue, situation and whole of each row
    second = release(write((NEW_ACTION, *ROWS[1:])), index, load=load)
    assert (second.embedded, second.texts) == (1, 15)
    full = release(tmp_path / "corpus", other, load=load)
    assert full.embedded == 15
    vectors = [IndexStore(path).load().vectors.vectors() for path in (index, other)]
    np.testing.assert_array_equal(*vectors)
    assert release(write(ROWS[1:]), index, load=load).embedded == 0


def test_a_damaged_cache_is_computed_again(write: Write, load: Load, tmp_path: Path) -> None:
    index = tmp_path / "index"
    release(write(ROWS), index, load=load)
    (cache,) = (index / "cache").iterdir()
    cache.write_bytes(cache.read_bytes()[:-1])
    assert release(tmp_path / "corpus", index, load=load).embedded == 15


def test_losing_more_than_a_fifth_closes_the_gate_before_anything_is_embedded(
    write: Write, tmp_path: Path, load: Load
) -> None:
    index = tmp_path / "index"
    release(write(ROWS), index, load=load)
    assert release(write(ROWS[1:]), index, load=load).version is not None  # a fifth is allowed
    live = IndexStore(index).current()
    refused = release(write(ROWS[2:]), index, load=_no_model)
    assert (refused.version, refused.live) == (None, live)
    assert "guide/scale-will-not-sync" in refused.reasons[0]
    assert IndexStore(index).current() == live


def test_a_forced_version_says_who_and_why(write: Write, tmp_path: Path, load: Load) -> None:
    index = tmp_path / "index"
    release(write(ROWS), index, load=load)
    options = Options(force="the guide\nwas split")
    forced = release(write(ROWS[3:]), index, options=options, load=load)
    manifest = IndexStore(index).load().manifest
    assert manifest.version == forced.version
    assert manifest.forced == Forced("the guide was split", me())
    assert any(note.startswith("the gate was closed: only 2 protocols") for note in manifest.notes)
    again = release(tmp_path / "corpus", index, options=options, load=load)
    assert again.version is not None
    assert IndexStore(index).load().manifest.forced is None  # the gate was open


def test_a_lint_error_closes_the_gate(write: Write, tmp_path: Path) -> None:
    refused = release(write((*ROWS, ("Empty", "x", ""))), tmp_path / "index", load=_no_model)
    assert refused.version is None
    assert "guide.md:8: empty-action" in refused.reasons[0]


@pytest.mark.usefixtures("labels")
def test_a_broken_limit_names_the_lost_queries(write: Write, tmp_path: Path, load: Load) -> None:
    index = tmp_path / "index"
    first = release(write(ROWS), index, load=load)
    assert first.reasons == ()
    assert IndexStore(index).load().manifest.scores["Success@1"] == 1
    assert not any("latency" in name for name in IndexStore(index).load().manifest.scores)
    renamed = (("Parcel gone", *PARCEL[1:]), *ROWS[1:])
    refused = release(write(renamed), index, load=load)
    assert refused.version is None
    assert refused.reasons == ("Success@1 is 0.750, the limit is at least 0.9",)
    assert [(one.query.id, one.measures) for one in refused.lost] == [("parcel", ("Success@1",))]
    assert IndexStore(index).current() == first.version


def test_the_eval_is_left_out_where_it_says_nothing_and_the_version_says_so(
    write: Write, tmp_path: Path, load: Load, labels: Path
) -> None:
    def notes(options: Options) -> str:
        done = release(write(ROWS), tmp_path / "index", options=options, load=load)
        assert done.version is not None
        manifest = IndexStore(tmp_path / "index").load().manifest
        assert manifest.notes == done.notes
        assert not manifest.scores
        return manifest.notes[0]

    assert notes(Options(evaluate=False)) == "the eval was not run: --no-eval"
    labels.write_text(labels.read_text().replace("guide/", "elsewhere/"))
    assert "about other guides" in notes(Options())
    labels.unlink()
    assert "no labelled queries" in notes(Options())
    with pytest.raises(EvalError):
        release(write(ROWS), tmp_path / "index", options=Options(queries=labels), load=_no_model)


def test_a_query_that_is_a_phrasing_closes_the_gate(
    write: Write, tmp_path: Path, load: Load, labels: Path
) -> None:
    corpus = write(ROWS)
    (corpus / "phrasings").mkdir()
    line = {"protocol": "guide/rude-coach", "text": "My coach was rude!"}
    (corpus / "phrasings" / "a.jsonl").write_text(json.dumps(line))
    refused = release(corpus, tmp_path / "index", options=Options(queries=labels), load=load)
    assert "coach is a phrasing too (phrasings/a.jsonl, line 1)" in refused.reasons[0]


def test_one_unreadable_file_stops_the_build_or_is_left_out_and_recorded(
    write: Write, tmp_path: Path, load: Load
) -> None:
    corpus = write(ROWS)
    (corpus / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    (corpus / "phrasings").mkdir()
    line = {"protocol": "broken/rule", "text": "of a guide that is left out"}
    (corpus / "phrasings" / "a.jsonl").write_text(json.dumps(line))
    with pytest.raises(ReadError, match=r"broken\.pdf"):
        release(corpus, tmp_path / "index", load=_no_model)
    done = release(corpus, tmp_path / "index", options=Options(skip_unreadable=True), load=load)
    assert done.reasons == ()
    manifest = IndexStore(tmp_path / "index").load().manifest
    assert manifest.skipped.keys() == {"broken.pdf"}
    assert manifest.corpus.keys() == {"guide.md", "phrasings/a.jsonl"}


def test_a_version_that_went_live_in_between_is_not_overwritten(
    write: Write, tmp_path: Path, load: Load
) -> None:
    index = tmp_path / "index"
    corpus = write(ROWS)
    release(corpus, index, load=load)

    def meanwhile(what: str, _done: int, _all: int) -> None:
        if what == "Publishing":
            release(corpus, index, load=load)

    with pytest.raises(StoredIndexError, match="went live while"):
        release(corpus, index, load=load, tell=meanwhile)


def test_a_damaged_live_version_is_mended_by_a_build(
    write: Write, tmp_path: Path, load: Load
) -> None:
    index = tmp_path / "index"
    version = release(write(ROWS), index, load=load).version
    (index / "versions" / str(version) / "protocols.jsonl").write_text("")
    done = release(write(ROWS[:1]), index, load=load)
    assert done.live is None
    assert IndexStore(index).current() == done.version


def _no_model(model: str, adapter: bytes | None) -> Embedder:
    raise AssertionError((model, adapter))
