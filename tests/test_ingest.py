"""A corpus becomes a live index, or the old one stays."""

import json
from pathlib import Path

import pytest

from kb_assistant.assistant import Assistant
from kb_assistant.decision import Outcome
from kb_assistant.errors import CorpusError, KbError, ReadError
from kb_assistant.index.store import IndexStore
from kb_assistant.ingest import build_index

GUIDE = """\
| Issue | Action |
|---|---|
| Broken scale | Escalate to Tier 2. |
| Refund wanted | Refer to KB: Refunds. |
"""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "guide.md").write_text(GUIDE, encoding="utf-8")
    return folder


def test_a_corpus_without_phrasings_is_found_by_its_own_words(corpus: Path, tmp_path: Path) -> None:
    build_index(corpus, tmp_path / "index")
    answer = Assistant.load(tmp_path / "index").answer("the scale is broken")
    assert answer.outcome is Outcome.ANSWER
    assert answer.results[0].protocol.id == "guide/broken-scale"


def test_protocols_and_manifest_say_what_was_read(corpus: Path, tmp_path: Path) -> None:
    built = build_index(corpus, tmp_path / "index")
    folder = tmp_path / "index" / "versions" / built.version
    lines = (folder / "protocols.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["protocol"] for line in lines] == [
        "guide/broken-scale",
        "guide/refund-wanted",
    ]
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["corpus"].keys() == {"guide.md"}
    assert "protocols.jsonl" in manifest["files"]


@pytest.mark.parametrize(
    ("name", "content", "error", "message"),
    [
        ("odd.xyz", b"text", ReadError, "odd.xyz"),
        ("broken.pdf", b"%PDF-1.4 nothing", ReadError, "broken.pdf"),
        ("empty.md", b"", ReadError, "empty.md"),
        ("phrasings/p.jsonl", b"{", KbError, "p.jsonl, line 1"),
    ],
)
def test_a_bad_file_is_named_and_the_live_version_stays(
    corpus: Path, tmp_path: Path, name: str, content: bytes, error: type[KbError], message: str
) -> None:
    index = tmp_path / "index"
    live = build_index(corpus, index).version
    (corpus / name).parent.mkdir(exist_ok=True)
    (corpus / name).write_bytes(content)
    with pytest.raises(error, match=message):
        build_index(corpus, index)
    assert IndexStore(index).current() == live


def test_an_interrupted_build_leaves_the_live_version(corpus: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    live = build_index(corpus, index).version
    (corpus / "guide.md").write_text(GUIDE.replace("Tier 2", "Tier 3"), encoding="utf-8")

    def interrupt(_done: int, _of_all: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_index(corpus, index, progress=interrupt)
    assert IndexStore(index).current() == live
    assert Assistant.load(index).answer("broken scale").results[0].protocol.action == (
        "Escalate to Tier 2."
    )


def test_an_empty_corpus_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="holds no guides"):
        build_index(tmp_path, tmp_path / "index")
    with pytest.raises(CorpusError, match="There is no folder"):
        build_index(tmp_path / "nowhere", tmp_path / "index")


def test_phrasings_of_unknown_protocols_are_left_out_and_named(
    corpus: Path, tmp_path: Path
) -> None:
    (corpus / "phrasings").mkdir()
    (corpus / "phrasings" / "p.jsonl").write_text('{"protocol": "guide/gone", "text": "a"}\n')
    built = build_index(corpus, tmp_path / "index")
    assert built.corpus.phrasings == ()
    assert [problem.line for problem in built.corpus.problems] == [1]
