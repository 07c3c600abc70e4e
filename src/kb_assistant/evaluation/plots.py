"""Plots as inline SVG. Colours come from the classes of the page's style sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from kb_assistant.evaluation.outcomes import Bin
from kb_assistant.evaluation.runner import Record

_SIZE = 260.0
_LEFT, _TOP, _BOTTOM, _RIGHT = 46.0, 12.0, 40.0, 14.0
_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)

Points = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a bar chart; the value is a share, 0 to 1."""

    label: str
    value: float
    note: str
    style: str


@dataclass(frozen=True, slots=True)
class Curve:
    """How outcomes would change with the threshold of an answer.

    Args:
        wrong: share of the answerable that would be answered, and answered wrongly.
        let_through: share of the answerable answered, and of the uncovered.
        now: the first as the assistant decides today.
    """

    wrong: tuple[tuple[float, float], ...]
    let_through: tuple[tuple[float, float], ...]
    now: tuple[float, float]


def coverage_curve(records: Sequence[Record]) -> Curve:
    """Follow the threshold from the most confident first result to the least."""
    asked = sum(record.query.answerable for record in records)
    uncovered = len(records) - asked
    answered = wrong = through = 0
    missed: list[tuple[float, float]] = [(0.0, 0.0)]
    passed: list[tuple[float, float]] = [(0.0, 0.0)]
    ordered = sorted(records, key=lambda record: -record.confidence)
    for place, record in enumerate(ordered):
        answered += record.query.answerable
        wrong += record.query.answerable and not record.right
        through += not record.query.answerable
        last = place + 1 == len(ordered)
        if last or ordered[place + 1].confidence != record.confidence:
            missed.append((_share(answered, asked), _share(wrong, asked)))
            passed.append((_share(answered, asked), _share(through, uncovered)))
    told = [record for record in records if record.query.answerable and record.confident]
    now = _share(len(told), asked), _share(sum(not record.right for record in told), asked)
    return Curve(tuple(missed), tuple(passed), now)


def _share(count: int, total: int) -> float:
    return count / total if total else 0.0


def reliability_plot(bins: Sequence[Bin]) -> str:
    """Confidence shown against share right; the bars say how many queries there are."""
    most = max((part.n for part in bins), default=0) or 1
    shapes = [_line(((0, 0), (1, 1)), "kb-guide")]
    for part in bins:
        if not part.n:
            continue
        x, top = _at(part.low, 0.25 * part.n / most)
        floor = _at(0, 0)[1]
        width = _SIZE * (part.high - part.low) - 2
        title = (
            f"{part.low:.1f} to {part.high:.1f}: {part.n} queries,"
            f" shown {part.confidence:.2f}, right {part.right:.2f}"
        )
        shapes.append(
            f'<rect class="kb-count" x="{x + 1:.1f}" y="{top:.1f}" width="{width:.1f}"'
            f' height="{floor - top:.1f}"><title>{title}</title></rect>'
        )
        shapes.append(
            _dot((part.confidence, part.right), "kb-a", title, 2 + 5 * (part.n / most) ** 0.5)
        )
    shapes.append(_line([(b.confidence, b.right) for b in bins if b.n], "kb-a kb-thin"))
    return _frame("Reliability", "confidence shown", "share right", shapes)


def coverage_plot(curve: Curve) -> str:
    """Wrong answers and uncovered messages let through against answerable messages answered."""
    shapes = [
        _line(curve.let_through, "kb-b"),
        _line(curve.wrong, "kb-a"),
        _dot(curve.now, "kb-a", f"today: {curve.now[0]:.3f} answered, {curve.now[1]:.3f} wrong"),
    ]
    return _frame("Coverage", "share of answerable messages answered", "share", shapes)


def bar_chart(name: str, bars: Sequence[Bar]) -> str:
    """One bar a row, from 0 to 1."""
    height, left, width = 22, 150, 230
    rows = [
        f'<text class="kb-label" x="{left - 8}" y="{place * height + 15}"'
        f' text-anchor="end">{escape(bar.label)}</text>'
        f'<rect class="kb-track" x="{left}" y="{place * height + 4}" width="{width}" height="14"/>'
        f'<rect class="kb-bar {escape(bar.style)}" x="{left}" y="{place * height + 4}"'
        f' width="{width * bar.value:.1f}" height="14"/>'
        f'<text x="{left + width + 8}" y="{place * height + 15}">{escape(bar.note)}</text>'
        for place, bar in enumerate(bars)
    ]
    size = f"0 0 {left + width + 110} {len(bars) * height + 6}"
    return f'<svg viewBox="{size}" role="img" aria-label="{escape(name)}">{"".join(rows)}</svg>'


def _frame(name: str, x_title: str, y_title: str, shapes: Sequence[str]) -> str:
    width, height = _LEFT + _SIZE + _RIGHT, _TOP + _SIZE + _BOTTOM
    parts: list[str] = []
    for tick in _TICKS:
        x, y = _at(tick, tick)
        parts += [
            _line(((0, tick), (1, tick)), "kb-grid"),
            f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{tick:g}</text>',
            f'<text x="{x:.1f}" y="{_TOP + _SIZE + 16}" text-anchor="middle">{tick:g}</text>',
        ]
    middle = _TOP + _SIZE / 2
    parts += [
        f'<text x="{_LEFT + _SIZE / 2}" y="{height - 6}" text-anchor="middle">{x_title}</text>',
        (
            f'<text x="12" y="{middle}" text-anchor="middle"'
            f' transform="rotate(-90 12 {middle})">{y_title}</text>'
        ),
    ]
    body = "".join((*parts, *shapes))
    return f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{name}">{body}</svg>'


def _at(x: float, y: float) -> tuple[float, float]:
    return _LEFT + _SIZE * x, _TOP + _SIZE * (1 - y)


def _line(points: Points, style: str) -> str:
    where = " ".join(f"{x:.1f},{y:.1f}" for x, y in (_at(*point) for point in points))
    return f'<polyline class="kb-line {style}" points="{where}"/>'


def _dot(point: tuple[float, float], style: str, title: str, radius: float = 4) -> str:
    x, y = _at(*point)
    where = f'cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"'
    return f'<circle class="kb-dot {style}" {where}><title>{escape(title)}</title></circle>'
