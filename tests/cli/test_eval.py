"""slotq.cli.eval: records from a file or a pipe, and what the exit code says of them."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from slotq.cli.eval import evaluate
from slotq.evaluate import answers
from slotq.evaluate.answers import Kind
from slotq.evaluate.errors import BadRecordsError
from tests.conftest import ROOT
from tests.stranger import Ran, command, environment, here, slotq

GOLDEN = ROOT / "tests" / "data" / "golden"
WAITING = b'{"id":"\xc3\xa9","request":{"wait":1},"container":{}}\n'
ANSWER = '{"id":"é","idle":false}\n'


def test_records_from_a_pipe(tmp_path: Path) -> None:
    """UTF-8 whatever the terminal's encoding; the last line may lack its end."""
    variables = {"PYTHONIOENCODING": "ascii"}
    given = WAITING + WAITING.rstrip()
    ran = slotq("eval", "is-idle", cwd=tmp_path, given=given, variables=variables)
    assert Ran(0, ANSWER * 2, "") == ran


def test_records_from_a_file(tmp_path: Path) -> None:
    """As many answers as records."""
    file = GOLDEN / "manager.ndjson"
    ran = here("eval", "manager", str(file), cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert len(file.read_text(encoding="utf-8").splitlines()) == len(ran.out.splitlines())


def test_the_first_example_of_the_documentation(tmp_path: Path) -> None:
    """A reader who types it sees what the page shows."""
    page = (ROOT / "docs" / "formats" / "slotq-eval.md").read_text(encoding="utf-8")
    shown = re.search(r"```sh\nprintf '(.+)' \|\n +slotq (.+)\n```\n\n```json\n(.+\n)```\n", page)
    assert shown is not None
    given, arguments, answer = shown.groups()
    assert Ran(0, answer, "") == here(*arguments.split(), cwd=tmp_path, given=given.encode())


def test_a_bad_record_makes_it_fail_at_the_end(tmp_path: Path) -> None:
    """After all answers."""
    ran = here("eval", "is-idle", "-", cwd=tmp_path, given=WAITING + b"x\n" + WAITING)
    error = "the line is not JSON: JSON is malformed: invalid character (byte 0)"
    said = "slotq: -: 1 of 3 records are invalid: see their answers\n"
    assert Ran(2, f'{ANSWER}{{"line":2,"error":"{error}"}}\n{ANSWER}', said) == ran


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["is-idle"], "-: there are no records"),
        (["is-idle", "no.ndjson"], "no.ndjson: No such file or directory"),
        (["is-idle", "."], ".: Is a directory"),
        ([], f"Missing argument 'KIND'. Choose from: {', '.join(Kind)}. Try slotq eval --help."),
    ],
)
def test_without_records_it_fails(tmp_path: Path, arguments: list[str], said: str) -> None:
    """In a line; nothing evaluated is no success."""
    assert Ran(2, "", f"slotq: {said}\n") == here("eval", *arguments, cwd=tmp_path)


@pytest.mark.parametrize(
    ("start", "name"),
    [
        (b"\x1f\x8b\x08", "gzip"),
        (b"BZh9", "bzip2"),
        (b"\xfd7zXZ\0", "xz"),
        (b"\x28\xb5\x2f\xfd", "zstd"),
        (b"PK\x03\x04", "zip"),
    ],
)
def test_compressed_records_are_told(tmp_path: Path, start: bytes, name: str) -> None:
    """By their kind, in one line, and no answer to what they are not."""
    (tmp_path / "records").write_bytes(start + b"\n\n")
    ran = here("eval", "is-idle", "records", cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(
        f"slotq: records: it is compressed by {name}, and compressed input is not supported"
    )


def test_what_has_no_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A device at once, a line without end after a while."""
    ran = here("eval", "is-idle", "/dev/zero", cwd=tmp_path)
    said = "it is a device: read records from a file, a pipe or a terminal"
    assert Ran(2, "", f"slotq: /dev/zero: {said}\n") == ran
    monkeypatch.setattr(answers, "_ENDLESS", 1 << 20)
    (tmp_path / "records").write_bytes(b"x" * (1 << 22))
    with pytest.raises(BadRecordsError, match="a line is longer than 1048576 bytes"):
        evaluate(Kind.IS_IDLE, str(tmp_path / "records"))


def test_the_same_in_this_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Where its lines can be counted."""
    file = tmp_path / "records"
    file.write_bytes(WAITING)
    evaluate(Kind.IS_IDLE, str(file))
    with file.open(encoding="utf-8") as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        evaluate(Kind.IS_IDLE)
    assert ANSWER.encode() * 2 == capsysbinary.readouterr().out
    for content, said in ((b"", "there are no records"), (b"x", "1 of 1 records are invalid")):
        file.write_bytes(content)
        with pytest.raises(BadRecordsError, match=said):
            evaluate(Kind.IS_IDLE, str(file))


def test_an_unknown_kind_is_answered_with_those_that_there_are(tmp_path: Path) -> None:
    """So that nobody has to look."""
    ran = here("eval", "x", cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count("\n") == 1
    assert "'slot-queue-key', 'is-new-container-needed', 'is-idle'" in ran.err


def test_an_answer_comes_before_the_next_record(tmp_path: Path) -> None:
    """Another program may keep it running, and ask one thing after the other."""
    with subprocess.Popen(
        command("eval", "is-idle"),
        cwd=tmp_path,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(),
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for _ in range(3):
            process.stdin.write(WAITING)
            process.stdin.flush()
            assert ANSWER.encode() == process.stdout.readline()
        process.stdin.close()
    assert process.returncode == 0


def test_a_pipe_that_is_closed_early_ends_it_quietly(tmp_path: Path) -> None:
    """As in: slotq eval … | head -1."""
    reader, writer = os.pipe()
    os.close(reader)
    with subprocess.Popen(
        command("eval", "counters", str(GOLDEN / "counters.ndjson")),
        cwd=tmp_path,
        stdout=writer,
        stderr=subprocess.PIPE,
        env=environment(),
    ) as process:
        os.close(writer)
        _, said = process.communicate()
    assert (process.returncode, said) == (141, b"")
