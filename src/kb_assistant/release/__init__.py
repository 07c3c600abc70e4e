"""Publishing with a gate: a candidate that is worse than its limits does not go live.

Lint and the number of protocols are looked at before anything is embedded; the eval is run on the
candidate in memory; and what was removed is asked for in what was written, before the switch.
"""

from kb_assistant.release.examination import Lost
from kb_assistant.release.publication import Options, Release, release
from kb_assistant.release.settling import settled

__all__ = ["Lost", "Options", "Release", "release", "settled"]
