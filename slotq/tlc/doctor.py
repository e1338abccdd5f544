"""What ``slotq doctor`` says about TLC: which Java, which jar, or why there is none."""

from collections.abc import Mapping
from dataclasses import dataclass

from slotq.tlc.errors import ToolchainError
from slotq.tlc.releases import describe
from slotq.tlc.toolchain import find_toolchain


@dataclass(frozen=True, slots=True)
class Finding:
    """One row: what was looked for, what was found, and whether it serves."""

    item: str
    found: str
    good: bool = True


def examine(environment: Mapping[str, str] | None = None) -> tuple[Finding, ...]:
    """The rows about TLC; all of them `good` exactly if TLC can be run.

    Args:
        environment: Instead of this process's own.
    """
    try:
        tools = find_toolchain(environment)
    except ToolchainError as error:
        return (Finding("TLC", str(error), good=False),)
    return (
        Finding("Java", f"{tools.java_version}, {tools.java_origin}: {tools.java}"),
        Finding("TLC", f"{tools.jar_version}, {tools.jar_origin}: {tools.jar}"),
        Finding("tla2tools.jar", f"{describe(tools.sha256)}, sha256 {tools.sha256}"),
        *(Finding("skipped", reason) for reason in tools.passed_over),
    )
