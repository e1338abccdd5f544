"""The programs with the queue's callers as variants of a finding."""

from collections.abc import Callable
from dataclasses import replace

from slotq.queue import SlotQueue, SlotToken
from slotq.schedule.engine.processes import Greenlets
from slotq.schedule.engine.world import World
from slotq.schedule.programs.callers import CallersProgram
from slotq.schedule.programs.lawful_world import LawfulWorld
from slotq.schedule.programs.scaling_callers import ScalingCallersProgram
from tests.findings.demonstration import CheckedWorld, Variant


class CountingWorld(CheckedWorld, LawfulWorld):
    """A lawful world that is looked at after each step."""


Check = Callable[[World], Callable[[], str]]


def variant(
    program: CallersProgram | ScalingCallersProgram,
    check: Check,
    make_world: type[CheckedWorld] = CheckedWorld,
) -> Variant:
    """Make a variant of a program and what should be true of it."""

    def build(world: World) -> Callable[[], str]:
        replace(program, make_world=lambda _: world).begin(Greenlets())
        return check(world)

    return Variant(build, program.kept, make_world)


def queue_of(world: World) -> SlotQueue:
    """Find the queue of a world."""
    queue = world.roots["queue"]
    assert isinstance(queue, SlotQueue)
    return queue


def listed(world: World) -> list[SlotToken]:
    """List what is in the queue of a world, oldest first."""
    return list(queue_of(world)._slots)
