"""What a judge gives TLC: files of its own next to the modules of the specification."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from slotq.system.files import private_folder
from slotq.system.resources import folder
from slotq.tlc.job import Job

_SECONDS = 60.0


@contextmanager
def written_files(texts: Mapping[str, str]) -> Iterator[Path]:
    """Write files into a folder that is gone afterwards."""
    with private_folder("slotq-course-") as own:
        for name, text in texts.items():
            (own / name).write_text(text, encoding="utf-8")
        yield own


def job_for(own: Path, name: str) -> Job:
    """Make the job of a module and its configuration in a folder."""
    return Job(
        module=own / f"{name}.tla",
        config=own / f"{name}.cfg",
        library=(folder("spec"),),
        check_deadlock=False,
        timeout=_SECONDS,
        arguments=("-lncheck", "final"),
    )
