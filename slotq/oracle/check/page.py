"""A verdict as one page of HTML: what is wrong, what would not have been, and a drawing."""

import json
from collections.abc import Iterable, Iterator

from slotq.oracle.history.rules import HistoryFault
from slotq.oracle.verdict.excerpt import Excerpt, cells, processes, writers
from slotq.oracle.verdict.verdict import Fault, Verdict, write_line
from slotq.pictures.page import (
    LONGEST_TITLE,
    TABLE_CLOSING,
    code,
    document,
    escape,
    pairs,
    table_opening,
)


def write_page(verdict: Verdict, drawing: Iterable[str] = ()) -> str:
    """Write a verdict as a page.

    Args:
        verdict: The verdict.
        drawing: A drawing of the log, as lines of HTML.
    """
    fault = verdict.fault
    place = "" if fault is None else f" at line {fault.line}"
    headline = f"{escape(verdict.file, LONGEST_TITLE)}: {verdict.outcome}{place}"
    body = [*_summary(verdict)]
    if fault is not None:
        body += [*_wrong(fault), *_possible(fault)]
        if verdict.excerpt is not None:
            body += _table(verdict.excerpt, fault.line)
    return document(headline, [*body, *drawing])


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
