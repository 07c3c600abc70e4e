"""Ranking measures, named and computed as by the TREC community (ir-measures)."""

from collections.abc import Mapping, Sequence

import ir_measures

RANKING = ("Success@1", "Success@3", "RR@5", "nDCG@5")
"""Success and RR count gold and acceptable alike; nDCG gives gold 2 and acceptable 1."""


def ranking_values(
    rankings: Mapping[str, Sequence[str]], grades: Mapping[str, Mapping[str, int]]
) -> dict[str, dict[str, float]]:
    """Return each measure's value for each query.

    Args:
        rankings: by id of the query, protocols or documents, best first.
        grades: by id of the query, the grade of each that is relevant. A query without any is
            not measured; one without a ranking counts as missed.
    """
    judged = {query: of for query, of in grades.items() if any(grade > 0 for grade in of.values())}
    values = {name: dict.fromkeys(judged, 0.0) for name in RANKING}
    qrels = [
        ir_measures.Qrel(query, document, grade)
        for query, of in judged.items()
        for document, grade in of.items()
    ]
    run = [
        ir_measures.ScoredDoc(query, document, -place)
        for query in judged
        for place, document in enumerate(rankings.get(query, ()))
    ]
    asked = [ir_measures.parse_measure(name) for name in RANKING]
    if run:
        for metric in ir_measures.iter_calc(asked, qrels, run):
            values[str(metric.measure)][metric.query_id] = float(metric.value)
    return values
