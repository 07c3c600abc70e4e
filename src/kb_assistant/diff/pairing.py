"""Which protocol of the corpus is which of the live version."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from kb_assistant.diff.words import FieldChange, changed_fields
from kb_assistant.documents import fold
from kb_assistant.protocols import Protocol

_NEARLY = 0.8
"""Share of the words of two actions that agree if one is an edit of the other."""
_LIKE = 0.5
"""The same for issue and situation, asked for where the action alone does not tell."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A protocol as it is and as it would be; `fields` are those that differ, if any."""

    old: Protocol
    new: Protocol
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Pairing:
    """How the protocols of two versions go together.

    Args:
        added: those that are new, in their order in the guides.
        removed: those that are gone, likewise.
        changed: those whose words differ under the same id.
        renamed: those with another id and the same or nearly the same action.
    """

    added: tuple[Protocol, ...]
    removed: tuple[Protocol, ...]
    changed: tuple[Pair, ...]
    renamed: tuple[Pair, ...]

    @classmethod
    def of(cls, old: Sequence[Protocol], new: Sequence[Protocol]) -> "Pairing":
        """Compare two versions by id, then look for new names among what is left."""
        live = {protocol.id: protocol for protocol in old}
        ids = {protocol.id for protocol in new}
        kept = [Pair(live[p.id], p, changed_fields(live[p.id], p)) for p in new if p.id in live]
        gone = [protocol for protocol in old if protocol.id not in ids]
        come = [protocol for protocol in new if protocol.id not in live]
        common = _common_actions(old) | _common_actions(new)
        names = dict(_renamed(gone, come, common))
        taken = set(names.values())
        return cls(
            added=tuple(p for p in come if p.id not in taken),
            removed=tuple(p for p in gone if p.id not in names),
            changed=tuple(pair for pair in kept if pair.fields),
            renamed=tuple(
                Pair(p, q, changed_fields(p, q))
                for p in gone
                for q in come
                if names.get(p.id) == q.id
            ),
        )

    @property
    def names(self) -> Mapping[str, str]:
        """The new id of each renamed protocol, by its old one."""
        return {pair.old.id: pair.new.id for pair in self.renamed}

    @property
    def touched(self) -> frozenset[str]:
        """The ids, old and new, of all protocols that differ."""
        pairs = (*self.changed, *self.renamed)
        alone = (*self.added, *self.removed)
        return frozenset(
            (*(p.id for p in alone), *(i for p in pairs for i in (p.old.id, p.new.id)))
        )

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return bool(self.added or self.removed or self.changed or self.renamed)


def _renamed(
    gone: Sequence[Protocol], come: Sequence[Protocol], common: frozenset[str]
) -> Iterator[tuple[str, str]]:
    """Pair off the likeliest first, each protocol once: old id, new id."""
    likeness = {
        (old.id, new.id): how_like
        for old, new in _candidates(gone, come)
        if (how_like := _likeness(old, new, common)) is not None
    }
    taken_old: set[str] = set()
    taken_new: set[str] = set()
    # A stable sort: of equally like ones the first in the guides.
    for (old_id, new_id), _ in sorted(likeness.items(), key=lambda item: item[1], reverse=True):
        if old_id not in taken_old and new_id not in taken_new:
            taken_old.add(old_id)
            taken_new.add(new_id)
            yield old_id, new_id


def _candidates(
    gone: Iterable[Protocol], come: Sequence[Protocol]
) -> Iterator[tuple[Protocol, Protocol]]:
    """What may be one protocol: only those of one action, guide or issue, as all are too many."""
    found: dict[tuple[str, str], tuple[Protocol, Protocol]] = {}
    by_key: dict[tuple[str, str], list[Protocol]] = defaultdict(list)
    for protocol in come:
        for key in _keys(protocol):
            by_key[key].append(protocol)
    for old in gone:
        for key in _keys(old):
            for new in by_key.get(key, ()):
                found.setdefault((old.id, new.id), (old, new))
    yield from found.values()


def _keys(protocol: Protocol) -> tuple[tuple[str, str], ...]:
    guide, _, issue = protocol.id.partition("/")
    return (("action", _action(protocol)), ("guide", guide), ("issue", issue))


def _likeness(old: Protocol, new: Protocol, common: frozenset[str]) -> tuple[float, float] | None:
    """How like they are in action and in name, None if they are two protocols."""
    action = _share(_action(old), _action(new), _NEARLY)
    if action < _NEARLY:
        return None
    name = _share(_name(old), _name(new), 0)
    if name < _LIKE and (_action(old) in common or _action(new) in common):
        return None
    return action, name


def _share(one: str, other: str, least: float) -> float:
    """The share of words that agree, or any value below `least` if it is below."""
    if one == other:
        return 1.0
    words, others = one.split(), other.split()
    agreeing = (Counter(words) & Counter(others)).total()
    most = 2 * agreeing / (len(words) + len(others))
    if most < least:
        return most
    return SequenceMatcher(None, words, others, autojunk=False).ratio()


def _common_actions(protocols: Iterable[Protocol]) -> frozenset[str]:
    """The actions that several protocols have, so that they say nothing of which one it is."""
    counts = Counter(map(_action, protocols))
    return frozenset(action for action, count in counts.items() if count > 1)


def _action(protocol: Protocol) -> str:
    return fold(protocol.action).casefold()


def _name(protocol: Protocol) -> str:
    return fold(f"{protocol.issue} {protocol.situation}").casefold()
