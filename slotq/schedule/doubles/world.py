"""A small program on the doubles, in a world as the queue is explored in: the graph that it has."""

from dataclasses import dataclass

from slotq.errors import SlotqError
from slotq.primitives import Send
from slotq.schedule.doubles.clients import Client, Line, Shared
from slotq.schedule.doubles.programs import Program, State
from slotq.schedule.doubles.rule import is_chosen, standing
from slotq.schedule.engine.findings import Transition
from slotq.schedule.engine.processes import Crew
from slotq.schedule.engine.world import World
from slotq.schedule.reading.frames import RawState
from slotq.schedule.walk import explore as walk
from slotq.schedule.walk.execution import Runner

Edges = dict[State, dict[str, State]]
"""For each state, where each line leads."""


class ProgramError(SlotqError):
    """A program whose lines leave open what has happened, or are not what the states imply."""


@dataclass(frozen=True)
class OnDoubles:
    """A small program, as one that the scheduler can run."""

    program: Program
    kept: frozenset[str] = frozenset()

    @property
    def options(self) -> str:
        """Nothing: `slotq replay` has no such program."""
        return ""

    def begin(self, crew: Crew) -> World:
        """Make a world with the processes, each before its first step."""
        world = World(crew)
        shared = Shared(world, self.program.objects)
        clients = {
            name: Client(shared, operations) for name, operations in self.program.processes.items()
        }
        shared.clients |= clients
        # The results first, which are asked for by these names.
        world.roots |= {name: client.done for name, client in clients.items()}
        world.roots |= {**shared.objects, "shared": shared}
        world.start({name: clients[name].run for name in self.program.first})
        return world

    def abstract(self, raw: RawState) -> State:
        """Read what is compared."""
        program = self.program
        contexts = {name: f"context {name}.done" for name in program.named("context")}
        true = {**raw.flags, **raw.signals}
        return State(
            tuple(tuple(raw.objects[name]["results"][1:]) for name in program.processes),
            frozenset(
                name
                for name, frames in raw.processes.items()
                if any(frame.function == "Condition.wait" for frame in frames)
            ),
            tuple(raw.sleepers[name] for name in program.named("condition")),
            frozenset(
                name
                for name in program.named("flag", "signal", "context")
                if true[contexts.get(name, name)]
            ),
            tuple(tuple(raw.objects[n]["items"][1:]) for n in program.named("mailbox")),
        )

    def may_end(self, state: State) -> bool:
        """Say that every state may be the last: where each side ends is compared."""
        del state
        return True


def explore(program: Program) -> tuple[State, Edges]:
    """Run a program through everything that the doubles do and `slotq.sync` may do.

    Returns:
        The first state, and the steps out of each that can be reached.

    Raises:
        FindingError: A violation of the specification.
    """
    found = walk.explore(Runner(OnDoubles(program)))
    initial = found.states[0]
    edges: Edges = {initial: {}}
    pending = [0]
    for number in pending:
        state = found.states[number]
        for transition, step, report, target in zip(
            found.transitions[number],
            found.actions[number],
            found.reports[number],
            found.targets[number],
            strict=True,
        ):
            if not is_chosen(program, state, transition):
                continue
            after = found.states[target]
            line = _line(program, transition, step, state, after)
            said = Line.text(transition.process, step, report.token, dict(report.fields))
            if said != line:
                message = f"a double reports {said} instead of {line}"
                raise ProgramError(message)
            if edges[state].setdefault(line, after) != after:
                message = f"two steps have one line: {line}"
                raise ProgramError(message)
            if after not in edges:
                edges[after] = {}
                pending.append(target)
    return initial, edges


def _line(program: Program, transition: Transition, step: str, before: State, after: State) -> str:
    """Write the line of a step: its name is the double's, the states imply the rest."""
    process, index, partner = transition
    at = [*program.processes].index(process)
    if partner:
        send = standing(program, before.results, process)[index]
        assert isinstance(send, Send)  # noqa: S101  # nobody else has a partner
        return Line.text(process, step, send.item, {"to": partner})
    results = after.results[at]
    if len(results) == len(before.results[at]):
        return Line.text(process, step, None, {})  # it has fallen asleep
    token, fields = program.processes[process][len(results) - 1].line(results[-1])
    return Line.text(process, step, token, fields)
