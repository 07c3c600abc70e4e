from hypothesis import given
from hypothesis import strategies as st

from kb_assistant.segments import segments, sentences


def test_splits_at_sentences_and_turns() -> None:
    message = "My scale won't sync. Also I want to cancel, and can you delete my account?"
    assert segments(message) == (
        "My scale won't sync.",
        "Also I want to cancel",
        "and can you delete my account?",
    )


def test_one_issue_has_no_parts() -> None:
    assert segments("my philips scale won't sync, who do I call") == ()
    assert sentences("Hi!") == ("Hi!",)


def test_a_word_or_two_joins_the_part_before() -> None:
    assert segments("The app crashes all day. Thank you! I want to cancel my plan.") == (
        "The app crashes all day. Thank you!",
        "I want to cancel my plan.",
    )


@given(st.text())
def test_no_part_is_empty_and_every_part_is_quoted(message: str) -> None:
    squeezed = "".join(message.split())
    for part in (*segments(message), *sentences(message)):
        assert part.strip()
        assert "".join(part.split()) in squeezed
