"""What every section of the HTML page is made of."""

from collections.abc import Iterable, Sequence
from html import escape

STYLE = """
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5b6675; --line: #dde2e8; --paper: #fff;
  --a: #1f6feb; --b: #c2571a; --count: #dfe8f5; --bad: #b42318; --good: #176f3d; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaf0; --soft: #9aa5b4; --line: #333c48;
  --paper: #14181e; --a: #6aa5ff; --b: #f0935a; --count: #263447; --bad: #ff8f85;
  --good: #6fd39a; } }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 15px/1.45 system-ui, sans-serif; }
main { max-width: 1060px; margin: 0 auto; padding: 24px 20px 60px; }
h1 { font-size: 22px; margin: 0; } h2 { font-size: 17px; margin: 34px 0 8px; }
.kb-gate { border-left: 5px solid var(--soft); padding: 6px 14px; }
.kb-open { border-color: var(--good); } .kb-closed { border-color: var(--bad); }
.kb-broken { color: var(--bad); font-weight: 600; }
.kb-wide { overflow-x: auto; } .kb-even table { table-layout: fixed; }
table { border-collapse: collapse; width: 100%; margin: 0 0 14px;
  font-variant-numeric: tabular-nums; }
th { text-align: left; font-size: 13px; color: var(--soft); font-weight: 600; }
th, td { padding: 5px 12px 5px 0; border-bottom: 1px solid var(--line); vertical-align: top;
  overflow-wrap: break-word; }
td:first-child, th:first-child { width: 26%; }
small { display: block; color: var(--soft); }
ul { margin: 0; padding-left: 16px; }
details { margin: 4px 0; } summary { cursor: pointer; padding: 4px 0; }
.kb-plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(400px, 1fr)); gap: 26px; }
figure { margin: 0; } figcaption { min-height: 46px; margin-bottom: 8px; font-size: 14px; }
svg { width: 100%; max-width: 500px; height: auto; }
svg text { font-size: 11px; fill: var(--soft); }
svg .kb-label { fill: var(--ink); }
.kb-line { fill: none; stroke-width: 2; } .kb-thin { stroke-width: 1; }
.kb-grid { stroke: var(--line); stroke-width: 1; }
.kb-guide { stroke: var(--soft); stroke-width: 1; stroke-dasharray: 4 4; }
.kb-line.kb-a { stroke: var(--a); } .kb-line.kb-b { stroke: var(--b); } .kb-dot { fill: var(--a); }
.kb-count, .kb-track { fill: var(--count); } .kb-fill-a { fill: var(--a); }
.kb-fill-b { fill: var(--b); }
.kb-key-a { color: var(--a); font-weight: 600; } .kb-key-b { color: var(--b); font-weight: 600; }
"""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table. The cells of `rows` are HTML, those of `head` plain text."""
    top = "".join(f"<th>{escape(cell).replace('_', '_<wbr>')}</th>" for cell in head)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f'<div class="kb-wide"><table><tr>{top}</tr>{body}</table></div>'


def bullets(items: Iterable[str]) -> str:
    """Return a list of plain texts, nothing if there are none."""
    points = "".join(f"<li>{escape(item)}</li>" for item in items)
    return f"<ul>{points}</ul>" if points else ""


def closed(summary: str, body: str) -> str:
    """Return HTML that opens at a click on a plain text."""
    return f"<details><summary>{escape(summary)}</summary>{body}</details>"
