"""How what an agent ticks changes the verdict, as far as the guide says so."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from kb_assistant.protocols import Protocol
from kb_assistant.rules import Route, route_of
from kb_assistant.verdict.checks import Check, Checks
from kb_assistant.verdict.wording import PLAIN, UNSETTLED, Verdict, lower, words_of

_LONGEST = 80
_VERB = {"escalate": "escalate", "route": "route it", "refer": "refer"}
_SEVERAL = Verdict("check_first", "Several of them apply", "What applies is marked below.")


@dataclass(frozen=True, slots=True)
class Ticks:
    """What an agent has said of a protocol's conditions.

    Args:
        met: the places of those that are met.
        failed: whether one of the required ones is not.
    """

    met: Collection[int] = ()
    failed: bool = False


def gated(protocol: Protocol, checks: Checks, ticks: Ticks) -> Verdict:
    """Return the verdict of an action that the guide allows only if conditions are met."""
    places = checks.required
    count, met = len(places), sum(place in ticks.met for place in places)
    some = checks.needed < count
    route = str(protocol.route)
    do = words_of(route, protocol.destination) if route in PLAIN else "Do it"
    if ticks.failed:
        return _failed(route, checks, count, some=some)
    if met >= checks.needed:
        lead = "Met" if count == 1 else f"{met} of {count} met" if some else f"All {count} met"
        return Verdict(route or UNSETTLED.kind, f"{lead}: {lower(do)}")
    which = "this is met" if count == 1 else f"all {count} are met"
    which = f"one of {count} is met" if some else which
    detail = f"{met} of {count} met so far." if met else "Tick below what is met."
    return Verdict("check_first", f"{do} only if {which}", detail)


def _failed(route: str, checks: Checks, count: int, *, some: bool) -> Verdict:
    if checks.otherwise:
        lead = "Not met" if count == 1 else "None met" if some else "One not met"
        kind = str(route_of(checks.otherwise)) or UNSETTLED.kind
        return Verdict(kind, f"{lead}: {lower(checks.otherwise)}")
    lead = "Not met" if count == 1 else "None met" if some else "Not all met"
    words = f"{lead}: do not {_VERB.get(route, 'do it')} yet"
    return Verdict(Route.DO_NOT_ESCALATE, words, "Read below what else the guide says.")


def chosen(met: Iterable[Check]) -> Verdict | None:
    """Return the verdict of the conditions that are met, or None if they decide nothing.

    The answer to a question of the guide decides, and so does what names a route; what forbids
    goes before what prescribes.
    """
    said = {
        check.consequence: (check, str(route_of(check.consequence)))
        for check in met
        if check.consequence and len(check.consequence) <= _LONGEST
    }
    deciding = [(check, route) for check, route in said.values() if check.question or route]
    forbidden = [pair for pair in deciding if pair[1] == Route.DO_NOT_ESCALATE]
    if not deciding:
        return None
    if len(deciding) > 1 and not forbidden:
        return _SEVERAL
    check, route = (forbidden or deciding)[0]
    words = check.consequence[:1].upper() + check.consequence[1:]
    kind = route if route in PLAIN else UNSETTLED.kind
    return Verdict(kind, words, f"You ticked: {check.condition}.")
