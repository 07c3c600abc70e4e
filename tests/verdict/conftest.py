"""Protocols made of an action alone."""

from collections.abc import Callable

import pytest

from kb_assistant.documents import SourceSpan
from kb_assistant.protocols import Protocol
from kb_assistant.rules import conditions_of, destination_of, is_urgent, route_of


@pytest.fixture
def rule() -> Callable[..., Protocol]:
    """Make a protocol whose fields are read off its action, as they are in a build."""

    def make(action: str, situation: str = "") -> Protocol:
        return Protocol(
            "guide/issue",
            "Issue",
            situation,
            action,
            route_of(action),
            destination_of(action),
            conditions_of(action),
            is_urgent(action),
            SourceSpan("guide.md", 1, 1),
        )

    return make
