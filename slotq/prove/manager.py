"""SlotQueueManager, over an algebra, with the fixes of which it is to have some.

Queues are numbered, and there is always one more. `KeyOf` is a constant of the module: a variable
that no action changes.
"""

from collections.abc import Callable

from slotq.prove.algebra import (
    TRUTH,
    WORD,
    Action,
    Algebra,
    Definition,
    Formula,
    Predicate,
    Sort,
    State,
    Step,
    System,
    Term,
    Variable,
    one_of,
    put,
)

REQUEST = Sort("request")
KEY = Sort("key")
QUEUE = Sort("queue", ordered=True)

VARIABLES = {
    "KeyOf": Variable((REQUEST,), KEY),
    "hot": Variable((KEY,), QUEUE),
    "keyOf": Variable((QUEUE,), KEY),
    "launcher": Variable((QUEUE,), WORD),
    "at": Variable((REQUEST,), WORD),
    "queue": Variable((REQUEST,), QUEUE),
    "isNew": Variable((REQUEST,), TRUTH),
}
_AT = ("new", "got", "moved", "looking", "starting", "waiting", "stale", "leaving", "left", "gone")
_LAUNCHER = ("absent", "running", "ended")
_COUNTED = ("looking", "starting", "waiting", "stale", "leaving", "left")
_TO_START = ("got", "moved", "looking", "starting")


def _init(m: Algebra, s: State) -> Formula:
    return m.both(
        m.each([KEY], lambda k: m.same(s.hot(k), m.none(QUEUE))),
        m.each(
            [QUEUE],
            lambda q: m.both(m.same(s.keyOf(q), m.none(KEY)), m.same(s.launcher(q), "absent")),
        ),
        m.each(
            [REQUEST],
            lambda r: m.both(
                m.belongs(s.KeyOf(r), KEY),
                m.same(s.at(r), "new"),
                m.same(s.queue(r), m.none(QUEUE)),
                m.no(s.isNew(r)),
            ),
        ),
    )


def _is_made(m: Algebra, s: State, q: Term) -> Formula:
    return m.no(m.same(s.keyOf(q), m.none(KEY)))


def _in_map(m: Algebra, s: State, r: Term) -> Formula:
    return m.same(s.hot(s.KeyOf(r)), s.queue(r))


def is_idle(m: Algebra, s: State, q: Term) -> Formula:
    """IsIdle."""
    return m.each(
        [REQUEST],
        lambda r: m.implies(m.same(s.queue(r), q), m.no(one_of(m, s.at(r), *_COUNTED))),
    )


