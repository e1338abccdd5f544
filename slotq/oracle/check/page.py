"""A verdict as one page of HTML that needs nothing else: no network, no script.

All text from a log, and the log's name, goes through `escape`: bounded, without control characters
or marks that turn text around, and escaped. The page forbids itself to load or to run anything, so
that what slipped through could not do harm either.
"""

import html
import json
from collections.abc import Iterable, Iterator

from slotq.oracle.history.rules import HistoryFault
from slotq.oracle.verdict.excerpt import Excerpt, cells, processes, writers
from slotq.oracle.verdict.verdict import Fault, Verdict, write_line

_LONGEST = 1_000
LONGEST_TITLE = 120
_STYLE = """
:root { color-scheme: light dark; --ink: #1b1b1f; --paper: #fff; --soft: #f1f2f5; --line: #c4c7cf;
  --wrong: #a40e26; --wrong-paper: #ffebe9; --focus: #0550ae; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e7ea; --paper: #16181d; --soft: #22252c;
  --line: #474c57; --wrong: #ff9a94; --wrong-paper: #4b1517; --focus: #79b8ff; } }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 96rem; margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.6rem; line-height: 1.25; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin-top: 2rem; }
code, td, tbody th { font-family: ui-monospace, monospace; font-size: 0.875rem; }
code, dd { overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: minmax(6rem, max-content) 1fr; gap: 0.25rem 1.5rem; }
dt { font-weight: 600; overflow-wrap: anywhere; }
dd { margin: 0; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 6px; }
.scroll:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; padding: 0.5rem 0.75rem; }
th, td { text-align: left; padding: 0.2rem 0.75rem; white-space: nowrap; vertical-align: top; }
thead th { background: var(--soft); border-block: 1px solid var(--line); }
tbody th { font-weight: 400; background: var(--paper); }
thead th:first-child, tbody th { position: sticky; left: 0; }
tbody tr + tr > * { border-top: 1px solid var(--soft); }
.wrong > * { background: var(--wrong-paper); border-block: 2px solid var(--wrong) !important; }
.wrong strong { color: var(--wrong); }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: 0.5rem; } }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def escape(text: object, longest: int = _LONGEST) -> str:
    """Write anything from outside as it may stand in an element or an attribute."""
    safe = str(text)
    if not (safe.isascii() and safe.isprintable()):
        safe = safe[:longest].encode("unicode_escape").decode("ascii")
    if len(safe) > longest:
        safe = f"{safe[: longest - 3]}..."
    return html.escape(safe)


def code(text: object) -> str:
    """Write anything from outside as code."""
    return f"<code>{escape(text)}</code>"


def pairs(named: Iterable[tuple[str, str]]) -> Iterator[str]:
    """List names and what they are, both of which are HTML already."""
    yield "<dl>"
    for name, value in named:
        yield f"<dt>{name}</dt><dd>{value}</dd>"
    yield "</dl>"


def write_page(verdict: Verdict) -> str:
    """Write a verdict as a page."""
    fault = verdict.fault
    place = "" if fault is None else f" at line {fault.line}"
    headline = f"{escape(verdict.file, LONGEST_TITLE)}: {verdict.outcome}{place}"
    body = [*_summary(verdict)]
    if fault is not None:
        body += [*_wrong(fault), *_possible(fault)]
        if verdict.excerpt is not None:
            body += _table(verdict.excerpt, fault.line)
    return document(headline, body)


def document(headline: str, body: Iterable[str]) -> str:
    """Make a page of lines of HTML.

    Args:
        headline: Its title, which is HTML already.
        body: What stands below.
    """
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="generator" content="slotq show">',
            f"<title>{headline}</title>",
            f"<style>{_STYLE}</style>",
            "</head>",
            "<body>",
            "<main>",
            f"<h1>{headline}</h1>",
            *body,
            "</main>",
            "</body>",
            "</html>",
            "",
        ]
    )


def _summary(verdict: Verdict) -> Iterator[str]:
    known, fault = verdict.code, verdict.fault
    if fault is not None:
        blame = f"The <strong>{fault.blame}</strong> is at fault"
        yield f"<p>{blame}: {escape(fault.code.says)}</p>"
    if verdict.reason:
        yield f"<p>{escape(verdict.reason)}</p>"
    if verdict.outcome == "accepted":
        yield "<p>Everything that was judged is allowed by the specification.</p>"
        if not verdict.ended:
            yield "<p>There is no End, so missing steps are not judged.</p>"
    told = []
    if known is not None:
        told = [("Code", f"{known.code}: {escape(known.title)}"), ("Look at", escape(known.look))]
    told.append(("Lines judged", str(verdict.judged)))
    told += [
        (f"Not judged: {escape(name)}", str(count))
        for name, count in sorted(verdict.not_judged.items())
    ]
    yield from pairs(told)


def _wrong(fault: Fault) -> Iterator[str]:
    rule = f"{escape(fault.rule)}: " if isinstance(fault, HistoryFault) else ""
    told = [
        (f"Line {fault.line}", code(write_line(fault.event))),
        ("Violated condition", rule + code(fault.guard)),
    ]
    if fault.field is not None:
        said, expected = json.dumps(fault.said), json.dumps(fault.expected)
        told += [
            (f"{escape(fault.field)} in the log", code(said)),
            (f"{escape(fault.field)} as specified", code(expected)),
        ]
    yield "<h2>What is wrong</h2>"
    yield from pairs(told)
    if fault.values:
        yield "<h3>Values</h3>"
        yield from pairs((code(name), code(value)) for name, value in fault.values.items())


def _possible(fault: Fault) -> Iterator[str]:
    if isinstance(fault, HistoryFault):
        if fault.possible:
            yield "<h2>What would have been allowed instead</h2>"
            yield from _lines(fault.possible)
    elif fault.event.get("action") == "End" and fault.field is None:
        yield "<h2>What is missing before the End</h2>"
        yield from _lines((*fault.possible, *fault.others))
    else:
        yield "<h2>What would have been allowed instead</h2>"
        if fault.possible:
            yield "<p>This process could have taken one of these steps:</p>"
            yield from _lines(fault.possible)
        else:
            yield "<p>This process had no enabled step.</p>"
        if fault.others:
            yield "<p>Other processes could have taken one of these steps:</p>"
            yield from _lines(fault.others)
    if fault.left_out:
        yield f"<p>There are {fault.left_out} more.</p>"


def _lines(lines: Iterable[dict[str, object]]) -> Iterator[str]:
    yield "<ul>"
    yield from (f"<li>{code(write_line(line))}</li>" for line in lines)
    yield "</ul>"


def table_opening(title: str, caption: str, columns: Iterable[str]) -> Iterator[str]:
    """Begin a table that scrolls by itself.

    Args:
        title: What is above it, of ours.
        caption: What it shows, which is HTML already.
        columns: What is above its columns, from anywhere.
    """
    yield f'<h2 id="lines">{title}</h2>'
    yield '<div class="scroll" role="region" aria-labelledby="lines" tabindex="0">'
    yield "<table>"
    yield f"<caption>{caption}</caption>"
    headings = "".join(f'<th scope="col">{escape(name)}</th>' for name in columns)
    yield f"<thead><tr>{headings}</tr></thead>"
    yield "<tbody>"


TABLE_CLOSING = "</tbody>\n</table>\n</div>"


def _table(excerpt: Excerpt, fault: int) -> Iterator[str]:
    names = processes(excerpt)
    yield from table_opening(
        "The lines that show the fault",
        f"{escape(excerpt.sentence.capitalize())}. One column for each process.",
        ["line", *names.values()],
    )
    for number, event, writer in zip(excerpt.lines, excerpt.events, writers(excerpt), strict=True):
        wrong = number == fault
        said = cells(event, whole=wrong)
        row = [
            f"<td>{escape(said[name] if name == writer else 'receives')}</td>"
            if name in said
            else "<td></td>"
            for name in names
        ]
        mark = " <strong>&#9654; wrong</strong>" if wrong else ""
        opening = '<tr class="wrong">' if wrong else "<tr>"
        yield f'{opening}<th scope="row">{number}{mark}</th>{"".join(row)}</tr>'
    yield TABLE_CLOSING
