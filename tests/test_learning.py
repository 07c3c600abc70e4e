import json
from pathlib import Path

import pytest

from kb_assistant import learning
from kb_assistant.assistant import Assistant
from kb_assistant.decision import Outcome
from kb_assistant.index.parts import CALIBRATION, HEAD, NEAREST
from kb_assistant.index.store import IndexStore
from kb_assistant.ingest import build_index
from kb_assistant.nearest import UNTAUGHT, Nearest

GUIDE = """\
| Priority | Issue | Situation | Action |
|---|---|---|---|
| Normal | Lost parcel | The parcel never arrived. | Send another parcel. |
| Normal | Rude coach | A coach was rude. | Apologize. |
| Urgent | Violence | The member threatens to hurt somebody. | Call the supervisor. |
"""


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(learning, "_MOST_WEIGHTS", 0)
    folder = tmp_path / "corpus"
    (folder / "phrasings").mkdir(parents=True)
    (folder / "guide.md").write_text(GUIDE)
    return folder


def test_a_version_of_too_many_texts_is_ranked_by_its_nearest_passages(corpus: Path) -> None:
    index = corpus.parent / "index"
    build_index(corpus, index)
    parts = IndexStore(index).load().parts
    assert NEAREST in parts
    assert HEAD not in parts
    assert parts[CALIBRATION] == UNTAUGHT.to_bytes()
    assistant = Assistant.load(index)
    assert isinstance(assistant.retriever.scorer, Nearest)
    assert assistant.answer("my parcel never arrived").results[0].protocol.id == "guide/lost-parcel"
    assert assistant.answer("I am going to kill my coach").outcome is Outcome.URGENT
    assert assistant.answer("what is the capital of France").outcome is Outcome.NONE


def test_phrasings_calibrate_it(corpus: Path) -> None:
    lines = [
        {"protocol": name, "text": f"{text}, order {number}"}
        for number in range(30)
        for name, text in (
            ("guide/lost-parcel", "my parcel is late"),
            ("guide/rude-coach", "my coach shouted"),
            (None, "will it rain"),
            (None, "who won"),
        )
    ]
    (corpus / "phrasings" / "a.jsonl").write_text("\n".join(map(json.dumps, lines)))
    index = corpus.parent / "index"
    build_index(corpus, index)
    assert IndexStore(index).load().parts[CALIBRATION] != UNTAUGHT.to_bytes()
    assistant = Assistant.load(index)
    assert assistant.answer("my coach shouted at me").outcome is Outcome.ANSWER
    assert assistant.answer("who won the game").outcome is Outcome.NONE
