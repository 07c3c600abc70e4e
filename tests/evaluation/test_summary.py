from collections.abc import Callable

import pytest

from kb_assistant.evaluation.catalogue import CATALOGUE
from kb_assistant.evaluation.dataset import Query
from kb_assistant.evaluation.faults import Fault, confusions, findings
from kb_assistant.evaluation.outcomes import INDICATORS, calibration_error, reliability
from kb_assistant.evaluation.runner import Record, Run
from kb_assistant.evaluation.slices import slices
from kb_assistant.evaluation.summary import summarise


def test_every_measure_by_hand(run: Run) -> None:
    measures = summarise(run).measures
    expected = {
        "Success@1": (3 / 5, 5),
        "Success@3": (4 / 5, 5),
        "all_issues@3": (0, 1),
        "right_answers": (2 / 5, 5),
        "wrong_answers": (1 / 5, 5),
        "refusals": (1 / 5, 5),
        "choices": (1 / 5, 5),
        "choices_with_gold": (1, 1),
        "refused_uncovered": (1 / 2, 2),
        "refused_near": (0, 1),
        "refused_far": (1, 1),
        "unanswered_near": (0, 1),
        "unanswered_far": (1, 1),
        "urgent_recall": (1, 1),
        "urgent_false_alarms": (0, 6),
        # Of .9 .85 .4 .1 .95 over .8 .05: .4 and .1 lie below .8.
        "AUROC": (8 / 10, 7),
        "FPR@95TPR": (1 / 2, 7),
        "latency_p50_ms": (5, 7),
    }
    assert {n: (measures[n].value, measures[n].n) for n in expected} == {
        name: (pytest.approx(value), n) for name, (value, n) in expected.items()
    }
    assert list(measures) == list(CATALOGUE)
    assert INDICATORS.keys() < CATALOGUE.keys()


def test_intervals_hold_their_values_and_repeat(run: Run) -> None:
    measures = summarise(run).measures
    assert measures == summarise(run).measures
    for measure in measures.values():
        if measure.interval:
            low, high = measure.interval
            assert low - 1e-9 <= measure.value <= high + 1e-9


def test_calibration_error_of_two_bins(
    query: Callable[..., Query], record: Callable[..., Record]
) -> None:
    records = [
        record(query("q1", "a"), "answer", "a=.85"),
        record(query("q2", "a"), "answer", "b=.85"),
        record(query("q3"), "none", "a=.15"),
        record(query("q4"), "none"),
    ]
    bins = reliability(records)
    assert [part.n for part in bins] == [0, 1, 0, 0, 0, 0, 0, 0, 2, 0]
    assert calibration_error(bins) == pytest.approx((2 * 0.35 + 0.15) / 3)


def test_full_confidence_falls_into_the_last_bin(
    query: Callable[..., Query], record: Callable[..., Record]
) -> None:
    assert reliability([record(query("q1", "a"), "answer", "a=1")])[-1].n == 1


def test_a_measure_that_no_query_is_about_is_left_out(
    query: Callable[..., Query], record: Callable[..., Record]
) -> None:
    covered = summarise(Run("v", (record(query("q1", "a"), "answer", "a=.9"),))).measures
    uncovered = summarise(Run("v", (record(query("q1"), "none"),))).measures
    assert "AUROC" not in covered
    assert "urgent_recall" not in covered
    assert "Success@1" not in uncovered
    assert "ECE" not in uncovered


def test_an_urgent_call_on_the_wrong_protocol_is_a_wrong_answer_and_a_false_alarm(
    query: Callable[..., Query], record: Callable[..., Record]
) -> None:
    run = Run("v", (record(query("q1", "a"), "urgent", "t=.9"), record(query("q2"), "urgent")))
    measures = summarise(run).measures
    assert measures["wrong_answers"].value == 1
    assert measures["urgent_false_alarms"].value == 1
    assert measures["unanswered_far"].value == 0


def test_slices_by_kind_guide_and_protocol(run: Run) -> None:
    parts = {(part.by, part.name): part for part in slices(run.records)}
    assert {key: part.n for key, part in parts.items() if key[0] != "kind"} == {
        ("guide", "g"): 4,
        ("guide", "h"): 1,
        ("protocol", "g/a"): 3,
        ("protocol", "g/b"): 2,
        ("protocol", "h/t"): 1,
    }
    assert parts["guide", "g"].measures["Success@1"].value == 0.5
    assert parts["kind", "typo"].measures["refusals"].value == 1
    assert "Success@1" not in parts["kind", "gibberish"].measures


def test_each_query_is_listed_under_its_worst_fault(run: Run) -> None:
    assert [(found.record.query.id, found.fault) for found in findings(run.records)] == [
        ("q2", Fault.WRONG_ANSWER),
        ("q5", Fault.ANSWERED_UNCOVERED),
        ("q4", Fault.REFUSED),
        ("q3", Fault.ISSUES_MISSED),
    ]


def test_confusions_say_what_was_shown_in_place_of_what(run: Run) -> None:
    assert {(c.expected, c.got): c.queries for c in confusions(run.records)} == {
        ("g/a", "g/b"): ("q2",),
        ("g/b", "g/c"): ("q4",),
        ("(nothing)", "g/c"): ("q5",),
    }
