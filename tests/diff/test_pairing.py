from dataclasses import replace

from kb_assistant.diff import Pairing
from kb_assistant.documents import SourceSpan
from kb_assistant.protocols import Protocol, Route, slug


def protocol(issue: str, action: str, *, guide: str = "guide", situation: str = "") -> Protocol:
    return Protocol(
        id=f"{guide}/{slug(issue)}",
        issue=issue,
        situation=situation,
        action=action,
        route=Route.ESCALATE,
        destination="",
        conditions=(),
        urgent=False,
        source=SourceSpan(f"{guide}.md", 1, 1),
    )


PARCEL = protocol("Lost parcel", "Send another one and file a claim with the carrier.")
SCALE = protocol("Scale will not sync", "Ask the member to restart the phone and the scale.")
COACH = protocol("Rude coach", "Apologise and pass the name to the provider leads.")
LIVE = (PARCEL, SCALE, COACH)


def test_equal_versions() -> None:
    moved = replace(SCALE, source=SourceSpan("guide.md", 9, 9))
    assert not Pairing.of(LIVE, (COACH, moved, PARCEL))


def test_added_removed_and_changed() -> None:
    refund = protocol("Refund", "Refund up to 20 dollars at once.")
    parcel = replace(PARCEL, action="Send another one and say sorry.")
    found = Pairing.of(LIVE, (parcel, SCALE, refund))
    assert found.added == (refund,)
    assert found.removed == (COACH,)
    assert [(pair.old, pair.new) for pair in found.changed] == [(PARCEL, parcel)]
    assert found.renamed == ()
    assert found.touched == {PARCEL.id, COACH.id, refund.id}


def test_the_same_action_under_another_name() -> None:
    renamed = protocol("Missing package", PARCEL.action)
    found = Pairing.of(LIVE, (renamed, SCALE, COACH))
    assert found.names == {PARCEL.id: renamed.id}
    assert [field.field for field in found.renamed[0].fields] == ["issue"]
    assert (found.added, found.removed, found.changed) == ((), (), ())


def test_nearly_the_same_action_under_another_name() -> None:
    renamed = protocol("Missing package", PARCEL.action.replace("another", "one more"))
    found = Pairing.of(LIVE, (renamed, SCALE, COACH))
    assert [field.field for field in found.renamed[0].fields] == ["issue", "action"]


def test_a_renamed_guide() -> None:
    new = tuple(protocol(p.issue, p.action, guide="handbook") for p in LIVE)
    found = Pairing.of(LIVE, new)
    assert found.names == {p.id: p.id.replace("guide/", "handbook/") for p in LIVE}
    assert all(pair.fields == () for pair in found.renamed)


def test_another_action_is_another_protocol() -> None:
    other = protocol("Lost parcels", "Escalate to Tier 2.")
    found = Pairing.of(LIVE, (other, SCALE, COACH))
    assert (found.removed, found.added, found.renamed) == ((PARCEL,), (other,), ())


def test_a_common_action_does_not_make_two_protocols_one() -> None:
    common = "Escalate to Tier 2."
    old = (protocol("Lost parcel", common), protocol("Late parcel", common))
    new = (old[0], protocol("Password forgotten", common))
    found = Pairing.of(old, new)
    assert (found.removed, found.added, found.renamed) == ((old[1],), (new[1],), ())


def test_of_a_common_action_the_likelier_name_is_taken() -> None:
    common = "Escalate to Tier 2."
    old = (
        protocol("Parcel lost in the post", common),
        protocol("Scale does not sync with the phone", common),
    )
    new = (
        protocol("Scale does not sync with the tablet", common),
        protocol("Parcel lost in the mail", common),
    )
    assert Pairing.of(old, new).names == {old[0].id: new[1].id, old[1].id: new[0].id}


def test_each_protocol_gets_one_new_name() -> None:
    new = (protocol("Missing package", PARCEL.action), protocol("Stolen package", PARCEL.action))
    found = Pairing.of((PARCEL,), new)
    assert len(found.renamed) + len(found.added) == 2
    assert len(found.renamed) <= 1
