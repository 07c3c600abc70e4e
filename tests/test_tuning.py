import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from kb_assistant import tuning
from kb_assistant.assistant import Assistant
from kb_assistant.embedding import DEFAULT_MODEL, load_embedder, training
from kb_assistant.embedding.recipe import Embed, Recipe, batches
from kb_assistant.embedding.training import fine_tune
from kb_assistant.errors import CorpusError, ModelError, StoredIndexError
from kb_assistant.ingest import build_index
from kb_assistant.tuned import ADAPTER, FOLDER, TunedEncoder, read_tuned, text_digest
from kb_assistant.tuning import Marks, tune, wins
from kb_assistant.tuning import lesson as lessons

RECIPE = Recipe(steps=3, every=3, classes=3, each=2, nothing=2)
PHRASINGS = {
    "desk/refunds": ["I want my money back", "give me a refund", "you charged me twice"],
    "desk/parcels": ["my parcel is lost", "where is my package", "the box never came"],
    "desk/logins": ["I cannot sign in", "my password fails", "locked out of the app"],
    None: ["what a lovely day", "who won the match", "tell me a joke"],
}
PROBE = ["where is the box that I paid for", "good morning"]


def _ever_better() -> Callable[[Embed], float]:
    judged: list[float] = []

    def judge(embed: Embed) -> float:
        judged.append(float(embed(["hello"]).sum()))
        return len(judged)

    return judge


@pytest.fixture(scope="module")
def train() -> Callable[[], bytes]:
    pairs = [(text, label or "") for label, texts in PHRASINGS.items() for text in texts]

    def run() -> bytes:
        texts, labels = zip(*pairs, strict=True)
        found = fine_tune(DEFAULT_MODEL, texts, labels, RECIPE, _ever_better(), lambda *_: None)
        assert found is not None
        return found

    return run


@pytest.fixture(scope="module")
def adapter(train: Callable[[], bytes]) -> bytes:
    return train()


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    (folder / "phrasings").mkdir(parents=True)
    rows = ["Refunds | Refund the order.", "Parcels | Send another.", "Logins | Reset the login."]
    guide = "\n".join(["| Issue | Action |", "|---|---|", *(f"| {row} |" for row in rows), ""])
    (folder / "desk.md").write_text(guide, encoding="utf-8")
    lines = [
        json.dumps({"protocol": label, "text": text}) + "\n"
        for label, texts in PHRASINGS.items()
        for text in texts
    ]
    (folder / "phrasings" / "all.jsonl").write_text("".join(lines), encoding="utf-8")
    return folder


def _tuned(adapter: bytes) -> TunedEncoder:
    held_out = frozenset({text_digest("my parcel is lost")})
    return TunedEncoder(adapter, DEFAULT_MODEL, held_out, {"p": 0.01}, {"steps": 3})


def test_a_saved_adapter_gives_the_same_embeddings(adapter: bytes, corpus: Path) -> None:
    before = load_embedder(DEFAULT_MODEL, adapter)
    _tuned(adapter).save(corpus)
    read = read_tuned(corpus)
    assert read is not None
    after = load_embedder(before.name, read.adapter)
    assert np.array_equal(before.embed_queries(PROBE), after.embed_queries(PROBE))
    assert (after.name, after.digest) == (before.name, before.digest)
    untuned = load_embedder()
    assert not np.allclose(untuned.embed_queries(PROBE), after.embed_queries(PROBE), atol=1e-3)
    assert untuned.digest != after.digest
    assert len(adapter) < 3_000_000
    assert read.holds_out("my parcel is lost")
    assert not read.holds_out("give me a refund")


def test_the_same_seed_gives_the_same_adapter(train: Callable[[], bytes], adapter: bytes) -> None:
    assert train() == adapter


