import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb_assistant.signs import folded, signs


@pytest.mark.parametrize(
    "text",
    [
        "I'm going to kill myself tonight.",
        "gonna kms if this keeps up",
        "kys, all of you",
        "thinking of unaliving myself tbh",
        "i am goign to klil my self",
        "I'll k*ll every one of you",
        "im gonna sh00t u",
        "I don't want to be alive anymore",
        "They'd all be better off without me.",
        "how many of these tablets would it take for me not to wake up",
        "If you don't refund me I'll come over and stab someone.",
        "He told me he'd like to strangle the pharmacist.",
        "caller states he'll shoot his wife",
        "I'll break your coach's legs",
        "I'm going to burn your building down",
        "there is a bomb in your lobby",
        "The lunch was fine, the bill is not, and I know where your nurse lives.",
        "mbr threatened suicide",
        "she has been cutting herself, she wants to die",
        "me voy a matar esta noche",
        "Ya no quiero vivir",
        "les voy a poner una bomba",
        "si lo veo le rompo la cara",
    ],
)
def test_finds_a_threat(text: str) -> None:
    assert signs(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "This app is killing me.",
        "I'd kill for an evening appointment",
        "I'm dying to start",
        "shoot me an email, or shoot the doctor a message",
        "kill my subscription",
        "I've been killing myself walking 10k steps a day",
        "he made no threats, only cursed",
        "not suicidal or anything like that",
        "my brother killed himself two years ago, is there a grief group",
        "The form asks 'have you thought of harming yourself', I answer no and it loops",
        "My father died last month. Close his account.",
        "I don't want to live in Texas anymore, change my address",
        "could the pills hurt my baby",
        "my husband wants to beat me in the step challenge",
        "we walked five kms",
        "he threatened to leave a bad review",
        "bath bomb in the kit leaked",
        "my massage gun broke",
        "me muero de la risa",
        "Quiero matar la suscripción",
        "me quiero morir de la vergüenza",
        "la rodilla me está matando",
    ],
)
def test_stays_silent(text: str) -> None:
    assert signs(text) == ()


def test_names_the_phrases_in_order() -> None:
    found = signs("Cancel it, I won't need it: I'll end my life. I bought a rope.")

    assert found == ("end my life", "bought a rope")


def test_writes_out_what_people_type() -> None:
    assert folded("I\u2019m gonna hürt u") == " i am going to hurt you "


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    assert all(sign in folded(text) for sign in signs(text))


def test_a_long_text_is_read_in_time() -> None:
    assert signs("i will not go and come and be to the pills " * 500) == ()
