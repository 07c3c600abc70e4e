"""Runs the engine over public intent sets: ten phrasings an intent to learn from.

A guide is made of each set, a table row per intent, and built and asked like any other guide:

    python bench/public_sets.py ../shared/data [--output FILE]
"""

import argparse
import json
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import roc_auc_score

from kb_assistant.assistant import Assistant
from kb_assistant.ingest import build_index
from kb_assistant.protocols import slug

SHOTS = 10
"""Phrasings an intent, as in the published few-shot results."""


def records(path: Path) -> Iterator[dict[str, Any]]:
    """Read a JSONL file; nothing if it is not there."""
    if path.is_file():
        for line in path.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)


def write_corpus(data: Path, corpus: Path) -> None:
    """Make a guide and its phrasings of the set in `data`."""
    examples: dict[str, list[str]] = defaultdict(list)
    for record in records(data / "phrasings.jsonl"):
        examples[record["protocol"]].append(record["text"])
    rows = [
        f"| {intent} | Handle {intent.replace('_', ' ').lower()}. |" for intent in sorted(examples)
    ]
    (corpus / "phrasings").mkdir(parents=True)
    guide = "\n".join(["| Issue | Action |", "|---|---|", *rows, ""])
    (corpus / "intents.md").write_text(guide, encoding="utf-8")
    lines = [
        {"protocol": f"intents/{slug(intent)}", "text": text}
        for intent, texts in examples.items()
        for text in texts[:SHOTS]
    ]
    outside = records(data / "out_of_scope.train.jsonl")
    lines += [{"protocol": None, "text": record["text"]} for record in outside]
    (corpus / "phrasings" / "all.jsonl").write_text(
        "".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8"
    )


def measure(data: Path) -> dict[str, float]:
    """Build a guide from the set in `data`, ask its dev queries, and return the measures."""
    with tempfile.TemporaryDirectory() as folder:
        corpus, index = Path(folder, "corpus"), Path(folder, "index")
        write_corpus(data, corpus)
        started = time.perf_counter()
        build_index(corpus, index)
        built = time.perf_counter() - started
        assistant = Assistant.load(index)
    covered, right, confidence, latency = [], [], [], []
    for record in records(data / "queries.dev.jsonl"):
        answer = assistant.answer(record["query"])
        intent = record["intent"]
        best = answer.results[0]
        covered.append(intent is not None)
        right.append(intent is not None and best.protocol.id == f"intents/{slug(intent)}")
        confidence.append(best.confidence)
        latency.append(answer.latency_ms)
    of = np.array(covered)
    score = np.array(confidence)
    measures = {
        "queries": float(of.sum()),
        "Success@1": float(np.array(right)[of].mean()),
        "build_seconds": built,
        "latency_ms_median": float(np.median(latency)),
    }
    if not of.all():
        accepted = np.quantile(score[of], 0.05)  # 95 % of the covered queries lie above it
        measures["out_of_scope_AUROC"] = float(roc_auc_score(of, score))
        measures["out_of_scope_FPR@95TPR"] = float((score[~of] >= accepted).mean())
    return measures


def main() -> None:
    """Measure every set and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--output", type=Path)
    arguments = parser.parse_args()
    results = {}
    for name in ("clinc150", "banking77"):
        if not (arguments.data / name).is_dir():
            print(f"{name}: skipped, {arguments.data / name} is not there")
            continue
        results[name] = measure(arguments.data / name)
        print(name, json.dumps({k: round(v, 4) for k, v in results[name].items()}))
    if arguments.output:
        arguments.output.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
