"""The raw exports of the two guides, as they are."""

import json
from pathlib import Path

import pytest

from kb_assistant.ingest import build_index

SEEDS = Path("../shared/seeds")
pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason=f"{SEEDS} is not there")


def test_give_14_routing_protocols_the_overview_and_23_scenarios(tmp_path: Path) -> None:
    built = build_index(SEEDS, tmp_path / "index")
    path = tmp_path / "index" / "versions" / built.version / "protocols.jsonl"
    found = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    categories = {
        record["protocol"]: record["source"]["headings"][-1:]
        for record in found
        if record["protocol"].startswith("routing-guide/")
    }
    assert len(categories) == 15
    assert categories.pop("routing-guide/overview") == []
    assert [
        list(categories.values()).count([name])
        for name in ("Tier 1 (Do Not Escalate)", "App & Tech Escalations", "Device Support")
    ] == [5, 5, 4]
    scenarios = [r for r in found if r["protocol"].startswith("escalation-scenarios/")]
    of_category = [record["source"]["headings"][0] for record in scenarios]
    assert [of_category.count(name) for name in dict.fromkeys(of_category)] == [5, 5, 5, 4, 4]
