"""`slotq model run NAME --distributed`: TLC's own server, and workers here and elsewhere."""

import shlex
from collections.abc import Callable

from slotq.system.terminal import tell
from slotq.tlc.distributed import LOOPBACK, Place, joining
from slotq.tlc.report import Progress
from slotq.tlc.toolchain import Toolchain
from slotq.verify.distributed import check_distributed
from slotq.verify.manifest import Model
from slotq.verify.models import Verdict


def run_distributed(
    toolchain: Toolchain,
    model: Model,
    workers: int,
    place: Place,
    on_progress: Callable[[Progress], None],
) -> tuple[Verdict, str]:
    """Check a model with a server and workers, and say how many workers there were.

    Args:
        toolchain: The Java, of a JDK, and the jar.
        model: The model.
        workers: How many workers are started here.
        place: Where the server listens.
        on_progress: Called with what TLC says of its progress.

    Raises:
        SlotqError: There is no answer.
    """

    def on_ready(where: Place) -> None:
        if where.address != LOOPBACK:
            words = joining(toolchain, where)
            words.insert(1, "-Djava.rmi.server.hostname=ITS-ADDRESS")
            tell(f"a worker of another host joins with: {shlex.join(words)}")

    verdict, found = check_distributed(
        toolchain,
        model,
        workers=workers,
        place=place,
        on_ready=on_ready,
        on_progress=on_progress,
    )
    lost = f", {found.lost} lost" if found.lost else ""
    states = f"{found.report.distinct or 0:,} states"
    return verdict, f"{states}, {workers} worker{'s' * (workers != 1)} here{lost}"
