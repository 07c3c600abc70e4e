"""Rules read an action's route, destination and conditions; expectations written by hand."""

import pytest

from kb_assistant.rules import Route, conditions_of, destination_of, is_urgent, route_of

HEADINGS = ("Common Inquiries (DO NOT ESCALATE)",)


@pytest.mark.parametrize(
    ("action", "route", "destination"),
    [
        ("Handle Immediately: Process directly in Admin. Do not transfer.", Route.HANDLE, ""),
        ("Provide Philips Support Number: 888-666-4530.", Route.DO_NOT_ESCALATE, ""),
        ("Do not escalate. They can open a ticket online.", Route.DO_NOT_ESCALATE, ""),
        ("Escalate to ProdOps via JIRA. Leave it blank.", Route.ESCALATE, "ProdOps via JIRA"),
        ("Escalate to Tier 2 ONLY IF: Not ordered yet.", Route.ESCALATE, "Tier 2"),
        ("Route to Coach Support, add internal note.", Route.ROUTE, "Coach Support"),
        ("Refer to KB: Handling Requests.", Route.REFER, "KB: Handling Requests"),
        (
            "Troubleshoot first. If confirmed bug > file JIRA Ticket to Infra.",
            Route.TROUBLESHOOT_FIRST,
            "Infra via JIRA",
        ),
        ("Check HGP. Dates missing? > Assign to Tier 2.", Route.CHECK_FIRST, "Tier 2"),
        ("a PII Removal escalation", Route.ESCALATE, "PII Removal escalation"),
        ("check in with your supervisor to follow-up", Route.ASK_SUPERVISOR, "supervisor"),
        (
            "immediately escalate to a supervisor without responding to the customer",
            Route.URGENT,
            "supervisor",
        ),
    ],
)
def test_reads_route_and_destination(action: str, route: Route, destination: str) -> None:
    assert (route_of(action, HEADINGS), destination_of(action)) == (route, destination)


@pytest.mark.parametrize("action", ["a trick question", "1", "he's outside the age range", ""])
def test_leaves_empty_what_the_text_does_not_settle(action: str) -> None:
    assert route_of(action) is Route.UNKNOWN
    assert destination_of(action) == ""


def test_an_escalation_that_depends_does_not_decide_the_route() -> None:
    action = "Use all tools at your disposal. If you lack the tools, escalate to a supervisor."
    assert route_of(action) is Route.HANDLE
    assert destination_of(action) == "supervisor"


@pytest.mark.parametrize(
    ("action", "conditions"),
    [
        (
            (
                "Escalate to Tier 2 ONLY IF: Not ordered yet + order template completed+ 1st"
                " session completed + all clinical requirements met."
            ),
            (
                "Not ordered yet",
                "order template completed",
                "1st session completed",
                "all clinical requirements met",
            ),
        ),
        (
            "Escalate to Tier 2 ONLY IF all are met:\n\n- Not ordered yet\n- Template done",
            ("Not ordered yet", "Template done"),
        ),
        (
            (
                "Dates missing? > Assign to Tier 2. Do not escalate if the member has been in"
                " compliance less than 48 hours."
            ),
            ("Dates missing", "the member has been in compliance less than 48 hours"),
        ),
        ("Valid exclusion> Notify member. Error?> Escalate.", ("Valid exclusion", "Error")),
        ("All TRUE for more than 48hrs? <Escalate.", ("All TRUE for more than 48hrs",)),
        ("escalate to the sheet & supervisor? (Then answer.)", ()),
        ("Provide the number.", ()),
    ],
)
def test_reads_conditions_one_by_one(action: str, conditions: tuple[str, ...]) -> None:
    assert conditions_of(action) == conditions


def test_a_ticket_flag_is_not_urgency() -> None:
    assert not is_urgent("Route to Coach Support and mark as Urgent.")
    assert is_urgent("Escalate to a supervisor at once.")
    assert is_urgent("Call the nurse.", ("Emergencies", "Chest pain"))
