"""Which urgent protocols a learned detector watches for."""

from collections import Counter
from collections.abc import Iterable

from kb_assistant.index import Passage
from kb_assistant.protocols import Protocol
from kb_assistant.urgency import FEWEST_THREATS


def watched(protocols: Iterable[Protocol], passages: Iterable[Passage]) -> frozenset[str]:
    """Return the ids of the urgent protocols that have enough phrasings to train a detector on.

    The others are found as any protocol is. A message that is watched for can be about anything
    else as well, so it says nothing of which other protocol fits: the head does not rank these.
    """
    examples = Counter(p.protocol for p in passages if p.kind == "phrasing")
    return frozenset(p.id for p in protocols if p.urgent and examples[p.id] >= FEWEST_THREATS)
