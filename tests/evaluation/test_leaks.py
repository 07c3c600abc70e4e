from collections.abc import Callable

import pytest

from kb_assistant.errors import EvalError
from kb_assistant.evaluation.dataset import Query
from kb_assistant.evaluation.leaks import find_leaks, refuse_leaks
from kb_assistant.phrasings import Phrasing

PHRASINGS = tuple(
    Phrasing(text, None, "phrasings/x.jsonl", line)
    for line, text in enumerate(
        [
            "sorry wrong window",
            "It says no programs available",
            "It won't let me in",
            "no",
            "?!",
            "¿Dónde está mi pedido?",
            "do you treat acne",
        ],
        start=1,
    )
)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Sorry, wrong window!!", 1),
        ("it sais no porgrams avalable", 2),
        ("No programs available, it says", 2),
        ("it wont let me in", 3),
        ("it won\u2019t let me in", 3),
        ("donde esta mi pedido", 6),
        ("?!", 5),
        ("🙃🙃🥔", None),
        ("No tracking yet and the pharmacy asks us to confirm the DOB", None),
        ("Do you treat anxiety?", None),
    ],
)
def test_the_same_message_is_found_and_another_is_not(
    text: str, line: int | None, query: Callable[..., Query]
) -> None:
    leaks = find_leaks([query("q1", text=text)], PHRASINGS)
    assert [leak.phrasing.line for leak in leaks] == ([] if line is None else [line])


def test_a_leak_is_named_and_refused(query: Callable[..., Query]) -> None:
    queries = [query("q1", text="something else"), query("q2", text="Sorry wrong window.")]
    with pytest.raises(EvalError, match=r"q2 is phrasings/x.jsonl, line 1 \(100 % alike\)"):
        refuse_leaks(queries, PHRASINGS)
    refuse_leaks(queries[:1], PHRASINGS)
    refuse_leaks(queries, ())
