from pathlib import Path

import pytest

from kb_assistant.corpus import read_corpus, survey
from kb_assistant.errors import PhrasingError, ReadError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "guide.md").write_text("## Late\n\nRefund it.\n\n## Lost\n\n**Situation:** x\n")
    (tmp_path / "glossary.md").write_text("PII: personal data\n")
    (tmp_path / "lint.toml").write_text("")
    (tmp_path / "phrasings").mkdir()
    lines = '{"protocol": "guide/late", "text": "late"}\n{"protocol": "guide/no", "text": "no"}\n'
    (tmp_path / "phrasings" / "a.jsonl").write_text(lines)
    return tmp_path


def test_glossary_and_settings_are_no_guides(folder: Path) -> None:
    corpus = read_corpus(folder)
    assert [document.path for document in corpus.documents] == ["guide.md"]
    assert corpus.glossary == "PII: personal data\n"
    assert sorted(corpus.digests) == ["glossary.md", "guide.md", "phrasings/a.jsonl"]
    assert len(corpus.phrasings) == 1
    assert len(corpus.problems) == 2


def test_survey_sifts_nothing(folder: Path) -> None:
    content = survey(folder)
    assert len(content.phrasings) == 2
    assert [problem.line for problem in content.left_out] == [7]


def test_unreadable_files_stop_one_and_not_the_other(folder: Path) -> None:
    (folder / "sheet.xls").write_bytes(b"x")
    with pytest.raises(ReadError, match=r"sheet\.xls"):
        read_corpus(folder)
    assert [problem.path for problem in survey(folder).unreadable] == ["sheet.xls"]
    (folder / "sheet.xls").unlink()
    (folder / "phrasings" / "a.jsonl").write_text("{")
    with pytest.raises(PhrasingError):
        read_corpus(folder)
    (problem,) = survey(folder).unreadable
    assert (problem.path, problem.line) == ("phrasings/a.jsonl", 1)


def test_ingest_still_offers_them() -> None:
    from kb_assistant import ingest  # noqa: PLC0415 - heavy

    assert ingest.read_corpus is read_corpus
