"""What a run says, put together once for every form of report."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from kb_assistant.evaluation.compare import Comparison
from kb_assistant.evaluation.faults import Confusion, Finding, confusions, findings
from kb_assistant.evaluation.gate import Broken, Limit, broken_limits
from kb_assistant.evaluation.runner import Run
from kb_assistant.evaluation.slices import Slice, slices
from kb_assistant.evaluation.summary import Measure, Summary, summarise


@dataclass(frozen=True, slots=True)
class Report:
    """Everything there is to say of a run.

    Args:
        run: the run.
        split: which of the queries it is about; empty for all.
        summary: its measures.
        slices: the same by kind, guide and protocol.
        findings: what went wrong, with the texts.
        confusions: which protocol was shown in place of which.
        limits: what the gate asks; none if there is no gate.
        broken: the limits that are not kept.
        comparison: against an earlier run, if one was named.
    """

    run: Run
    split: str
    summary: Summary
    slices: tuple[Slice, ...]
    findings: tuple[Finding, ...]
    confusions: tuple[Confusion, ...]
    limits: tuple[Limit, ...] = ()
    broken: tuple[Broken, ...] = ()
    comparison: Comparison | None = None


def make_report(
    run: Run,
    split: str = "",
    limits: Sequence[Limit] = (),
    comparison: Comparison | None = None,
) -> Report:
    """Put together what `run` says."""
    summary = summarise(run)
    return Report(
        run,
        split,
        summary,
        slices(run.records),
        findings(run.records),
        confusions(run.records),
        tuple(limits),
        broken_limits(limits, summary),
        comparison,
    )


def to_json(report: Report) -> str:
    """Return the report for a program to read."""
    document = {
        "index_version": report.run.index_version,
        "split": report.split,
        "queries": len(report.run.records),
        "measures": {name: _measure(m) for name, m in report.summary.measures.items()},
        "gate": {
            "limits": {
                limit.name: {"min": limit.least, "max": limit.most} for limit in report.limits
            },
            "broken": [broken.limit.name for broken in report.broken],
        },
        "reliability": [asdict(part) for part in report.summary.reliability],
        "slices": [
            {
                "by": part.by,
                "name": part.name,
                "n": part.n,
                "measures": {name: _measure(m) for name, m in part.measures.items()},
            }
            for part in report.slices
        ],
        "findings": [_finding(finding) for finding in report.findings],
        "confusions": [asdict(confusion) for confusion in report.confusions],
        "comparison": _comparison(report.comparison),
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _measure(measure: Measure) -> dict[str, Any]:
    low, high = measure.interval or (None, None)
    return {"value": measure.value, "n": measure.n, "low": low, "high": high}


def _finding(finding: Finding) -> dict[str, Any]:
    record = finding.record
    return {
        "fault": finding.fault.name.lower(),
        "id": record.query.id,
        "kind": record.query.kind,
        "query": record.query.query,
        "gold": record.query.gold,
        "outcome": record.outcome.value,
        "results": [[result.protocol, round(result.confidence, 4)] for result in record.results],
    }


def _comparison(comparison: Comparison | None) -> dict[str, Any] | None:
    if comparison is None:
        return None
    return {
        "before": comparison.before.index_version,
        "left_out": comparison.left_out,
        "differences": [asdict(difference) for difference in comparison.differences],
        "changes": [asdict(change) for change in comparison.changes],
    }