def test_an_altered_adapter_is_refused(adapter: bytes, corpus: Path) -> None:
    _tuned(adapter).save(corpus)
    altered = bytearray(adapter)
    altered[len(altered) // 2] ^= 1
    (corpus / FOLDER / ADAPTER).write_bytes(altered)
    with pytest.raises(ModelError, match="altered"):
        read_tuned(corpus)


@pytest.mark.parametrize("record", ["", "[]", '{"form": 9}'])
def test_a_bad_record_is_refused(adapter: bytes, corpus: Path, record: str) -> None:
    (_tuned(adapter).save(corpus) / "tuned.json").write_text(record, encoding="utf-8")
    with pytest.raises(ModelError, match="kb-assistant tune"):
        read_tuned(corpus)


def test_an_adapter_is_refused_by_another_model(adapter: bytes) -> None:
    from kb_assistant.embedding.adapter import merge  # noqa: PLC0415 - loads torch
    from kb_assistant.embedding.loading import load_model, locate  # noqa: PLC0415

    model = load_model(locate(DEFAULT_MODEL)[0])
    with pytest.raises(ModelError, match="another embedding model"):
        merge(model, "0" * 64, adapter)
    with pytest.raises(ModelError, match="damaged"):
        merge(model, "0" * 64, adapter[:1000])


def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "find_spec", lambda _name: None)
    with pytest.raises(ModelError, match=r"pip install 'kb-assistant\[tune\]'"):
        fine_tune(DEFAULT_MODEL, [], [], RECIPE, lambda _: 0.0, lambda *_: None)


def test_too_few_phrasings_are_refused(corpus: Path) -> None:
    with pytest.raises(CorpusError, match="too few phrasings"):
        tune(corpus, tell=lambda *_: None)


def test_it_is_kept_only_if_it_wins(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lessons, "FEWEST", 1)
    monkeypatch.setattr(lessons, "HELD_OUT", 0.34)
    monkeypatch.setattr(tuning, "quick", lambda *_: next(ever_more))
    ever_more = iter(range(9))
    monkeypatch.setattr(tuning, "wins", lambda *_: False)
    lost = tune(corpus, recipe=RECIPE, tell=lambda *_: None)
    assert lost.after is not None
    assert lost.folder is None
    assert read_tuned(corpus) is None
    monkeypatch.setattr(tuning, "wins", lambda *_: True)
    won = tune(corpus, recipe=RECIPE, tell=lambda *_: None)
    kept = read_tuned(corpus)
    assert kept is not None
    assert kept.digest == won.digest
    assert len(kept.held_out) == len(PHRASINGS)


def test_no_better_step_gives_no_adapter() -> None:
    texts, labels = ["a", "b", "c", "d"], ["x", "x", "y", "y"]
    grades = iter([1.0, 0.5, 0.4])
    found = fine_tune(DEFAULT_MODEL, texts, labels, RECIPE, lambda _: next(grades), lambda *_: None)
    assert found is None


def _marks(right: Sequence[int], separation: float = 0.9) -> Marks:
    return Marks(np.array(right, dtype=bool), separation)


def test_a_win_is_significant_and_refuses_no_worse() -> None:
    before, after = _marks([0] * 10 + [1] * 10), _marks([1] * 20)
    assert wins(before, after)
    assert not wins(after, before)
    assert not wins(before, _marks([1] * 2 + [0] * 8 + [1] * 10))
    assert not wins(before, _marks([1] * 20, separation=0.8))


def test_a_batch_holds_messages_of_classes_and_of_none() -> None:
    labels = ["x"] * 4 + ["y"] * 4 + ["once"] + [""] * 4
    drawn = list(batches(labels, RECIPE, np.random.default_rng(0)))
    assert len(drawn) == RECIPE.steps
    for batch in drawn:
        assert len(set(batch)) == len(batch)
        assert sorted(labels[row] for row in batch) == ["", "", "x", "x", "y", "y"]


def test_a_build_uses_it_and_the_version_keeps_it(
    adapter: bytes, corpus: Path, tmp_path: Path
) -> None:
    tuned = _tuned(adapter)
    folder = tuned.save(corpus)
    index = tmp_path / "index"
    build_index(corpus, index)
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()
    assistant = Assistant.load(index)
    model = assistant.index.manifest.model
    assert model.name == f"{DEFAULT_MODEL}+{tuned.digest[:12]}"
    assert model.digest == load_embedder(DEFAULT_MODEL, adapter).digest
    assert assistant.answer("my parcel is lost").results[0].protocol.id == "desk/parcels"
    with pytest.raises(StoredIndexError, match="another"):
        Assistant.of(assistant.index, load_embedder())
