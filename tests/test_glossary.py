from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb_assistant.errors import StoredIndexError
from kb_assistant.glossary import Entry, Glossary

CGM = Glossary.of([Entry("CGM", ("continuous glucose monitor", "Dexcom")), Entry("HGP", ())])


@pytest.mark.parametrize(
    ("text", "expanded"),
    [
        ("my dexcom fell off", "my dexcom fell off (CGM continuous glucose monitor)"),
        ("two CGMs", "two CGMs (CGM continuous glucose monitor)"),
        ("CGM or Dexcom?", "CGM or Dexcom? (CGM continuous glucose monitor)"),
        ("check HGP", "check HGP"),
        ("cgmx", "cgmx"),
    ],
)
def test_says_what_a_house_word_stands_for_once(text: str, expanded: str) -> None:
    assert CGM.expand(text) == expanded


def test_reads_the_table_of_the_corpus() -> None:
    glossary = Glossary.parse(Path("corpus/glossary.md").read_text(encoding="utf-8"))
    assert glossary.expand("confirm DOB") == "confirm DOB (DOB date of birth)"
    assert "VMP" not in [entry.term for entry in glossary.entries]  # nobody wrote what it means


def test_no_glossary_changes_nothing() -> None:
    assert Glossary.parse("").expand("CGM") == "CGM"


def test_survives_saving_and_refuses_damage() -> None:
    assert Glossary.from_bytes(CGM.to_bytes()) == CGM
    with pytest.raises(StoredIndexError):
        Glossary.from_bytes(b"[1]")


@given(st.text())
def test_the_text_itself_stays(text: str) -> None:
    assert CGM.expand(text).startswith(text)
