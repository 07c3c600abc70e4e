"""Who publishes: the user and the host, as the manifest, the history and the lock name them."""

import getpass
import os
import socket
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """A user of a computer."""

    user: str
    host: str

    def __str__(self) -> str:
        """Return both in words."""
        return f"{self.user} on {self.host}"


def me() -> Person:
    """Return who runs this process."""
    try:
        user = getpass.getuser()
    except (KeyError, ImportError, OSError):  # no such user, or no such list, in a container
        user = f"user {os.getuid()}" if hasattr(os, "getuid") else "unknown"
    return Person(user, socket.gethostname() or "unknown")
