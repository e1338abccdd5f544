"""Instructions that the compiler wrote more than once.

The condition of a `while` is compiled twice, once before the loop and once at its end. A process
that stands in one copy can do exactly what it can do in the other, so they are one place. The body
of a `finally` is copied as well, but what follows on its copies differs; so copies are told by all
that can follow, which is compared step by step until both ways have met.
"""

from dis import Instruction

from slotq.schedule.reading.live_variables import Flow

_IDLE = frozenset(
    {"NOP", "JUMP_FORWARD", "JUMP_BACKWARD", "JUMP_BACKWARD_NO_INTERRUPT", "EXTENDED_ARG"}
)
_OPPOSITE = {"IF_FALSE": "IF_TRUE", "IF_NOT_NONE": "IF_NONE"}


def are_copies(flow: Flow, one: int, other: int) -> bool:
    """Say whether all that can happen after two instructions of a function is the same."""
    pending = [(one, other)]
    met = set()
    while pending:
        pair = pending.pop()
        if pair[0] == pair[1] or pair in met:
            continue
        met.add(pair)
        one, other = pair
        if _does(flow.instructions[one]) != _does(flow.instructions[other]):
            return False
        followers = [_followers(flow, offset) for offset in pair]
        if len(followers[0]) != len(followers[1]):
            return False
        pending += zip(*followers, strict=True)
    return True


def _does(instruction: Instruction) -> tuple[object, ...]:
    branch = _branch(instruction)
    if branch:
        return (_OPPOSITE.get(branch, branch), instruction.positions)
    return (instruction.opname, instruction.argval, instruction.positions)


def _branch(instruction: Instruction) -> str:
    _, is_branch, condition = instruction.opname.partition("IF_")
    return is_branch + condition if instruction.opname.startswith("POP_JUMP") else ""


def _followers(flow: Flow, offset: int) -> list[int]:
    normal = [_skip_idle(flow, to) for to in flow.normal(offset)]
    if _branch(flow.instructions[offset]) in _OPPOSITE:
        normal.reverse()
    return [*normal, *flow.failing(offset)]


def _skip_idle(flow: Flow, offset: int) -> int:
    passed = set()
    while flow.instructions[offset].opname in _IDLE and offset not in passed:
        passed.add(offset)
        (offset,) = flow.normal(offset)
    return offset