class Manager:
    """The definitions of a manager with some fixes.

    Args:
        fixes: Of "lease", "lookAgain" and "compare": the constant Fixes.
        strangers: Whether others than a queue's launcher delete it: StrangersDelete.
    """

    def __init__(self, *fixes: str, strangers: bool = False) -> None:
        self._fixes = fixes
        self._strangers = strangers

    def _to_wait(self, m: Algebra, new: Formula) -> Term:
        return m.choose(new, "starting", "waiting")

    def _counted(self, m: Algebra, new: Formula) -> Term:
        return "looking" if "lookAgain" in self._fixes else self._to_wait(m, new)

    def get(self, m: Algebra, s: State, r: Term, q: Term) -> Step:
        """GetSlotQueue, or LeaseSlotQueue."""
        key = s.KeyOf(r)
        made = m.same(s.hot(key), m.none(QUEUE))
        least = m.both(
            m.no(_is_made(m, s, q)),
            m.each([QUEUE], lambda u: m.implies(m.less(u, q), _is_made(m, s, u))),
        )
        at = self._counted(m, made) if "lease" in self._fixes else "got"
        return Step(
            [
                m.same(s.at(r), "new"),
                m.choose(made, least, m.same(q, s.hot(key))),
            ],
            s.but(
                hot=put(m, s.hot, key, value=q),
                keyOf=put(m, s.keyOf, q, value=key),
                queue=put(m, s.queue, r, value=q),
                isNew=put(m, s.isNew, r, value=made),
                at=put(m, s.at, r, value=at),
            ),
        )

    def request_move(self, m: Algebra, s: State, r: Term) -> Step:
        """RequestMove."""
        to = m.choose(m.same(s.at(r), "got"), "moved", "leaving")
        return Step([one_of(m, s.at(r), "got", "waiting")], s.but(at=put(m, s.at, r, value=to)))

    def request_enter(self, m: Algebra, s: State, r: Term) -> Step:
        """RequestEnter."""
        to = m.choose(m.same(s.at(r), "moved"), self._counted(m, s.isNew(r)), "left")
        return Step([one_of(m, s.at(r), "moved", "leaving")], s.but(at=put(m, s.at, r, value=to)))

    def look_again(self, m: Algebra, s: State, r: Term) -> Step:
        """LookAgain."""
        to = m.choose(_in_map(m, s, r), self._to_wait(m, s.isNew(r)), "stale")
        return Step([m.same(s.at(r), "looking")], s.but(at=put(m, s.at, r, value=to)))

    def launcher_start(self, m: Algebra, s: State, r: Term) -> Step:
        """LauncherStart."""
        return Step(
            [m.same(s.at(r), "starting")],
            s.but(
                at=put(m, s.at, r, value="waiting"),
                launcher=put(m, s.launcher, s.queue(r), value="running"),
            ),
        )

    def request_exit(self, m: Algebra, s: State, r: Term) -> Step:
        """RequestExit."""
        to = m.choose(m.same(s.at(r), "stale"), "new", "gone")
        return Step(
            [one_of(m, s.at(r), "left", "stale")],
            s.but(
                at=put(m, s.at, r, value=to),
                queue=put(m, s.queue, r, value=m.none(QUEUE)),
                isNew=put(m, s.isNew, r, value=False),
            ),
        )

    def _delete(self, m: Algebra, s: State, q: Term) -> Step:
        key = s.keyOf(q)
        right = m.same(s.hot(key), q) if "compare" in self._fixes else m.both()
        deletes = m.both(is_idle(m, s, q), right)
        none = m.choose(deletes, m.none(QUEUE), s.hot(key))
        return Step([], s.but(hot=put(m, s.hot, key, value=none)))

    def delete_slot_queue(self, m: Algebra, s: State, q: Term) -> Step:
        """DeleteSlotQueue."""
        ends = m.choose(is_idle(m, s, q), "ended", s.launcher(q))
        return Step(
            [m.same(s.launcher(q), "running")],
            self._delete(m, s, q).then.but(launcher=put(m, s.launcher, q, value=ends)),
        )

    def stranger_delete(self, m: Algebra, s: State, q: Term) -> Step:
        """StrangerDelete."""
        return Step([_is_made(m, s, q)], self._delete(m, s, q).then)

    def system(self) -> System:
        """The specification with these fixes, and what is to be proved of it."""
        leased, looks = "lease" in self._fixes, "lookAgain" in self._fixes
        get = "LeaseSlotQueue" if leased else "GetSlotQueue"
        steps: list[tuple[str, Definition]] = [
            ("RequestMove", self.request_move),
            ("RequestEnter", self.request_enter),
            *([("LookAgain", self.look_again)] if looks else []),
            ("LauncherStart", self.launcher_start),
            ("RequestExit", self.request_exit),
        ]
        actions = [Action(get, (REQUEST,), self.get, chosen=(QUEUE,))]
        actions += [Action(name, (REQUEST,), step) for name, step in steps]
        actions.append(Action("DeleteSlotQueue", (QUEUE,), self.delete_slot_queue))
        if self._strangers:
            actions.append(Action("StrangerDelete", (QUEUE,), self.stranger_delete))
        words = tuple(dict.fromkeys((*_AT, *_LAUNCHER)))
        return System("SlotQueueManager", VARIABLES, words, _init, actions, self._invariant())

    def _invariant(self) -> dict[str, Predicate]:
        found = dict(INVARIANT)
        if "lease" in self._fixes:
            found["Leased"] = _each_request(
                lambda m, s, r: m.no(one_of(m, s.at(r), "got", "moved"))
            )
        if not self._strangers:
            found["RunningInMap"] = _running_in_map
        return found


