"""slotq.verify.report: what a program reads, and what is not a report."""

import json
import os
import platform
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from slotq import __version__
from slotq.tlc.releases import RELEASES
from slotq.verify.claim import Evidence, Seeds, Strength
from slotq.verify.report import LARGEST, ReportError, as_json, document, read_report
from tests.verify.verifications import HOLDS, REFUTED, SOURCES, TOOLS, verification

REPORT = as_json(document(verification(HOLDS, REFUTED)))


def test_the_same_for_machines() -> None:
    """A program reads this; its form has a version."""
    claims = [
        {
            "name": "one",
            "sentence": "one is so.",
            "bound": "any",
            "faults": "Anything.",
            "tier": "smoke",
            "strength": "all states at a bound",
            "verdict": "holds",
            "states": 1234,
            "edges": 56789,
            "others": 0,
            "seeds": None,
            "seconds": 1.25,
            "message": "",
            "checks": [],
            "violates": None,
            "untaken": [],
        },
        {
            "name": "two",
            "sentence": "two is so.",
            "bound": "any",
            "faults": "Anything.",
            "tier": "smoke",
            "strength": "all states at a bound",
            "verdict": "refuted",
            "states": 0,
            "edges": 0,
            "others": 0,
            "seeds": None,
            "seconds": 0.5,
            "message": "the first line\n  [bold]the second[/bold]",
            "checks": [],
            "violates": None,
            "untaken": [],
        },
    ]
    assert json.loads(REPORT) == {
        "format": "slotq-verify",
        "version": 3,
        "slotq": __version__,
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "system": f"{platform.system()} {platform.machine()}",
        "libraries": [{"name": "greenlet", "evidence": "3.0.0", "installed": "3.0.0"}],
        "java": {"version": "25", "origin": "embedded", "path": "/java"},
        "tlc": {
            "version": "2.15",
            "origin": "embedded",
            "path": "/jar",
            "sha256": "abc",
            "known": False,
            "fingerprint": 0,
        },
        "go": None,
        "sources": {
            name: {"sha256": tree.sha256, "files": tree.files}
            for name, tree in (
                ("specification", SOURCES.specification),
                ("models", SOURCES.models),
                ("code", SOURCES.code),
            )
        },
        "tier": "smoke",
        "only": [],
        "verdict": "refuted",
        "began": "2026-02-03T04:05:06Z",
        "seconds": 2.5,
        "claims": claims,
    }


def test_seeds_and_strength_are_in_it() -> None:
    """Of a claim whose check chooses at random, and of one that something is false."""
    one = verification(HOLDS)
    tested = replace(one.claims[0], strength=Strength.TESTED, seeds=Seeds(0, 79))
    false = replace(one.claims[0], strength=Strength.COUNTEREXAMPLE, refutes=True)
    found = [
        (claim["strength"], claim["seeds"])
        for each in (tested, false)
        for claim in json.loads(as_json(document(replace(one, claims=[each]))))["claims"]
    ]
    assert found == [("tested", [0, 79]), ("a counterexample", None)]


def test_a_known_jar_is_said_to_be_known() -> None:
    """By its hash."""
    (sha256,) = RELEASES
    known = replace(verification(HOLDS), toolchain=replace(TOOLS, sha256=sha256))
    assert document(known).tlc.known is True


def test_what_is_written_is_read(tmp_path: Path) -> None:
    """All of it."""
    path = tmp_path / "report.json"
    path.write_text(REPORT, encoding="utf-8")
    assert read_report(path) == document(verification(HOLDS, REFUTED))


def test_a_report_of_version_2_is_still_read(tmp_path: Path) -> None:
    """It does not say what a claim checks."""
    whole = json.loads(REPORT)
    whole["version"] = 2
    for claim in whole["claims"]:
        del claim["checks"], claim["violates"], claim["untaken"]
    path = tmp_path / "report.json"
    path.write_text(json.dumps(whole), encoding="utf-8")
    found = read_report(path)
    assert [(claim.checks, claim.untaken) for claim in found.claims] == [(None, None)] * 2


