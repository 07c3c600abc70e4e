from pathlib import Path

from kb_assistant.settings import Settings, TextPolicy


def test_defaults_keep_no_text_and_stand_beside_the_index() -> None:
    assert Settings.from_environment({}) == Settings()
    assert Settings().keep_text is TextPolicy.NONE
    moved = Settings.from_environment({"KB_ASSISTANT_INDEX": "/srv/index"})
    assert (moved.index, moved.database) == (Path("/srv/index"), "sqlite:////srv/index/records.db")


def test_only_the_exact_word_keeps_text() -> None:
    def policy(value: str) -> TextPolicy:
        return Settings.from_environment({"KB_ASSISTANT_KEEP_TEXT": value}).keep_text

    assert policy(" Redacted ") is TextPolicy.REDACTED
    assert {policy(value) for value in ("", "yes", "1", "all")} == {TextPolicy.NONE}


def test_any_database_can_be_named() -> None:
    url = "postgresql+psycopg://host/kb"
    assert Settings.from_environment({"KB_ASSISTANT_DATABASE": url}).database == url