def _each_request(formula: Callable[[Algebra, State, Term], Formula]) -> Predicate:
    return lambda m, s: m.each([REQUEST], lambda r: formula(m, s, r))


def _each_queue(formula: Callable[[Algebra, State, Term], Formula]) -> Predicate:
    return lambda m, s: m.each([QUEUE], lambda q: formula(m, s, q))


def _map_type(m: Algebra, s: State) -> Formula:
    def of_key(k: Term) -> Formula:
        found = m.both(m.belongs(s.hot(k), QUEUE), m.same(s.keyOf(s.hot(k)), k))
        return m.either(m.same(s.hot(k), m.none(QUEUE)), found)

    return m.each([KEY], of_key)


def _has_queue(m: Algebra, s: State, r: Term) -> Formula:
    found = m.both(m.belongs(s.queue(r), QUEUE), m.same(s.keyOf(s.queue(r)), s.KeyOf(r)))
    without = one_of(m, s.at(r), "new", "gone")
    return m.choose(without, m.same(s.queue(r), m.none(QUEUE)), found)


def _served_in_map(m: Algebra, s: State, r: Term) -> Formula:
    counted = one_of(m, s.at(r), "starting", "waiting", "leaving", "left")
    return m.implies(counted, _in_map(m, s, r))


def _launched(m: Algebra, s: State, q: Term) -> Formula:
    def starts(r: Term) -> Formula:
        return m.both(s.isNew(r), m.same(s.queue(r), q), one_of(m, s.at(r), *_TO_START))

    return m.either(m.same(s.launcher(q), "running"), m.some([REQUEST], starts))


def _map_has_launcher(m: Algebra, s: State) -> Formula:
    return m.each(
        [KEY],
        lambda k: m.either(m.same(s.hot(k), m.none(QUEUE)), _launched(m, s, s.hot(k))),
    )


def _one_queue(m: Algebra, s: State) -> Formula:
    def of_two(r: Term, u: Term) -> Formula:
        both = m.both(
            m.same(s.at(r), "waiting"),
            m.same(s.at(u), "waiting"),
            m.same(s.KeyOf(r), s.KeyOf(u)),
        )
        return m.implies(both, m.same(s.queue(r), s.queue(u)))

    return m.each([REQUEST, REQUEST], of_two)


def _running_in_map(m: Algebra, s: State) -> Formula:
    return m.each(
        [QUEUE],
        lambda q: m.implies(m.same(s.launcher(q), "running"), m.same(s.hot(s.keyOf(q)), q)),
    )


INVARIANT: dict[str, Predicate] = {
    "AtType": _each_request(lambda m, s, r: one_of(m, s.at(r), *_AT)),
    "LauncherType": _each_queue(lambda m, s, q: one_of(m, s.launcher(q), *_LAUNCHER)),
    "KeyOfType": _each_request(lambda m, s, r: m.belongs(s.KeyOf(r), KEY)),
    "MapType": _map_type,
    "HasQueue": _each_request(_has_queue),
    "LauncherOfMade": _each_queue(
        lambda m, s, q: m.either(m.same(s.launcher(q), "absent"), _is_made(m, s, q))
    ),
    "ServedInMap": _each_request(_served_in_map),
    "WaitsInMap": _each_request(
        lambda m, s, r: m.implies(m.same(s.at(r), "waiting"), _in_map(m, s, r))
    ),
    "MapHasLauncher": _map_has_launcher,
    "HasLauncher": _each_request(
        lambda m, s, r: m.implies(m.same(s.at(r), "waiting"), _launched(m, s, s.queue(r)))
    ),
    "OneQueue": _one_queue,
}
"""What is proved of each fixed manager; of leases and of launchers that alone delete, one more."""
