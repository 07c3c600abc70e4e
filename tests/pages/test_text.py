import pytest

from kb_assistant.pages.text import Piece, clean, escape, excerpt, label, pieces


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("\"a\" & 'b'", "&quot;a&quot; &amp; &#x27;b&#x27;"),
        ("**bold** `code` [x](javascript:y)", "**bold** `code` [x](javascript:y)"),
        ("a\u202eb\u2066c\x00d\x1b[31me\ud800f", "abcd[31mef"),
        ("one\ttwo\nthree", "one\ttwo\nthree"),
    ],
)
def test_escape_shows_exactly_the_text(text: str, shown: str) -> None:
    assert escape(text) == shown


def test_a_label_without_markdown_stays_as_it_is() -> None:
    for text in ("Not ordered yet", "All TRUE for more than 48 hours?", "[System] < 48 h > 2 (x)"):
        assert label(text) == text


def test_a_label_shows_markdown_instead_of_reading_it() -> None:
    assert label("**now** `x` $y$") == r"\*\*now\*\* \`x\` \$y\$"
    assert label("[x](javascript:y)") == "[x]\u2060(javascript\\:\u2060y)"
    assert label("- item") == "\u2060- item"
    assert label("a -> b") == "a -\u2060> b"
    assert label("two\nlines") == "two lines"


def test_an_excerpt_is_one_line_cut_at_a_word() -> None:
    assert excerpt("  one\n two ", 20) == "one two"
    assert excerpt("alpha beta gamma delta", 18) == "alpha beta gamma …"
    assert excerpt("x" * 100_000, 50) == "x" * 50 + " …"
    assert excerpt("a" + " " * 99_999 + "b", 50) == "a …"


def test_a_very_long_message_is_cut_without_reading_all_of_it() -> None:
    assert len(excerpt("word " * 1_000_000, 200)) <= 202


def test_wrapped_lines_are_joined_and_list_items_kept_apart() -> None:
    lines = ["Escalate ONLY", "if all are met:", "", "- Not ordered", "  yet", "- Paid"]
    lines += ["    - in full", "", "Then stop."]
    assert pieces("\n".join(lines)) == (
        Piece("Escalate ONLY if all are met:"),
        Piece("Not ordered yet", "-"),
        Piece("Paid", "-"),
        Piece("in full", "-", 1),
        Piece("Then stop."),
    )


def test_numbers_and_symbols_of_a_guide_stay() -> None:
    assert pieces("1. One\n2) Two") == (Piece("One", "1."), Piece("Two", "2)"))
    assert pieces("**Do not** `wait`") == (Piece("**Do not** `wait`"),)
    assert pieces("") == ()


def test_clean_keeps_other_scripts() -> None:
    assert clean("Grüße, 你好, שלום, 👩‍⚕️") == "Grüße, 你好, שלום, 👩‍⚕️"
