from io import StringIO

import pytest
from rich.console import Console

from kb_assistant.assistant import Answer, Result
from kb_assistant.cli.changes import show
from kb_assistant.decision import Outcome
from kb_assistant.diff import AnswerChange, Difference, Kind, Message, Pairing
from kb_assistant.documents import SourceSpan
from kb_assistant.protocols import Protocol, Route


def protocol(name: str, action: str) -> Protocol:
    source = SourceSpan("guide.md", 1, 1)
    return Protocol(f"guide/{name}", name, "", action, Route.HANDLE, "", (), False, source)


def answer(name: str) -> Answer:
    result = Result(protocol(name, f"Do {name}."), 0.9)
    return Answer(Outcome.ANSWER, "candidate", 1.0, (result,), 1)


def difference(sizes: dict[str, int]) -> Difference:
    changes = tuple(
        AnswerChange(Message(f"{name} {n}", f"q-{name}{n}"), Kind.PROTOCOL, answer("old"), new)
        for name, size in sizes.items()
        for new in (answer(name),)
        for n in range(size)
    )
    old = (protocol("x", "Wait two [b]days[/b]."),)
    new = (protocol("x", "Wait three [b]days[/b]."),)
    return Difference("v1", Pairing.of(old, new), (3, 1), True, 100, 7, changes, (), {})


def printed(found: Difference, most: int | None, *, colour: bool = False) -> str:
    file = StringIO()
    show(found, Console(file=file, soft_wrap=True, force_terminal=colour, highlight=False), most)
    return file.getvalue()


def test_at_most_so_many_are_shown_and_the_rest_is_counted() -> None:
    text = printed(difference({"much": 30, "little": 2}), 20)
    assert text.count("(q-") == 20
    assert text.count("(q-little") == 2
    assert "and 12 more" in text
    assert "20 shown, 12 more: see them with --all" in text
    assert "32 of 100 messages" in text
    assert "phrasings: 3 added, 1 removed" in text
    assert "embedding model: another" in text


def test_groups_that_are_not_shown_are_counted() -> None:
    text = printed(difference({"one": 3, "two": 2, "three": 1}), 2)
    assert "1 more in 1 group\n" in text
    assert "2 shown, 4 more" in text


def test_all_are_shown() -> None:
    text = printed(difference({"much": 30, "little": 2}), None)
    assert text.count("(q-") == 32
    assert "more" not in text


def test_marks_say_what_colours_say_and_guide_text_is_no_markup() -> None:
    plain = "Wait [-two-] {+three+} [b]days[/b]."
    assert plain in printed(difference({}), 20)
    coloured = printed(difference({}), 20, colour=True)
    assert "\x1b[31m[-two-]\x1b[0m" in coloured
    assert "\x1b[32m{+three+}\x1b[0m" in coloured


@pytest.mark.parametrize("length", [31, 60])
def test_long_messages_are_cut(length: int) -> None:
    words = " ".join(str(n) for n in range(length))
    change = AnswerChange(Message(words, "q1"), Kind.PROTOCOL, answer("old"), answer("new"))
    text = printed(Difference("v1", Pairing.of((), ()), (0, 0), False, 1, 0, (change,), (), {}), 20)
    assert (words in text) == (length == 31)
