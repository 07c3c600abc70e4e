"""Plots of this page as SVG: the coverage curve with its handle, and small trends."""

from collections.abc import Sequence

from kb_assistant.pages.quality.threshold import Consequence
from kb_assistant.pages.text import escape

_WIDTH, _HEIGHT = 470.0, 260.0
_LEFT, _TOP, _BOTTOM, _RIGHT = 52.0, 14.0, 42.0, 18.0
_CEILINGS = (0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0)
_LEAST = 0.03
_QUARTERS = (0.0, 0.25, 0.5, 0.75, 1.0)

Point = tuple[float, float]


def coverage(curve: Sequence[Consequence], today: Consequence, here: Consequence) -> str:
    """Wrong answers and uncovered messages let through against messages answered."""
    wrong = [_wrong(one) for one in curve]
    through = [_through(one) for one in curve] if here.uncovered else []
    # Where nothing is refused, everything uncovered is let through: that end is cut off.
    seen = [_through(one)[1] for one in (today, here)] if through else []
    top = _ceiling(1.5 * max(_LEAST, *(y for _, y in wrong), *seen))
    shapes = _grid(top)
    if through:
        shapes.append(_line(through, top, "kb-b"))
    shapes.append(_line(wrong, top, "kb-a"))
    x = _at(_wrong(here), top)[0]
    ends = f'x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP}" y2="{_TOP + _HEIGHT}"'
    shapes.append(f'<line class="kb-here" {ends}/>')
    shapes.append(_mark(_wrong(today), top, "kb-today", f"today. {today}", 6))
    if through:
        shapes.append(_mark(_through(here), top, "kb-dot kb-b", str(here)))
    shapes.append(_mark(_wrong(here), top, "kb-dot kb-a", str(here), 6))
    size = f"0 0 {_LEFT + _WIDTH + _RIGHT} {_TOP + _HEIGHT + _BOTTOM}"
    words = escape(f"Coverage against wrong answers. {here}")
    return f'<svg viewBox="{size}" role="img" aria-label="{words}">{"".join(shapes)}</svg>'


def trend(title: str, values: Sequence[tuple[float, str]], *, less_is_better: bool) -> str:
    """A small line of a measure over runs, the oldest first, each with what its dot says."""
    width, height, edge = 220.0, 64.0, 8.0
    numbers = [value for value, _ in values]
    low, high = min(numbers), max(numbers)
    spread = max(high - low, 0.02)
    low = (low + high - spread) / 2
    step = (width - 2 * edge) / max(len(values) - 1, 1)
    at = [
        (edge + step * place, edge + (height - 2 * edge) * (1 - (value - low) / spread))
        for place, value in enumerate(numbers)
    ]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in at)
    dots = "".join(
        f'<circle class="kb-dot {"kb-last" if place + 1 == len(at) else "kb-first"}" cx="{x:.1f}"'
        f' cy="{y:.1f}" r="{4 if place + 1 == len(at) else 2.5}">'
        f"<title>{escape(values[place][1])}</title></circle>"
        for place, (x, y) in enumerate(at)
    )
    way = "less is better" if less_is_better else "more is better"
    label = escape(f"{title} over {len(values)} runs, {way}: last {numbers[-1]:.3f}")
    return (
        f'<svg class="kb-q-spark" viewBox="0 0 {width} {height}" role="img" aria-label="{label}">'
        f'<polyline class="kb-line kb-a" points="{path}"/>{dots}</svg>'
    )


def _wrong(one: Consequence) -> Point:
    return _share(one.answered, one.asked), _share(one.wrong, one.asked)


def _through(one: Consequence) -> Point:
    return _share(one.answered, one.asked), _share(one.through, one.uncovered)


def _share(count: int, total: int) -> float:
    return count / total if total else 0.0


def _ceiling(highest: float) -> float:
    return next((step for step in _CEILINGS if step >= highest), 1.0)


def _grid(top: float) -> list[str]:
    parts = []
    for share in _QUARTERS:
        x, y = _at((share, share * top), top)
        parts += [
            _line([(0, share * top), (1, share * top)], top, "kb-grid"),
            f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{share * top:.3g}</text>',
            f'<text x="{x:.1f}" y="{_TOP + _HEIGHT + 17}" text-anchor="middle">{share:.0%}</text>',
        ]
    middle = _TOP + _HEIGHT / 2
    bottom = _TOP + _HEIGHT + _BOTTOM - 6
    return [
        *parts,
        (
            f'<text x="{_LEFT + _WIDTH / 2}" y="{bottom}" text-anchor="middle">'
            "covered messages answered</text>"
        ),
        (
            f'<text x="12" y="{middle}" text-anchor="middle"'
            f' transform="rotate(-90 12 {middle})">share</text>'
        ),
    ]


def _line(points: Sequence[Point], top: float, style: str) -> str:
    where = " ".join(f"{x:.1f},{y:.1f}" for x, y in (_at(point, top) for point in points))
    return f'<polyline class="kb-line {style}" points="{where}"/>'


def _mark(point: Point, top: float, style: str, title: str, radius: float = 4.5) -> str:
    x, y = _at(point, top)
    where = f'cx="{x:.1f}" cy="{y:.1f}" r="{radius}"'
    return f'<circle class="{style}" {where}><title>{escape(title)}</title></circle>'


def _at(point: Point, top: float) -> Point:
    x, y = point
    return _LEFT + _WIDTH * x, _TOP + _HEIGHT * (1 - min(y / top, 1.0))
