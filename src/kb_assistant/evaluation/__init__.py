"""The eval harness: labelled queries in, measures, reports and a gate out."""

from kb_assistant.evaluation.compare import Comparison, compare
from kb_assistant.evaluation.dataset import Query, load_queries, save_queries, select
from kb_assistant.evaluation.gate import Broken, load_gate
from kb_assistant.evaluation.harness import run_eval, write_report
from kb_assistant.evaluation.leaks import Leak, find_leaks
from kb_assistant.evaluation.report import Report, make_report
from kb_assistant.evaluation.runner import Run, evaluate
from kb_assistant.evaluation.summary import Summary, summarise

__all__ = [
    "Broken",
    "Comparison",
    "Leak",
    "Query",
    "Report",
    "Run",
    "Summary",
    "compare",
    "evaluate",
    "find_leaks",
    "load_gate",
    "load_queries",
    "make_report",
    "run_eval",
    "save_queries",
    "select",
    "summarise",
    "write_report",
]
