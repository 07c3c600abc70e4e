"""What another threshold would make of a run: who is answered at once, and how often wrongly."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kb_assistant.decision import Outcome
from kb_assistant.evaluation.runner import Record


@dataclass(frozen=True, slots=True)
class Consequence:
    """What happens at a threshold.

    Args:
        threshold: the confidence from which the first result is the answer.
        asked: the messages that a protocol covers.
        answered: those of them that are answered at once.
        wrong: those of the answered that are answered wrongly.
        uncovered: the messages that no protocol covers.
        through: those of them that are answered all the same.
    """

    threshold: float
    asked: int
    answered: int
    wrong: int
    uncovered: int
    through: int

    def __str__(self) -> str:
        """Say it in a sentence."""
        covered = _count(self.asked, "covered message")
        at = f"At {self.threshold:.2f}"
        said = [f"{at}: {self.answered} of {covered} answered, {self.wrong} wrong"]
        if self.uncovered:
            let = _count(self.uncovered, "uncovered message")
            said.append(f"{self.through} of {let} answered though nothing covers it")
        return "; ".join(said) + "."

    def against(self, today: "Consequence") -> str:
        """Say how it differs from where the version stands."""
        parts = [
            _more(self.answered - today.answered, "answered"),
            _more(self.wrong - today.wrong, "wrong"),
            _more(self.through - today.through, "uncovered let through"),
        ]
        changed = [part for part in parts if part]
        where = f"{today.threshold:.2f}, where this version stands"
        return f"Against {where}: {', '.join(changed) or 'no difference'}."


def told(record: Record, threshold: float) -> bool:
    """Whether the agent would be told what to do. An urgent message knows no threshold."""
    return record.outcome is Outcome.URGENT or record.confidence >= threshold


def consequence(records: Sequence[Record], threshold: float) -> Consequence:
    """Return what happens at `threshold`."""
    covered = [record for record in records if record.query.answerable]
    rest = [record for record in records if not record.query.answerable]
    answered = [record for record in covered if told(record, threshold)]
    return Consequence(
        threshold,
        len(covered),
        len(answered),
        sum(not record.right for record in answered),
        len(rest),
        sum(told(record, threshold) for record in rest),
    )


def curve(records: Sequence[Record]) -> tuple[Consequence, ...]:
    """Return what happens at each threshold that makes a difference, the strictest first."""
    steps = {record.confidence: [0, 0, 0] for record in records}
    for record in records:
        if record.outcome is not Outcome.URGENT:
            covered = record.query.answerable
            counts = (covered, covered and not record.right, not covered)
            step = steps[record.confidence]
            step[:] = (have + more for have, more in zip(step, counts, strict=True))
    found = [consequence(records, float("inf"))]  # only what is urgent is told
    for threshold in sorted(steps, reverse=True):
        last, (answered, wrong, through) = found[-1], steps[threshold]
        found.append(
            replace(
                last,
                threshold=threshold,
                answered=last.answered + answered,
                wrong=last.wrong + wrong,
                through=last.through + through,
            )
        )
    return tuple(found)


def changed(records: Sequence[Record], before: float, after: float) -> tuple[Record, ...]:
    """Return the messages that another threshold treats otherwise, the most confident first."""
    differ = [record for record in records if told(record, before) != told(record, after)]
    return tuple(sorted(differ, key=lambda record: -record.confidence))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _more(difference: int, what: str) -> str:
    if not difference:
        return ""
    return f"{abs(difference)} {'more' if difference > 0 else 'fewer'} {what}"
