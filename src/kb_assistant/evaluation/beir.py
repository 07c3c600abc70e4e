"""BEIR folders: corpus.jsonl, queries.jsonl and qrels/<split>.tsv."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb_assistant.errors import EvalError
from kb_assistant.evaluation.dataset import Query, Split, query_from_record
from kb_assistant.evaluation.files import read_jsonl, read_lines, write_jsonl, write_text
from kb_assistant.protocols import Protocol

_HEADER = "query-id\tcorpus-id\tscore"


@dataclass(frozen=True, slots=True)
class Passage:
    """A line of corpus.jsonl."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class BeirFolder:
    """What a BEIR folder holds."""

    corpus: tuple[Passage, ...]
    queries: tuple[Query, ...]


def passages(protocols: Iterable[Protocol]) -> tuple[Passage, ...]:
    """Return protocols as BEIR knows a corpus: the issue is the title."""
    return tuple(
        Passage(p.id, p.issue, "\n".join(text for text in (p.situation, p.action) if text))
        for p in protocols
    )


def export_beir(corpus: Sequence[Passage], queries: Sequence[Query], folder: Path) -> None:
    """Write a BEIR folder. What its form cannot say stands in each query's metadata.

    Raises:
        EvalError: if a file cannot be written, or the id of a passage holds a tab.
    """
    if odd := next((p.id for p in corpus if "\t" in p.id or "\n" in p.id), None):
        raise EvalError(f"The id {odd!r} holds a tab or a line break. Rename its guide.")
    write_jsonl(
        folder / "corpus.jsonl", ({"_id": p.id, "title": p.title, "text": p.text} for p in corpus)
    )
    write_jsonl(
        folder / "queries.jsonl",
        (
            {
                "_id": query.id,
                "text": query.query,
                "metadata": {
                    "must": query.must.value,
                    "kind": query.kind,
                    "split": query.split.value,
                },
            }
            for query in queries
        ),
    )
    for split in Split:
        mine = [query for query in queries if query.split is split]
        lines = (f"{q.id}\t{name}\t{grade}\n" for q in mine for name, grade in q.grades.items())
        if mine:
            write_text(folder / "qrels" / f"{split.value}.tsv", f"{_HEADER}\n{''.join(lines)}")


def import_beir(folder: Path) -> BeirFolder:
    """Read a BEIR folder, ours or any other.

    A query's best grade is gold and a lower one acceptable. Without our metadata a query must be
    answered, its kind is `beir`, and one that is graded nowhere is left out.

    Raises:
        EvalError: if a file is missing or malformed.
    """
    corpus = tuple(
        Passage(_text(r, "_id", where), str(r.get("title", "")), str(r.get("text", "")))
        for where, r in read_jsonl(folder / "corpus.jsonl")
    )
    graded = _read_qrels(folder / "qrels", {passage.id for passage in corpus})
    queries = tuple(_queries(folder / "queries.jsonl", graded))
    if strange := sorted(graded.keys() - {query.id for query in queries}):
        raise EvalError(f"{folder}: qrels grade {strange[0]!r}, which queries.jsonl has not.")
    return BeirFolder(corpus, queries)


@dataclass(frozen=True, slots=True)
class _Graded:
    split: Split
    grades: dict[str, int]


def _queries(path: Path, graded: dict[str, _Graded]) -> Iterator[Query]:
    for where, record in read_jsonl(path):
        identity = _text(record, "_id", where)
        metadata = record.get("metadata")
        ours = metadata if isinstance(metadata, dict) and "must" in metadata else {}
        judged = graded.get(identity)
        if judged is None and not ours:
            continue
        grades = judged.grades if judged else {}
        best = 2 if ours else max(grades.values())
        yield query_from_record(
            {
                "id": identity,
                "query": _text(record, "text", where),
                "gold": [name for name, grade in grades.items() if grade >= best],
                "acceptable": [name for name, grade in grades.items() if grade < best],
                "must": ours.get("must", "answer"),
                "kind": ours.get("kind", "beir"),
                "split": judged.split.value if judged else ours.get("split", "dev"),
            },
            where,
        )


def _read_qrels(folder: Path, known: set[str]) -> dict[str, _Graded]:
    graded: dict[str, _Graded] = {}
    for split in Split:
        path = folder / f"{split.value}.tsv"
        if not path.exists():
            continue
        for number, (where, line) in enumerate(read_lines(path)):
            if number == 0 and line == _HEADER:
                continue
            match line.split("\t"):
                case [query, passage, score] if score.removeprefix("-").isdecimal():
                    grade = int(score)
                case _:
                    raise EvalError(f"{where}: write query, passage and a whole number, with tabs.")
            if passage not in known:
                raise EvalError(f"{where}: corpus.jsonl has no {passage!r}. Mend one of the two.")
            mine = graded.setdefault(query, _Graded(split, {})) if grade > 0 else None
            if mine and mine.split is not split:
                raise EvalError(f"{where}: {query} is of the split {mine.split} too. Remove one.")
            if mine:
                mine.grades[passage] = grade
    if not graded:
        raise EvalError(f"{folder} grades nothing. A BEIR folder has qrels/test.tsv or dev.tsv.")
    return graded


def _text(record: dict[str, Any], field: str, where: str) -> str:
    value = record.get(field)
    if not isinstance(value, str) or not value.strip():
        raise EvalError(f'{where}: write "{field}": "..." with some text.')
    return value
