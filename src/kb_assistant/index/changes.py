"""What changed between two versions: the protocols that were added, removed or altered."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from kb_assistant.documents import SourceSpan
from kb_assistant.protocols import Protocol

_NOWHERE = SourceSpan("", 1, 1)


@dataclass(frozen=True, slots=True)
class Changes:
    """The ids of the protocols in which two versions differ, each in the order of its version."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return how many, in words."""
        if not (self.added or self.removed or self.changed):
            return "no protocol changed"
        counts = (("added", self.added), ("removed", self.removed), ("changed", self.changed))
        return ", ".join(f"{len(ids)} {word}" for word, ids in counts)


def compare(old: Iterable[Protocol], new: Iterable[Protocol]) -> Changes:
    """Return how `new` differs from `old`.

    A protocol that only moved within its guide, because a row was put in above it, is the same.
    """
    before = {protocol.id: _content(protocol) for protocol in old}
    after = {protocol.id: _content(protocol) for protocol in new}
    return Changes(
        added=tuple(id_ for id_ in after if id_ not in before),
        removed=tuple(id_ for id_ in before if id_ not in after),
        changed=tuple(id_ for id_, content in after.items() if before.get(id_, content) != content),
    )


def _content(protocol: Protocol) -> Protocol:
    return replace(protocol, source=_NOWHERE)