def changed(change: Callable[[dict[str, Any]], object]) -> bytes:
    """The report with a change."""
    whole = json.loads(REPORT)
    change(whole)
    return json.dumps(whole).encode()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is not a report of slotq verify --json: Input data was truncated"),
        (b"[1, 2]", "is not a report of slotq verify --json: Expected `object`, got `array`"),
        (b"{}", "is not a report of slotq verify --json"),
        (b'{"format": "slotq-verify"}', "is a report of another version than 2 or 3"),
        (changed(lambda it: it.update(version=1)), "is a report of another version than 2 or 3"),
        (changed(lambda it: it.update(version=4)), "is a report of version 4, newer than 3: "),
        (
            changed(lambda it: it.update(version=9**99)),
            "newer than 3: compare it with a newer",
        ),
        (changed(lambda it: it["claims"][0].update(states=-1)), "Expected `int` >= 0"),
        (changed(lambda it: it["claims"][0].update(edges=-1)), "Expected `int` >= 0"),
        (changed(lambda it: it["claims"][0].update(others=-1)), "Expected `int` >= 0"),
        (changed(lambda it: it["claims"][0].update(seconds=-1)), "Expected `float` >= 0"),
        (changed(lambda it: it["claims"][0].update(seeds=[3, 2])), "has seeds from 3 to 2"),
        (changed(lambda it: it.update(version=True)), "is a report of another version than 2 or 3"),
        (changed(lambda it: it.update(format="junit")), "is not a report of slotq verify --json"),
        (changed(lambda it: it.pop("sources")), "missing required field `sources`"),
        (changed(lambda it: it["claims"][0].pop("checks")), "a claim has no `checks`"),
        (changed(lambda it: it.update(claims=[{}])), "missing required field `name` - at `$.claim"),
        (changed(lambda it: it["claims"].extend(it["claims"])), "has two rows of one claim: one"),
        (b'{"format": "\xff"}', "is not a report of slotq verify --json"),
        (b"[" * 1_000_000, "is not a report of slotq verify --json"),
        (b" " * (LARGEST + 1), f"is longer than {LARGEST} bytes"),
    ],
)
def test_what_is_not_a_report_is_refused_in_a_line(
    tmp_path: Path, data: bytes, reason: str
) -> None:
    """Old, foreign and hostile files."""
    path = tmp_path / "report.json"
    path.write_bytes(data)
    with pytest.raises(ReportError) as caught:
        read_report(path)
    assert str(caught.value).startswith(f"{path} ")
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["none.json", "", "a\0b"])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, name: str) -> None:
    """None, a folder, and a name that no file can have."""
    with pytest.raises(ReportError, match="cannot be read"):
        read_report(tmp_path / name)


@pytest.mark.timeout(20)
def test_what_is_no_ordinary_file_is_refused(tmp_path: Path) -> None:
    """A pipe would be waited for."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    with pytest.raises(ReportError) as caught:
        read_report(path)
    assert str(caught.value) == f"{path} is not an ordinary file"


def test_what_stands_in_it_is_bounded_and_escaped() -> None:
    """Times have milliseconds, and texts from outside nothing that a terminal would obey."""
    outside = Path("/a\x1b[2J")
    result = replace(HOLDS, evidence=Evidence(1, 2, 3), seconds=1.23456, message="\x1b[2J\na\t")
    tools = replace(TOOLS, java=outside, jar=outside, jar_origin="\x1b")
    found = document(replace(verification(result), toolchain=tools, seconds=9.87654))
    (row,) = found.claims
    assert (row.states, row.edges, row.others, row.seconds) == (1, 2, 3, 1.235)
    assert row.message == "\\x1b[2J\na\\t"
    assert (found.seconds, found.java.path) == (9.877, "/a\\x1b[2J")
    assert (found.tlc.path, found.tlc.origin) == ("/a\\x1b[2J", "\\x1b")


def test_the_longest_report_is_read(tmp_path: Path) -> None:
    """One byte more is too much."""
    path = tmp_path / "report.json"
    path.write_bytes(REPORT.encode().ljust(LARGEST))
    assert read_report(path) == document(verification(HOLDS, REFUTED))
