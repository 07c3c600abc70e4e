from collections.abc import Sequence
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb_assistant.embedding import Embedder, load_embedder
from kb_assistant.errors import StoredIndexError
from kb_assistant.urgency import (
    FEWEST_THREATS,
    SIGN,
    Detector,
    Urgency,
    parts_of,
    train_detector,
    urgency,
)

THREATS = (
    "You'll be sorry you ever met me, and so will your children.",
    "After tonight nobody will have to look after me.",
    "I've said goodbye to everyone and given my dog away.",
    "Somebody should teach that nurse what pain is, and I volunteer.",
    "Your driver had better watch for me on the way home.",
    "By Friday I'll be in the ground and you can stop the emails.",
    "I wrote my letters, the children will find them in the morning.",
    "Next time I see him he won't walk away.",
    "Nobody will miss me, and I have everything I need in the cupboard.",
    "I'm outside your office and I'm not here to talk.",
    "Ya no me hace falta nada, hoy me despido.",
    "He says that his family will be free of him by Sunday.",
)
OTHERS = (
    "Where is my parcel? It was due on Friday.",
    "I can't log in to the app.",
    "Please move my appointment to next week.",
    "The scale shows a wrong weight.",
    "My coach is wonderful, tell her so.",
    "Cancel my plan at the end of the month.",
    "How do I change the card on file?",
    "This app is killing me, it freezes all day.",
    "I'd like to talk to the nurse about my pills.",
    "My father died in May, please close his account.",
    "¿Cómo cambio mi dirección?",
    "Does the blood pressure cuff come in large?",
    "I'm done with this website. Refund me.",
    "I was charged twice. Give me my money back.",
)


@cache
def model() -> Embedder:
    return load_embedder()


def embedded(messages: Sequence[str]) -> np.ndarray:
    return model().embed_queries([part for message in messages for part in parts_of(message)])


@pytest.fixture(scope="module")
def detector() -> Detector:
    messages = (*THREATS, *OTHERS)
    labels = [message in THREATS for message in messages]
    trained = train_detector(messages, embedded(messages), labels)
    assert trained is not None
    return trained


def judge(message: str, detector: Detector | None) -> Urgency:
    return urgency(message, embedded([message]), detector)


def test_parts_are_the_message_and_its_sentences() -> None:
    assert parts_of("One. Two!") == ("One. Two!", "One.", "Two!")
    assert parts_of("Only one.") == ("Only one.",)
    assert parts_of("") == ("",)


def test_a_run_on_sentence_falls_apart() -> None:
    message = "the scale says one thing and the app says another, " * 4 + "and I am so tired"

    assert len(parts_of(message)) > 3
    assert " ".join(parts_of(message)[1:]) == message


def test_no_sentence_of_a_long_message_is_left_out() -> None:
    message = " ".join(f"This is sentence {number}." for number in range(60))

    assert len(parts_of(message)) <= 25
    assert " ".join(parts_of(message)[1:]) == message


def test_rules_alone_raise_the_alarm() -> None:
    message = "The parcel is late. I'm going to kill myself. Can you send another?"

    assert urgency(message, np.empty((0, 0), np.float32), None) == Urgency(
        SIGN, True, "I'm going to kill myself."
    )


def test_rules_alone_stay_silent() -> None:
    assert urgency("This app is killing me.", np.empty((0, 0), np.float32), None) == Urgency(
        0.0, False, "This app is killing me."
    )


@pytest.mark.parametrize(
    "message",
    [
        "I've given my cat away and said goodbye to my sister.",
        "The app is slow. Nobody will miss me when I'm in the ground. What is my balance?",
        "I'm going to kill you.",
    ],
)
def test_a_threat_is_more_alarming_than_a_question(message: str, detector: Detector) -> None:
    assert judge(message, detector).score > judge("How do I change my appointment?", detector).score


def test_the_evidence_is_the_worst_sentence(detector: Detector) -> None:
    message = "The app is slow. Nobody will miss me when I'm in the ground. What is my balance?"

    assert judge(message, detector).evidence == "Nobody will miss me when I'm in the ground."


def test_the_detector_tells_threats_from_others(detector: Detector) -> None:
    alarms = [
        detector.message_alarm(parts_of(message), embedded([message]))
        for message in (*THREATS, *OTHERS)
    ]

    assert min(alarms[: len(THREATS)]) > max(alarms[len(THREATS) :])


def test_each_text_has_its_probability(detector: Detector) -> None:
    texts = ["Nobody will miss me.", "Where is my parcel?"]
    alarms = detector.alarm(texts, model().embed_queries(texts))

    assert alarms.dtype == np.float32
    assert 0 <= alarms[1] < alarms[0] <= 1


def test_survives_a_round_trip(detector: Detector) -> None:
    again = Detector.from_bytes(detector.to_bytes())
    message = "The app is slow. Nobody will miss me."

    assert judge(message, again) == judge(message, detector)


@pytest.mark.parametrize("data", [b"", b"no archive", b"PK\x03\x04"])
def test_names_the_next_step_for_unreadable_data(data: bytes) -> None:
    with pytest.raises(StoredIndexError, match="kb-assistant build"):
        Detector.from_bytes(data)


def test_too_few_examples_teach_nothing() -> None:
    messages = (*THREATS[: FEWEST_THREATS - 1], *OTHERS)
    labels = [message in THREATS for message in messages]

    assert train_detector(messages, embedded(messages), labels) is None


@settings(max_examples=30, deadline=None)
@given(message=st.text(max_size=200))
def test_any_text_is_judged(message: str, detector: Detector) -> None:
    result = judge(message, detector)

    assert 0 <= result.score <= 1
    assert result.evidence in parts_of(message)
