import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kb_assistant.documents import Document, fold, passage
from kb_assistant.errors import ReadError
from kb_assistant.readers import SUFFIXES, read


def put(folder: Path, name: str, content: bytes) -> Document:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return read(path, folder)


def test_suffixes() -> None:
    text = [".csv", ".htm", ".html", ".markdown", ".md", ".text", ".tsv", ".txt"]
    assert sorted(SUFFIXES) == sorted([*text, ".docx", ".pdf", ".xlsx"])


@pytest.mark.parametrize("name", ["sub/a.md", "a.MARKDOWN", "a.txt", "b.Text"])
def test_by_suffix_and_relative_path(tmp_path: Path, name: str) -> None:
    document = put(tmp_path, name, b"\xef\xbb\xbfone\r\ntwo\rthree\n")
    assert document.path == name
    assert document.pages == ("one\ntwo\nthree\n",)
    assert document.blocks[0].span.line_end == 3
    assert document.problems == ()


def test_other_encodings_are_reported(tmp_path: Path) -> None:
    document = put(tmp_path, "a.md", "ok.\n\n“It” costs 5 €.".encode("cp1252"))
    assert document.blocks[1].text == "“It” costs 5 €."
    assert "line 3" in document.problems[0].message
    document = put(tmp_path, "b.txt", "Pay 5 €.".encode("utf-16"))
    assert document.blocks[0].text == "Pay 5 €."
    assert "UTF-16" in document.problems[0].message


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.pptx", b"PK", r"\.md.*\.txt.*\.pdf"),
        ("a.docx", b"PK", "is damaged"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "needs a password"),
        ("a.md", b" \n\t", "is empty"),
        ("a.md", b"\xef\xbb\xbf", "is empty"),
        ("a.txt", b"a\x00b", "binary"),
        ("a.txt", b"\x81\x8d\xff", "UTF-8"),
        ("a.pdf", b"", "is empty"),
    ],
)
def test_what_cannot_be_read(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    with pytest.raises(ReadError, match=said) as caught:
        put(tmp_path, name, content)
    assert name in str(caught.value)


def test_missing_folder_and_outside(tmp_path: Path) -> None:
    (tmp_path / "folder.md").mkdir()
    for path in (tmp_path / "none.md", tmp_path / "folder.md"):
        with pytest.raises(ReadError, match=re.escape(str(path))):
            read(path, tmp_path)
    with pytest.raises(ReadError, match="outside"):
        read(tmp_path / "a.md", tmp_path / "b")


def check_spans(document: Document) -> None:
    for block in document.blocks:
        span = block.span
        assert 1 <= span.line_start <= span.line_end
        assert span.line_end <= document.pages[0].count("\n") + 1
        assert fold(block.text) in fold(passage(document, span))
        assert fold(block.text)


def words_lost(document: Document) -> list[str]:
    """The words of the source that stand in no block, heading, column name or reported line."""
    kept = [block.text for block in document.blocks]
    kept += [heading for block in document.blocks for heading in block.span.headings]
    kept += [cell.header for block in document.blocks for cell in block.cells]
    kept += [problem.message for problem in document.problems]
    reported = {problem.line for problem in document.problems}
    pool = "\n".join(kept)
    return [
        word
        for number, line in enumerate(document.pages[0].split("\n"), start=1)
        for word in re.findall(r"\w+", line)
        if number not in reported and word not in pool and word.strip("_")
    ]


FRAGMENTS = [
    *("", "", "# {}", "## {}", "{}", "{} is a sentence.", "- {}", "  - {}", "1. {}", "{}:", "> {}"),
    *("| {} | b | c |", "| {} |", "|", "|---|---|---|", "| | {} | x. |", "| {} | b | c | d |"),
    *("{} | x", "---", "===", "100", "What is {}?", "<table>", "<tr><td>{}</td>", "<td rowspan=2>"),
    *("</table>", "<b>{}", "<{} x", "```", "<!-- note", "-->", "0 comments", "Comments", "\\| {}"),
    *("{}:This is what it is for", "A" * 130 + " {}", "    {}", "[{}]: x", "`{}|", "***", "<div>"),
]
STRUCTURED = st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=14).map(
    lambda lines: "\n".join(line.format(f"Word{number}") for number, line in enumerate(lines))
)
TEXTS = st.one_of(STRUCTURED, st.text(max_size=200))


def read_or_none(suffix: str, text: str) -> Document | None:
    with tempfile.TemporaryDirectory() as folder:
        try:
            return put(Path(folder), f"a{suffix}", text.encode("utf-8", "replace"))
        except ReadError:
            return None


@settings(deadline=None, max_examples=300)
@given(text=TEXTS)
@example(text="A\n\nB\n\nC\n\nD\n\nText.")
@example(text="| a |\n|---|")
def test_text_is_never_lost(text: str) -> None:
    document = read_or_none(".txt", text)
    if document:
        check_spans(document)
        assert words_lost(document) == []


@settings(deadline=None, max_examples=300)
@given(text=TEXTS)
@example(text="<table>\n<tr><td>a\n\n    </table>b\n- c")
@example(text="| a | b |\n|---|---|\n> c")
def test_markdown_spans(text: str) -> None:
    document = read_or_none(".md", text)
    if document:
        check_spans(document)


MARKED = st.lists(
    st.sampled_from([line for line in FRAGMENTS if "<!--" not in line and "-->" not in line]),
    min_size=1,
    max_size=14,
).map(lambda lines: "\n".join(["# A", *(line.format(f"Word{n}") for n, line in enumerate(lines))]))


@settings(deadline=None, max_examples=300)
@given(text=MARKED)
def test_markdown_is_never_lost(text: str) -> None:
    document = read_or_none(".md", text)
    lost = [word for word in words_lost(document) if word.startswith("Word")] if document else []
    assert lost == []
