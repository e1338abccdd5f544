"""Checks that do as they are told, importable by a worker."""

import os
import signal
from pathlib import Path

from slotq.schedule.engine.world import World
from slotq.verify.claim import Claim, ClaimRefutedError, Evidence, Strength
from slotq.verify.manifest import Tier

_PATIENCE = 60
EVIDENCE = Evidence(states=2, edges=3)


def hold() -> Evidence:
    """Find evidence."""
    return EVIDENCE


def fall() -> Evidence:
    """Find a counterexample."""
    message = "here is\na counterexample"
    raise ClaimRefutedError(message)


def crash() -> Evidence:
    """Have a fault of one's own."""
    message = "it is broken"
    raise RuntimeError(message)


def die() -> Evidence:
    """Be ended from outside."""
    os.kill(os.getpid(), signal.SIGKILL)
    return EVIDENCE


def be_ended_while_exploring() -> Evidence:
    """Be told to end by whoever is explored: as if it came at that moment."""
    world = World()
    try:
        world.start({"process": lambda: os.kill(os.getpid(), signal.SIGTERM), "other": hold})
    finally:
        world.end()
    return EVIDENCE


def meet(pipe: Path, mode: str) -> Evidence:
    """Wait for somebody who opens the other end: only if both run at once does either end."""
    signal.alarm(_PATIENCE)
    with pipe.open(mode):
        signal.alarm(0)
    return EVIDENCE


def linger(pipe: Path, ended: Path) -> Evidence:
    """Tell of the beginning, and leave a mark at the end, which comes only by an exception."""
    try:
        with pipe.open("w"):
            signal.pause()
    finally:
        ended.touch()
    return EVIDENCE


def claim(name: str, check: object, seconds: float = 1.0) -> Claim:
    """A claim with that check."""
    return Claim(
        name,
        f"{name} is so.",
        "any",
        Tier.SMOKE,
        Strength.EXHAUSTIVE,
        check,  # type: ignore[arg-type]
        seconds,
        faults="Anything.",
    )
