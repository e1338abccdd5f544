"""What came of claims, for tests of the reports on it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from slotq.tlc.toolchain import Toolchain
from slotq.verify.claim import Evidence, Result, Verdict
from slotq.verify.libraries import Library
from slotq.verify.manifest import Tier
from slotq.verify.report import Verification
from slotq.verify.sources import Sources, Tree, whole
from tests.verify import checks
from tests.verify.checks import claim


def made(files: Mapping[str, str]) -> Tree:
    """A folder of files with these hashes."""
    return Tree(whole(files), dict(files))


TOOLS = Toolchain(
    java=Path("/java"),
    java_version="25",
    java_origin="embedded",
    jar=Path("/jar"),
    jar_version="2.15",
    jar_origin="embedded",
    sha256="abc",
)
BEGAN = datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)
SOURCES = Sources(
    specification=made({"Queue.tla": "1"}),
    models=made({"Queue_1x1.cfg": "2", "manifest.toml": "3"}),
    code=made({"queue.py": "4"}),
)
SAME = [Library("greenlet", "3.0.0", "3.0.0")]
HOLDS = Result("one", Verdict.HOLDS, Evidence(1234, 56789), "", 1.25)
REFUTED = Result("two", Verdict.REFUTED, None, "the first line\n  [bold]the second[/bold]", 0.5)
UNDECIDED = Result("three", Verdict.UNDECIDED, None, "IndexError: none", 0.0, "a traceback")


def verification(*results: Result, next_tier: Tier | None = Tier.FULL) -> Verification:
    """What came of claims of those names."""
    claims = [claim(result.claim, checks.hold) for result in results]
    return Verification(
        Tier.SMOKE, next_tier, TOOLS, claims, results, BEGAN, 2.5, SAME, sources=SOURCES
    )
