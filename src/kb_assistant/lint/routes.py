"""Rules on what an action does with the case."""

import re
from collections import defaultdict
from collections.abc import Iterator

from kb_assistant.lint.finding import Finding
from kb_assistant.lint.guides import Guides, action_of, finding
from kb_assistant.lint.verbs import instructs
from kb_assistant.lint.words import cut
from kb_assistant.protocols import Protocol, Route

_FORBIDS = re.compile(r"\b(?:do not|don't|never|must not|no) escalat", re.IGNORECASE)
_DEMANDS = re.compile(r"(?:^|[(:]\s*)(?:always |must )?escalate\b(?! if\b)", re.IGNORECASE)
_ESCALATES = re.compile(
    r"(?<!not )(?<!n't )(?<!never )(?<!whether to )"
    r"\b(?:escalate (?:it |them |this )?to\b|(?:is|be|gets?) escalated\b|assign to\b"
    r"|file (?:an? )?(?:jira|ticket)|an? [\w ]{2,30}? escalation\b)",
    re.IGNORECASE,
)
_STAYS = re.compile(r"(?:^|[.:]\s+)(?:do not|don't|never) escalate\s*(?:[.;!]|$)", re.IGNORECASE)


def section_kept(guides: Guides) -> Iterator[Finding]:
    """An action does what the headings above it say."""
    below: defaultdict[tuple[str, tuple[str, ...]], list[Protocol]] = defaultdict(list)
    for protocol in guides.protocols:
        headings = protocol.source.headings
        action = action_of(protocol)
        if _ESCALATES.search(action):
            forbidding = [i for i, heading in enumerate(headings) if _FORBIDS.search(heading)]
            if forbidding and forbidding[-1] == len(headings) - 1:
                yield _against(guides, protocol, headings[-1], "escalates")
            elif forbidding:
                below[protocol.source.path, headings[: forbidding[-1] + 1]].append(protocol)
        elif _STAYS.search(action) and headings and _DEMANDS.search(headings[-1]):
            yield _against(guides, protocol, headings[-1], "forbids to escalate")
    for (_, headings), protocols in below.items():
        names = ", ".join(f"“{protocol.issue}”" for protocol in protocols)
        count = f"{len(protocols)} issues" if len(protocols) > 1 else "an issue"
        yield finding(
            guides.heading(protocols[0], headings[-1]),
            "contradicts-section",
            f"the heading “{headings[-1]}” stands above {count} in other groups that may be "
            f"escalated: {names}",
            "Put the heading above those issues only that it is meant for, or say in it which.",
        )


def _against(guides: Guides, protocol: Protocol, heading: str, does: str) -> Finding:
    match = _ESCALATES.search(action_of(protocol))
    return finding(
        guides.find(protocol, match[0] if match else protocol.action),
        "contradicts-section",
        f"“{protocol.issue}” {does}, but stands under “{heading}”",
        "Decide which of the two applies: change the action, or move it to another section.",
    )


def destination_named(guides: Guides) -> Iterator[Finding]:
    """An escalation says where to."""
    for protocol in guides.protocols:
        if protocol.route is not Route.ESCALATE or protocol.destination:
            continue
        match = re.search(r"[^.:;\n]*\bescalat\w*", action_of(protocol), re.IGNORECASE)
        if match and not re.search(r"\bto\s+(?!be\b)\w+", action_of(protocol)[match.end() :][:20]):
            yield finding(
                guides.find(protocol, match[0].strip()),
                "no-destination",
                f"“{protocol.issue}” is to be escalated, but the guide does not say to whom",
                "Name the team, the person or the ticket type that it goes to.",
            )


_LONGEST = 40
"""Words of an action; a longer text is prose that explains, which is no fault."""


def prescribes(guides: Guides) -> Iterator[Finding]:
    """An action tells the agent to do something."""
    for protocol in guides.protocols:
        action = action_of(protocol)
        if protocol.route or protocol.destination or len(action.split()) > _LONGEST:
            continue
        untitled = action.startswith(protocol.issue.rstrip("…"))
        if not untitled and not instructs(action):
            yield finding(
                protocol.source,
                "prescribes-nothing",
                f"“{cut(protocol.issue)}” says “{cut(action)}”: no step for the agent to take",
                "Write what the agent should do, beginning with a verb.",
            )
