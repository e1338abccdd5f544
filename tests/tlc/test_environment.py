"""slotq.tlc.environment: the real Java in surroundings that are not kind to it."""

import errno
import os
import shutil
import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from slotq.tlc import environment
from slotq.tlc.environment import java_environment
from slotq.tlc.errors import Ending, JobError, NoAnswerError
from slotq.tlc.job import Job
from slotq.tlc.report import Outcome
from slotq.tlc.run import run_tlc
from slotq.tlc.toolchain import Toolchain


@pytest.fixture
def job(data: Path, tmp_path: Path) -> Job:
    """A clock that holds."""
    config = tmp_path / "plain.cfg"
    config.write_text("CONSTANT Bound = 5\nSPECIFICATION Spec\n", encoding="ascii")
    return Job(data / "Counter.tla", config, timeout=60)


def test_a_folder_with_an_accent_in_the_locale_c(
    toolchain: Toolchain, job: Job, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a container without LANG: the private folder and the jar have names beyond ASCII."""
    folder = tmp_path / "un été à la mer"
    folder.mkdir()
    jar = folder / "tla2tools.jar"
    jar.symlink_to(toolchain.jar)
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    for name in ("LC_CTYPE", "LANG", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LC_ALL", "C")
    assert run_tlc(replace(toolchain, jar=jar), job).report.outcome is Outcome.OK


def test_the_locale_is_one_that_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing else is changed; without any the environment stays as it is."""
    assert java_environment({"A": "b", "LC_ALL": "C"}).keys() == {"A", "LC_ALL"}
    assert "utf" in java_environment({})["LC_ALL"].lower()
    environment._utf8_locale.cache_clear()
    monkeypatch.setattr(environment, "_CANDIDATES", ("no.such",))
    assert java_environment({"LC_ALL": "C"}) == {"LC_ALL": "C"}
    environment._utf8_locale.cache_clear()


def test_too_little_memory_is_no_answer(
    toolchain: Toolchain, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The model is not refuted by the machine; Java's word about its options is not the reason."""
    monkeypatch.setenv("JAVA_TOOL_OPTIONS", "-Xmx4m")
    with pytest.raises(NoAnswerError, match="out of memory: exit code") as caught:
        run_tlc(toolchain, job)
    assert caught.value.ending is Ending.OUT_OF_MEMORY
    assert "Picked up" not in str(caught.value)


CHATTER = ["-Dany=thing", "-verbose:class", "-Xlog:gc*=debug", "-XX:+PrintFlagsFinal"]


@pytest.mark.parametrize("options", CHATTER)
def test_a_parse_error_is_shown_however_much_java_says(
    toolchain: Toolchain, job: Job, monkeypatch: pytest.MonkeyPatch, options: str
) -> None:
    """The parser's words come first; what Java says before, or in the middle, is left out."""
    monkeypatch.setenv("JAVA_TOOL_OPTIONS", options)
    broken = replace(job, module=job.module.with_name("Broken.tla"))
    begin = "TLC on Broken.tla: the specification cannot be parsed: exit code 150: "
    with pytest.raises(NoAnswerError) as caught:
        run_tlc(toolchain, broken)
    said = str(caught.value).removeprefix(begin)
    assert said.startswith("Semantic errors:")
    assert "Unknown operator" in said
    assert "[info]" not in said


def test_java_may_log_in_the_middle_of_an_answer(
    toolchain: Toolchain, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is read as without."""
    quiet = run_tlc(toolchain, job).report
    monkeypatch.setenv("JAVA_TOOL_OPTIONS", "-Xlog:class+load")
    assert run_tlc(toolchain, job).report == quiet


def test_a_jar_that_does_not_load_is_no_answer(
    toolchain: Toolchain, job: Job, tmp_path: Path
) -> None:
    """It has the right names in it, and nothing behind them."""
    jar = tmp_path / "tla2tools.jar"
    with zipfile.ZipFile(jar, "w") as archive:
        archive.writestr("tlc2/TLC.class", b"\xca\xfe\xba\xbe no class")
    with pytest.raises(NoAnswerError) as caught:
        run_tlc(replace(toolchain, jar=jar), job)
    assert caught.value.ending is Ending.NOT_LOADED


def test_a_full_temporary_folder_is_no_answer(
    toolchain: Toolchain, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder is named, and nothing is left in it."""

    def copy(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(shutil, "copyfile", copy)
    with pytest.raises(JobError, match=r"to .*/slotq-tlc-.*: No space left on device"):
        run_tlc(toolchain, job)
