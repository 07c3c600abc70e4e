"""Which version was live when: a line of `history.jsonl` for each switch, written before it.

A switch that a crash prevented leaves a line too. It misleads nobody: the live version's last line
is always that of the switch which made it live, since every later line that names it again was
written when it was not.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from kb_assistant.index import durable
from kb_assistant.index.manifest import VERSION_NAME
from kb_assistant.index.person import Person

HISTORY = "history.jsonl"
UNKNOWN = ""
"""Stands for the version before a switch when CURRENT could not be read."""

How = Literal["publish", "rollback"]
_MOST = 1000


@dataclass(frozen=True, slots=True)
class Switch:
    """One switch of the live version.

    Args:
        at: when, UTC, as in a manifest.
        how: whether `version` was new.
        before: the version that was live; None if there was none, `UNKNOWN` if CURRENT was damaged.
        version: the version to make live.
        by: who did it.
    """

    at: str
    how: How
    before: str | None
    version: str
    by: Person


@dataclass(frozen=True, slots=True)
class History:
    """The switches of an index folder, oldest first."""

    switches: tuple[Switch, ...]

    @classmethod
    def read(cls, folder: Path) -> "History":
        """Read the history of an index folder; lines that cannot be read are passed over.

        Raises:
            OSError: if there is a history and it cannot be read.
        """
        try:
            content = (folder / HISTORY).read_bytes()
        except FileNotFoundError:
            return cls(())
        switches = (_switch(line) for line in content.split(b"\n") if line)
        return cls(tuple(switch for switch in switches if switch is not None))

    def add(self, folder: Path, switch: Switch) -> None:
        """Write the history with one switch more."""
        kept = (*self.switches, switch)[-_MOST:]
        lines = (json.dumps(asdict(item)) for item in kept)
        durable.replace_file(folder / HISTORY, "".join(f"{line}\n" for line in lines).encode())

    def last(self, version: str, how: How | None = None) -> Switch | None:
        """Return the last switch to `version`, of one kind or of any."""
        for switch in reversed(self.switches):
            if switch.version == version and how in {None, switch.how}:
                return switch
        return None

    def previous(self, live: str) -> str | None:
        """Return the version that was live before `live`; None if there was none or it is lost."""
        switch = self.last(live)
        return (switch.before or None) if switch else None

    def abandoned(self, live: str) -> frozenset[str]:
        """Return the new versions that a crash kept from ever being live."""
        were_live = {switch.before for switch in self.switches} | {live}
        nexts = (*(switch.before for switch in self.switches[1:]), live)
        return frozenset(
            switch.version
            for switch, following in zip(self.switches, nexts, strict=False)
            # Only on evidence: the version before it was known, and it was live still.
            if switch.how == "publish"
            and switch.before
            and following == switch.before
            and switch.version not in were_live
        )


def _switch(line: bytes) -> Switch | None:
    try:
        record = json.loads(line)
        by = Person(str(record["by"]["user"]), str(record["by"]["host"]))
        at, how, before = str(record["at"]), record["how"], record["before"]
        version = record["version"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    if how not in get_args(How) or not _is_name(version):
        return None
    if before is not None and before != UNKNOWN and not _is_name(before):
        return None
    return Switch(at, how, before, version, by)


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and bool(VERSION_NAME.fullmatch(value))
