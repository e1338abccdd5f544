"""Nasty files that are kept: each gets its one sentence, or a verdict, and nothing ever breaks.

A new one goes into tests/data/fuzz and, with the code that it should get, into the table here.
"""

import json
from collections import defaultdict
from pathlib import Path

import pytest

from slotq.formats.errors import InputError
from slotq.oracle.check.judge_files import check, exit_code
from slotq.oracle.verdict.verdict import Verdict, as_json, code_of, render
from tests.conftest import ROOT
from tests.stranger import here

CORPUS = sorted(path for path in (ROOT / "tests" / "data" / "fuzz").iterdir() if path.is_file())
EXPECTED = {
    "SQ002": {
        "gzip-magic-only.gz",
        "history-damaged.gz",
        "history-trailing-garbage.gz",
        "history-truncated.gz",
        "trace-damaged.gz",
        "trace-trailing-garbage.gz",
        "trace-truncated.gz",
    },
    "SQ003": {
        "history-long-line.gz",
        "trace-long-line.gz",
    },
    "SQ004": {
        "empty.gz",
        "empty.ndjson",
    },
    "SQ006": {
        "format-as-object.ndjson",
    },
    "SQ008": {
        "gzip-in-gzip.gz",
        "history-bad-utf8.ndjson",
        "history-overlong-utf8.ndjson",
        "history-utf16.ndjson",
        "trace-bad-utf8.ndjson",
        "trace-overlong-utf8.ndjson",
        "trace-utf16.ndjson",
    },
    "SQ009": {
        "history-byte-order-mark.ndjson",
        "history-cut-off.ndjson",
        "history-lone-surrogate.ndjson",
        "history-not-a-number.ndjson",
        "history-nul-bytes.ndjson",
        "history-two-objects-a-line.ndjson",
        "trace-byte-order-mark.ndjson",
        "trace-cut-off.ndjson",
        "trace-lone-surrogate.ndjson",
        "trace-not-a-number.ndjson",
        "trace-nul-bytes.ndjson",
        "trace-two-objects-a-line.ndjson",
    },
    "SQ010": {
        "history-empty-name.ndjson",
        "history-fraction.ndjson",
        "history-huge-version.ndjson",
        "history-infinite.ndjson",
        "history-long-name.ndjson",
        "history-negative.ndjson",
        "history-omits-everything.ndjson",
        "history-same-field-twice.ndjson",
        "history-ten-thousand-digits.ndjson",
        "history-wrong-types.ndjson",
        "null.ndjson",
        "trace-empty-name.ndjson",
        "trace-fraction.ndjson",
        "trace-huge-version.ndjson",
        "trace-infinite.ndjson",
        "trace-long-name.ndjson",
        "trace-negative.ndjson",
        "trace-omits-everything.ndjson",
        "trace-same-field-twice.ndjson",
        "trace-ten-thousand-digits.ndjson",
        "trace-wrong-types.ndjson",
    },
    "SQ012": {
        "history-sequence-at-the-limit.ndjson",
        "trace-sequence-at-the-limit.ndjson",
    },
    "SQ014": {
        "history-hostile-omits.ndjson",
        "trace-hostile-omits.ndjson",
    },
    "SQ016": {
        "history-two-to-the-64.ndjson",
        "trace-snapshot-of-everything.ndjson",
        "trace-two-to-the-64.ndjson",
    },
    "SQ017": {
        "trace-huge-window.ndjson",
    },
    "SQ018": {
        "history-blank-lines.ndjson",
        "trace-blank-lines.ndjson",
    },
    "SQ019": {
        "array-header.ndjson",
    },
    "SQ021": {
        "history-deep-header.ndjson",
        "history-deep-nesting-unclosed.ndjson",
        "history-deep-nesting.ndjson",
        "trace-deep-header.ndjson",
        "trace-deep-nesting-unclosed.ndjson",
        "trace-deep-nesting.ndjson",
    },
    "SQ112": {
        "trace-approximate-token-at-the-limit.ndjson",
        "trace-unknown-token-at-the-limit.ndjson",
    },
    "SQ121": {
        "trace-largest-integers.ndjson",
    },
    "SQ123": {
        "trace-hostile-names.ndjson",
    },
    "SQ144": {
        "trace-end-of-nothing.ndjson",
    },
    "SQ207": {
        "history-hostile-names.ndjson",
    },
    "SQ401": {
        "history-huge-window.ndjson",
    },
    "accepted": {
        "history-largest-integers.ndjson",
    },
}


def test_each_file_is_refused_for_what_is_wrong_with_it() -> None:
    """By the code, so that the right sentence is said; none is missing and none is new."""
    found = defaultdict(set)
    for path in CORPUS:
        code = code_of(check(str(path)))
        found["accepted" if code is None else code.code].add(path.name)
    assert found == EXPECTED


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_the_answer_can_be_printed(path: Path) -> None:
    """In plain ASCII without anything that moves a cursor, and as JSON."""
    result = check(str(path))
    assert json.loads(json.dumps(as_json(result)))["file"] == str(path)
    text = render(result)
    assert text.isascii()
    assert text.replace("\n", "").isprintable()
    if isinstance(result, InputError):
        assert (text.count("\n"), exit_code([result])) == (1, 2)
    else:
        assert isinstance(result, Verdict)


def test_a_stranger_sees_a_line_for_each(tmp_path: Path) -> None:
    """The whole command: no exception for any of them, and exit code 2."""
    unusable = [str(path) for path in CORPUS if isinstance(check(str(path)), InputError)]
    ran = here("check", *unusable, cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    lines = ran.err.splitlines()
    assert len(lines) == len(unusable)
    assert all(line.startswith(path) for line, path in zip(lines, unusable, strict=True))
