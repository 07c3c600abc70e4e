"""The doubts that the shipped guides' notes name are found, by rules and not by the notes."""

import re
import shutil
from pathlib import Path

import pytest

from kb_assistant.lint import Finding, lint

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ROOT.parent / "shared" / "seeds"
ROUTING, SCENARIOS = "routing-guide", "escalation-scenarios"

DOUBTS = [
    (ROUTING, "contradicts-section", "the heading “Common Inquiries"),
    (ROUTING, "contradicts-section", "“General Feedback” escalates"),
    (ROUTING, "bare-title", "Processing Member Requests to Change Programs and Providers"),
    (ROUTING, "unknown-document", "Handling Requests to Speak with Specific Employees"),
    (ROUTING, "unknown-document", "Device Guide"),
    (ROUTING, "unknown-document", "Dell KB"),
    (ROUTING, "condition-gap", "“VBID / Incentives” .* not at exactly 48 hours and more than"),
    (ROUTING, "condition-gap", "“VMP Scheduling Blocked” .* not at less than 48 hours and exact"),
    (ROUTING, "missing-otherwise", "“VMP Scheduling Blocked”"),
    (ROUTING, "missing-otherwise", "“Standard Orders”"),
    (ROUTING, "missing-text", "“Webinar Missing” asks for a note"),
    (ROUTING, "missing-link", "“Withings Issues”"),
    (ROUTING, "missing-passage", "“instructions below”"),
    (SCENARIOS, "contradiction", "“confirm DOB” has two answers"),
    (SCENARIOS, "contradiction", "“(payment removal|remove payment)” is done here and .* imposs"),
    (SCENARIOS, "prescribes-nothing", "trick question"),
    (SCENARIOS, "prescribes-nothing", "outside the age range"),
    (SCENARIOS, "no-destination", "(Freeing Up an|free up their) [Ee]mail"),
    (SCENARIOS, "name-variants", "Review sheet.*review doc”.*review document”"),
    *((SCENARIOS, "unknown-acronym", f"“{name}”") for name in ("PII", "CX", "DOB", "eRX")),
    *((ROUTING, "unknown-acronym", f"“{name}”") for name in ("HGP", "VBID", "VMP", "OOE", "CGM")),
]


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> tuple[Finding, ...]:
    """The findings of the shipped guides, without their notes and without the glossary."""
    folder = tmp_path_factory.mktemp("corpus")
    for name in (f"{ROUTING}.md", f"{SCENARIOS}.md"):
        text = (ROOT / "corpus" / name).read_text(encoding="utf-8")
        (folder / name).write_text(re.sub(r"(?m)^>.*$", "", text), encoding="utf-8")
    return lint(folder)


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Finding, ...]:
    """The findings of the raw exports."""
    if not SEEDS.is_dir():
        pytest.skip(f"{SEEDS} is not on this machine")
    folder = tmp_path_factory.mktemp("seeds")
    shutil.copytree(SEEDS, folder, dirs_exist_ok=True)
    return lint(folder)


@pytest.mark.parametrize("source", ["shipped", "exported"])
@pytest.mark.parametrize(("guide", "rule", "said"), DOUBTS)
def test_doubt(
    request: pytest.FixtureRequest, source: str, guide: str, rule: str, said: str
) -> None:
    found: tuple[Finding, ...] = request.getfixturevalue(source)
    messages = [f.message for f in found if Path(f.path).stem == guide and f.rule == rule]
    assert any(re.search(said, message) for message in messages), messages


def test_little_else_is_found_and_nothing_grave(shipped: tuple[Finding, ...]) -> None:
    assert len(shipped) <= len(DOUBTS) + 4
    assert all(one.level == "warning" for one in lint(ROOT / "corpus"))
    assert {one.rule for one in lint(ROOT / "corpus")} == {one.rule for one in shipped}


def test_ragged_rows_of_the_export(exported: tuple[Finding, ...]) -> None:
    ragged = {f.line for f in exported if f.rule == "ragged-table"}
    assert ragged == {8, 9, 10, 14, 16, 17, 18, 19, 21, 22, 23}
