"""Publishers that are killed, or interrupted: the old version stays live, the next one succeeds."""

import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kb_assistant.index.store import Step

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")

Program = Callable[..., list[dict[str, Any]]]


def check(facts: dict[str, Any], switched: bool) -> None:
    assert facts["live"] == facts["new" if switched else "before"], facts
    assert facts["next"], facts
    assert not facts["leftovers"], facts
    # The one live before, the killed one if it came to be live, and the next one: no other.
    assert facts["versions"] == (3 if switched else 2), facts


def test_killed_at_each_named_step(program: Program, memory: Path) -> None:
    told = program("kill-steps", memory / "index")
    assert [facts["step"] for facts in told] == list(Step)
    for facts in told:
        assert facts["killed"] == signal.SIGKILL
        check(facts, switched=facts["step"] == Step.DONE)


def test_killed_at_each_call_of_the_system(program: Program, memory: Path) -> None:
    *told, last = program("kill-calls", memory / "index")
    assert len(told) > 40
    assert last["killed"] == 0
    check(last, switched=True)
    live = [facts["live"] == facts["new"] for facts in told]
    assert live == sorted(live), "once live, a version stays live"
    for facts in told:
        assert facts["killed"] == signal.SIGKILL
        check(facts, switched=facts["live"] == facts["new"])
    # From the rename of CURRENT on: its sync, and the removal of what it was replaced with.
    assert sum(live) <= 3


def test_a_rain_of_signals_stops_nothing(program: Program, memory: Path) -> None:
    (facts,) = program("interrupted", memory / "index")
    assert facts["live"] == 4
    assert facts["signals"] > 10
    assert not facts["leftovers"]


@pytest.mark.slow
def test_a_thousand_kills_under_a_reader(program: Program, memory: Path) -> None:
    (facts,) = program("soak", memory / "index", 1000, 20261122)
    assert sum(facts["deaths"].values()) == 1000
    assert sum(count > 0 for count in facts["deaths"].values()) >= 5, facts
    assert facts["loads"] > 1000, facts
    assert facts["seen"] > 100, facts
    assert facts["versions"] == 1
    assert not facts["leftovers"]
