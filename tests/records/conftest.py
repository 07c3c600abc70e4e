from collections.abc import Iterator
from pathlib import Path

import pytest

from kb_assistant.records import Records, TextPolicy


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/data/records.db"


@pytest.fixture
def keeping(url: str) -> Iterator[Records]:
    with Records.open(url, TextPolicy.REDACTED) as records:
        yield records
