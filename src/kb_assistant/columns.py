"""What the columns of a guide's table mean, read from their headers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_ROLES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (role, re.compile(rf"\b(?:{words})\b", re.IGNORECASE))
    for role, words in (
        # The first role whose words a header holds wins, so "Inquiry / Issue Type" is the issue
        # and "Agent Action & Routing Protocol" the action.
        ("action", r"actions?|what to do|protocol|routing|response|resolution|answer|do|steps?"),
        ("issue", r"issues?|inquir(?:y|ies)|topic|problem|question|scenario|intent|request"),
        ("situation", r"situation|when|trigger|symptoms?|descriptions?|says|examples?|clue"),
        ("priority", r"priority|urgency|severity"),
        ("category", r"category|group|area|section|department|type"),
    )
)


@dataclass(frozen=True, slots=True)
class Columns:
    """The position of each role among a table's columns; a role may be missing."""

    position: tuple[tuple[str, int], ...]

    @classmethod
    def of(cls, headers: Sequence[str]) -> "Columns":
        """Read the roles off `headers`.

        Where the headers say nothing, the first column that is no category is the issue and the
        last one is the action, which is how people lay such tables out.
        """
        found: dict[str, int] = {}
        for index, header in enumerate(headers):
            role = next((name for name, words in _ROLES if words.search(header)), None)
            if role is not None:
                found.setdefault(role, index)
        free = [index for index in range(len(headers)) if index not in found.values()]
        if "action" not in found:
            found["action"] = free.pop() if free else len(headers) - 1
        if "issue" not in found:
            found["issue"] = free.pop(0) if free else found.get("situation", 0)
        return cls(tuple(found.items()))

    def cell(self, role: str, cells: Sequence[str]) -> str:
        """Return the cell of `role` in a row, stripped; empty if the table has no such column."""
        index = dict(self.position).get(role)
        return cells[index].strip() if index is not None and index < len(cells) else ""
