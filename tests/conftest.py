"""What several tests share."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def built_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the shipped guides, built once through the real pipeline."""
    from kb_assistant.ingest import build_index  # noqa: PLC0415 - heavy, and only some tests ask

    index = tmp_path_factory.mktemp("built") / "index"
    build_index(ROOT / "corpus", index)
    return index


@pytest.fixture(scope="session")
def ambiguous(built_index: Path) -> str:
    """A message on which two protocols of the shipped guides are near."""
    from kb_assistant.assistant import Assistant  # noqa: PLC0415 - heavy, as above
    from kb_assistant.decision import Outcome  # noqa: PLC0415

    assistant = Assistant.load(built_index)
    vague = (
        "angry customer",
        "order",
        "question about my prescription",
        "device issue",
        "feedback about my coach",
        "my monitor is broken",
        "no update on my escalation yet",
        "my account",
        "doctor question",
        "my order",
        "change it",
    )
    for message in vague:
        if assistant.answer(message).outcome is Outcome.CHOOSE:
            return message
    pytest.fail("no message of these is ambiguous any more: add one that is")
