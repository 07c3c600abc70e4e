"""TREC run and qrels files, so that other tools can measure our runs and we theirs."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import quote, unquote

from kb_assistant.errors import EvalError
from kb_assistant.evaluation.dataset import Query
from kb_assistant.evaluation.files import read_lines, write_text
from kb_assistant.evaluation.runner import Ranked, Run

TAG = "kb-assistant"

Rankings = Mapping[str, tuple[Ranked, ...]]
Grades = Mapping[str, Mapping[str, int]]


def write_run(run: Run, path: Path, tag: str = TAG) -> None:
    """Write the rankings of a run: `query Q0 protocol rank score tag` on a line.

    White space and % in the id of a protocol are written as in an address (%20).

    Raises:
        EvalError: if the file cannot be written.
    """
    lines = (
        f"{record.query.id} Q0 {_escape(result.protocol)} {rank} {result.confidence!r} {tag}\n"
        for record in run.records
        for rank, result in enumerate(record.results, start=1)
    )
    write_text(path, "".join(lines))


def read_run(path: Path) -> Rankings:
    """Return the rankings of a TREC run by id of the query, best score first.

    Equal scores stand in the order of their ranks.

    Raises:
        EvalError: if a line is malformed or ranks a document twice.
    """
    scored: dict[str, dict[str, tuple[float, int]]] = {}
    for where, line in read_lines(path):
        match line.split():
            case [query, _, document, rank, score, _]:
                place = (-_number(score, where), int(_number(rank, where)))
            case _:
                raise EvalError(f"{where}: write six fields: query Q0 document rank score tag.")
        if scored.setdefault(query, {}).setdefault(_unescape(document), place) != place:
            raise EvalError(f"{where}: {document!r} is ranked twice for {query}. Remove one.")
    return {
        query: tuple(
            Ranked(document, -places[document][0])
            for document in sorted(places, key=places.__getitem__)
        )
        for query, places in scored.items()
    }


def write_qrels(queries: Iterable[Query], path: Path) -> None:
    """Write the labels: `query 0 protocol grade` on a line, gold 2 and acceptable 1.

    Raises:
        EvalError: if the file cannot be written.
    """
    lines = (
        f"{query.id} 0 {_escape(protocol)} {grade}\n"
        for query in queries
        for protocol, grade in query.grades.items()
    )
    write_text(path, "".join(lines))


def read_qrels(path: Path) -> Grades:
    """Return the grades of a TREC qrels file by id of the query.

    Raises:
        EvalError: if a line is malformed or grades a document twice.
    """
    grades: dict[str, dict[str, int]] = {}
    for where, line in read_lines(path):
        match line.split():
            case [query, _, document, grade]:
                value = int(_number(grade, where))
            case _:
                raise EvalError(f"{where}: write four fields: query 0 document grade.")
        if _unescape(document) in grades.setdefault(query, {}):
            raise EvalError(f"{where}: {document!r} is graded twice for {query}. Remove one.")
        grades[query][_unescape(document)] = value
    return grades


def _number(text: str, where: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise EvalError(f"{where}: {text!r} is no number. Mend the line.") from error


def _escape(name: str) -> str:
    return re.sub(r"[\s%]", lambda character: quote(character[0]), name)


def _unescape(name: str) -> str:
    return unquote(name)
