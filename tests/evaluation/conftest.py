from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from kb_assistant.assistant import Answer, Result
from kb_assistant.decision import Outcome
from kb_assistant.documents import SourceSpan
from kb_assistant.evaluation.dataset import Must, Query, Split, save_queries
from kb_assistant.evaluation.runner import Ranked, Record, Run
from kb_assistant.protocols import Protocol, Route


def make_query(
    name: str,
    gold: str = "",
    acceptable: str = "",
    *,
    must: str = "",
    kind: str = "plain",
    split: str = "dev",
    text: str = "",
) -> Query:
    """A query from words: gold and acceptable are split at white space."""
    ids = tuple(gold.split())
    must = must or ("answer" if ids else "abstain")
    message = text or f"message {name}"
    return Query(name, message, ids, tuple(acceptable.split()), Must(must), kind, Split(split))


def make_record(query: Query, outcome: str, shown: str = "", cards: int = 1) -> Record:
    """A record from words such as `a=.9 b=.1`."""
    pairs = [word.split("=") for word in shown.split()]
    results = tuple(Ranked(name, float(value)) for name, value in pairs)
    return Record(query, Outcome(outcome), cards, results, 5.0)


def make_protocol(name: str) -> Protocol:
    where = SourceSpan("g.md", 1, 1)
    return Protocol(name, name.upper(), "when", "do", Route.HANDLE, "", (), False, where)


class Parrot:
    """Answers every message with one protocol."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        self.protocol = make_protocol(name)
        self.index = SimpleNamespace(protocols=tuple(make_protocol(k) for k in known))

    def answer(self, message: str) -> Answer:
        return Answer(Outcome.ANSWER, "v1", 1.0 + len(message), (Result(self.protocol, 0.9),), 1)


@pytest.fixture(scope="session")
def query() -> Callable[..., Query]:
    return make_query


@pytest.fixture(scope="session")
def record() -> Callable[..., Record]:
    return make_record


@pytest.fixture(scope="session")
def protocol() -> Callable[[str], Protocol]:
    return make_protocol


@pytest.fixture
def parrot() -> Parrot:
    return Parrot("g/a", ("g/a", "g/b"))


@pytest.fixture
def run() -> Run:
    """Seven queries and every kind of mistake."""
    return Run(
        "v1",
        (
            make_record(make_query("q1", "g/a"), "answer", "g/a=.9 g/b=.1"),
            make_record(make_query("q2", "g/a"), "answer", "g/b=.85 g/a=.1"),
            make_record(make_query("q3", "g/a g/b"), "choose", "g/a=.4 g/c=.3 g/d=.2", 2),
            make_record(make_query("q4", "g/b", kind="typo"), "none", "g/c=.1"),
            make_record(make_query("q5", kind="near_uncovered"), "answer", "g/c=.8"),
            make_record(make_query("q6", kind="gibberish"), "none", "g/c=.05"),
            make_record(make_query("q7", "h/t", must="urgent"), "urgent", "h/t=.95"),
        ),
    )


@pytest.fixture
def queries_file(tmp_path: Path) -> Path:
    path = tmp_path / "queries.jsonl"
    save_queries(
        [make_query("q1", "g/a"), make_query("q2", "g/b"), make_query("q3", split="test")], path
    )
    return path
