"""The judge of one queue's own steps: the machine, fed with lines.

It is the specification's most general client that a log is held against: any process may queue,
start a dequeuer, let a delivered token go, and acquire what it queued or was delivered.
"""

from collections.abc import Iterable, Iterator
from itertools import chain, islice

import msgspec

from slotq.formats.trace_lines import CancellerWake, End, Event
from slotq.machine.kernel import Disabled
from slotq.oracle.trace import reasons
from slotq.oracle.trace.alphabet import STEPS, Arguments, Step
from slotq.oracle.trace.named_state import Processes
from slotq.oracle.verdict.verdict import Fault, Line

_MOST_LISTED = 20
_LIVE_COUNT = f"live_dequeuer_threads = Cardinality({reasons.LIVE})"


class QueueJudge:
    """Follows one queue through its log.

    Attributes:
        processes: The state after the last line that was allowed.

    Args:
        processes: The state to begin with; the initial one unless given.
    """

    def __init__(self, processes: Processes | None = None) -> None:
        self.processes = Processes() if processes is None else processes

    def take(self, number: int, event: Event) -> Fault | None:
        """Let the machine take the step of a line.

        Args:
            number: The line's number.
            event: One of the queue's actions.

        Returns:
            Why the machine cannot, in which case nothing has changed.

        Raises:
            BudgetError: The log uses too many processes.
        """
        step = STEPS[event.__class__]
        arguments = self._arguments(step, event)
        before = self.processes.state
        after = step.action(before, *arguments)
        if isinstance(after, Disabled):
            return self._fault(number, event, after.guard, self._parameters(step, arguments))
        for field, meaning, value in step.shown:
            said = getattr(event, field)
            if said is not None and said != (expected := value(before, after, arguments)):
                guard = f"{field} = {meaning}"
                fault = self._fault(number, event, guard, self._parameters(step, arguments))
                return msgspec.structs.replace(fault, field=field, said=said, expected=expected)
        self.processes.state = after
        if step.parameters[0] == "d":
            self.processes.free(arguments[0])
        return None

    def possible(self, process: str) -> Iterator[Line]:
        """List what a process could do next, as the lines that would say so."""
        processes = self.processes
        dequeuer = f"dequeuer-{process.removeprefix('canceller-')}"
        if process in processes.dequeuers:
            return reasons.of_dequeuer(processes, processes.dequeuers.index(process))
        if process.startswith("canceller-") and dequeuer in processes.dequeuers:
            return reasons.of_canceller(processes, processes.dequeuers.index(dequeuer))
        if process in processes.clients:
            return reasons.of_client(processes, processes.clients.index(process))
        return iter(())

    def unfinished(self, number: int, event: End) -> Fault | None:
        """Find a step that fairness promises and that is still to come."""
        newest = {number: -place for place, number in enumerate(self.processes.living())}
        due = sorted(self._due(), key=lambda each: self._urgency(each[0], newest))
        if not due:
            return None
        (parameters, line), *others = due
        letter = next(iter(parameters))
        name = f"{line['action']}({letter})"
        mentioned = {
            "p": "doing[p] hand[p]",
            "d": "dequeuer[d] item[d] isWaiting[d] canceller[d] done",
        }
        return msgspec.structs.replace(
            self._fault(number, event, f"~ENABLED {name}", {}),
            values=reasons.values(mentioned[letter], self.processes, parameters),
            possible=(line,),
            others=tuple(line for _, line in others[:_MOST_LISTED]),
            left_out=len(others[_MOST_LISTED:]),
        )

    def wrong_count(self, number: int, event: End, live: int) -> Fault:
        """Say that the log counts other live threads than there are."""
        return msgspec.structs.replace(
            self._fault(number, event, _LIVE_COUNT, {}),
            field="live_dequeuer_threads",
            said=event.live_dequeuer_threads,
            expected=live,
            possible=({"process": event.process, "action": "End", "live_dequeuer_threads": live},),
        )

    def _arguments(self, step: Step, event: Event) -> Arguments:
        processes = self.processes
        arguments: list[int] = []
        for letter, field in zip(step.parameters, step.named, strict=True):
            name = getattr(event, field)
            if letter in "po":
                arguments.append(processes.client(name or event.process))
            elif letter == "t":
                arguments.append(name)
            elif event.__class__ is CancellerWake:
                arguments.append(processes.dequeuer_of(name))
            else:
                arguments.append(processes.dequeuer(name))
        return tuple(arguments)

    def _parameters(self, step: Step, arguments: Arguments) -> dict[str, int]:
        return dict(zip(step.parameters, arguments, strict=True))

    def _fault(self, number: int, event: Event, guard: str, parameters: dict[str, int]) -> Fault:
        mine = islice(self.possible(event.process), _MOST_LISTED)
        others = self._others(event.process)
        return Fault(
            line=number,
            event=msgspec.to_builtins(event),
            blame="queue",
            guard=guard,
            values=reasons.values(guard, self.processes, parameters),
            possible=tuple(mine),
            others=tuple(islice(others, _MOST_LISTED)),
            left_out=sum(1 for _ in others),
        )

    def _others(self, process: str) -> Iterator[Line]:
        everybody: Iterable[Iterator[Line]] = (
            *(reasons.of_dequeuer(self.processes, d) for d in range(len(self.processes.dequeuers))),
            *(
                reasons.of_canceller(self.processes, d)
                for d in range(len(self.processes.dequeuers))
            ),
            *(
                reasons.call_of_client(self.processes, p)
                for p in range(len(self.processes.clients))
            ),
        )
        return (line for line in chain.from_iterable(everybody) if line["process"] != process)

    def _urgency(self, parameters: dict[str, int], newest: dict[int, int]) -> tuple[int, int]:
        # A sleeping process that misses a step says more than one that has ended, and of those that
        # sleep the youngest has the shortest story.
        if "d" not in parameters:
            return 1, 0
        number = parameters["d"]
        stands = self.processes.state.dequeuers[number].dequeuer
        return (0, newest[number]) if stands == "asleep" else (1 + (stands == "ended"), 0)

    def _due(self) -> Iterator[tuple[dict[str, int], Line]]:
        for p in range(len(self.processes.clients)):
            for line in reasons.call_of_client(self.processes, p):
                yield {"p": p}, line
        for d in range(len(self.processes.dequeuers)):
            for line in reasons.of_dequeuer(self.processes, d):
                if line["action"] != "DequeuerDeliver":
                    yield {"d": d}, line
            for line in reasons.of_canceller(self.processes, d):
                yield {"d": d}, line
