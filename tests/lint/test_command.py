import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from kb_assistant.lint import LEVELS, Finding

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("torch", "sentence_transformers", "faiss", "sklearn", "streamlit", "numpy")
TIMED = f"""
import sys, time
from pathlib import Path
from kb_assistant.cli import app
sys.argv = ["kb-assistant", "lint", "--corpus", "corpus", "--json"]
try:
    app()
finally:
    seconds = time.process_time()
    print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)
    print(seconds, file=sys.stderr)
"""


def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [
        sys.executable,
        "-c",
        "from kb_assistant.cli import main; main()",
        "lint",
        *arguments,
    ]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_light_and_fast() -> None:
    command = [sys.executable, "-c", TIMED]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, timeout=60)
    heavy, seconds = ran.stderr.strip().split("\n")
    assert heavy == "[]"
    assert float(seconds) < 1, "lint of the shipped corpus took a second of the processor"
    assert json.loads(ran.stdout)["errors"] == 0


def test_output(lint_of: Callable[..., list[Finding]], tmp_path: Path) -> None:
    lint_of(guide_md="## A\n\nOpen the ZQX.\n")
    ran = run("--corpus", str(tmp_path))
    assert ran.returncode == 0
    first, advice, count = ran.stdout.rstrip().split("\n")
    assert first == f"{tmp_path}/guide.md:3: unknown-acronym: “ZQX” is spelled out nowhere"
    assert advice.startswith("    Spell it out")
    assert count == "no errors, 1 warning."
    assert run("--corpus", str(tmp_path), "--strict").returncode == 1


def test_errors_close_the_gate(lint_of: Callable[..., list[Finding]], tmp_path: Path) -> None:
    lint_of(guide_md="## A\n\nOpen it.\n", b_doc=b"x")
    ran = run("--corpus", str(tmp_path), "--json")
    assert ran.returncode == 1
    content = json.loads(ran.stdout)
    assert (content["errors"], content["warnings"]) == (1, 0)
    assert content["findings"][0]["rule"] == "unreadable-file"
    assert content["findings"][0]["level"] == "error"
    assert "(error)" in run("--corpus", str(tmp_path)).stdout
    assert run("--corpus", str(tmp_path / "none")).returncode == 2


def test_every_rule_has_a_level() -> None:
    source = "".join(p.read_text() for p in (ROOT / "src/kb_assistant/lint").glob("*.py"))
    assert all(source.count(f'"{rule}"') > 1 for rule in LEVELS)
