"""Which local variables of a stopped function can still matter.

A function that has stopped in the middle is told from itself at another time by where it stands and
by the values that it is still going to read. A local that will be overwritten before it is read
again is not among them; counting it in would make two states of one. So this is the classical
backward analysis, over the function's bytecode: a variable is live after an instruction if some way
on from there reads it before writing it. The handlers of exceptions are ways on like any other.
Variables shared with inner functions always count as live, for those may read them at any time.

A value can also wait on the evaluation stack, as the iterator of a `for` does; nobody can read it
there. `hidden` finds such places, so that what cannot be told is not taken for told.

The analysis knows instructions by the parts of their names (LOAD_FAST, STORE_FAST, DELETE_FAST),
which also covers those that do two things at once.
"""

import dis
import re
from collections.abc import Iterator
from itertools import pairwise
from types import CodeType

_ACCESS = re.compile(r"(LOAD|STORE|DELETE)_FAST")
_LEAVES = frozenset(
    {
        "RETURN_VALUE",
        "RETURN_CONST",
        "RERAISE",
        "RAISE_VARARGS",
        "JUMP_FORWARD",
        "JUMP_BACKWARD",
        "JUMP_BACKWARD_NO_INTERRUPT",
    }
)
_JUMPS = frozenset((*dis.hasjrel, *dis.hasjabs))
# How many values on the stack are those of a `with` after its instructions: the manager's methods,
# which are the same at each visit.
_WITH = {"BEFORE_WITH": 2, "LOAD_SPECIAL": 3}


class Flow:
    """The ways through a function.

    Attributes:
        instructions: Its instructions, by their offset.
        handlers: Where each range that is protected starts and ends, and where its handler is.
    """

    def __init__(self, code: CodeType) -> None:
        self.code = code
        self.instructions = {found.offset: found for found in dis.get_instructions(code)}
        offsets = list(self.instructions)
        self._next = dict(pairwise(offsets))
        self.handlers = _handlers(code)

    def offset(self, lasti: int) -> int:
        """Find the instruction that a frame's `f_lasti` lies in."""
        return max(offset for offset in self.instructions if offset <= lasti)

    def line(self, offset: int) -> int:
        """Find the line in the source that an instruction comes from."""
        positions = self.instructions[offset].positions
        return (positions and positions.lineno) or self.code.co_firstlineno

    def normal(self, offset: int) -> Iterator[int]:
        """List where an instruction leads to if it does not fail."""
        found = self.instructions[offset]
        if found.opname not in _LEAVES:
            yield self._next[offset]
        if found.opcode in _JUMPS:
            yield found.argval

    def failing(self, offset: int) -> Iterator[int]:
        """List where it leads to if it fails."""
        for start, end, handler in self.handlers:
            if start <= offset < end:
                yield handler


def live(code: CodeType) -> dict[int, frozenset[str]]:
    """Find the variables that are live after each instruction of a function, by its offset."""
    flow = Flow(code)
    shared = frozenset((*code.co_cellvars, *code.co_freevars))
    before: dict[int, frozenset[str]] = dict.fromkeys(flow.instructions, frozenset())
    after = dict(before)
    changed = True
    while changed:
        changed = False
        for offset in reversed(flow.instructions):
            on_failure = frozenset().union(*(before[to] for to in flow.failing(offset)))
            after[offset] = on_failure.union(*(before[to] for to in flow.normal(offset)))
            found = _read_before(flow.instructions[offset], after[offset]) | on_failure
            if found != before[offset]:
                before[offset] = found
                changed = True
    return {offset: names | shared for offset, names in after.items()}


def _read_before(instruction: dis.Instruction, after: frozenset[str]) -> frozenset[str]:
    names = instruction.argval if isinstance(instruction.argval, tuple) else (instruction.argval,)
    result = after
    for access, name in reversed([*zip(_ACCESS.findall(instruction.opname), names, strict=False)]):
        result = result | {name} if access == "LOAD" else result - {name}
    return result


def _handlers(code: CodeType) -> list[tuple[int, int, int]]:
    """List the start, the end and the handler of each range of a function that is protected.

    The table holds four numbers for each: start, length and handler, counted in code units of two
    bytes, and the depth of the stack. A number is written in groups of six bits, all but the last
    marked by 64.
    """
    numbers, number = [], 0
    for byte in code.co_exceptiontable:
        number = number << 6 | byte & 63
        if not byte & 64:
            numbers.append(number)
            number = 0
    entries = zip(numbers[::4], numbers[1::4], numbers[2::4], strict=True)
    return [(2 * start, 2 * (start + length), 2 * handler) for start, length, handler in entries]


def hidden(code: CodeType) -> dict[int, frozenset[str]]:
    """Find what a function keeps on the stack while it is in a call, by the call's offset.

    Returns:
        For each instruction below whose result there is something that may differ from one visit
        to the next, the names of the instructions that put it there.
    """
    flow = Flow(code)
    stacks: dict[int, tuple[str, ...]] = {0: ()}
    for _, _, handler in flow.handlers:
        stacks[handler] = ("exception",) * code.co_stacksize
    pending = [*stacks][::-1]  # handlers last: what they fall into is known by then
    found: dict[int, frozenset[str]] = {}
    while pending:
        offset = pending.pop()
        instruction = flow.instructions[offset]
        for to in flow.normal(offset):
            jumps = to == instruction.argval and instruction.opcode in _JUMPS
            stack = _pushed(stacks[offset], instruction, jump=jumps)
            kept = frozenset(stack[:-1]) - _WITH.keys()
            if kept and not jumps:
                found[offset] = kept
            if to not in stacks:
                stacks[to] = stack
                pending.append(to)
    return found


def _pushed(stack: tuple[str, ...], instruction: dis.Instruction, *, jump: bool) -> tuple[str, ...]:
    argument = instruction.arg if instruction.opcode >= dis.HAVE_ARGUMENT else None
    effect = dis.stack_effect(instruction.opcode, argument, jump=jump)
    if effect < 0:
        return stack[:effect]
    stack = (*stack, *[instruction.opname] * effect)
    own = _WITH.get(instruction.opname, 0)
    return (*stack[: len(stack) - own], *[instruction.opname] * own)
