"""Clients that hand on what they have: a token to another, which acquires it, or a channel.

The specification's most general clients act only with what they queued or were delivered. What is
proved of the queue needs no such rule.
"""

from slotq.prove import queue
from slotq.prove.algebra import Action, Algebra, State, Step, Term
from slotq.prove.queue import CLIENT, DEQUEUER, TOKEN


def acquire_any(m: Algebra, s: State, p: Term, t: Term) -> Step:
    """AcquireCas of any token that exists."""
    step = queue.acquire_cas(m, s, p, t)
    return Step([queue.ready(m, s, p), queue.exists(m, s, t)], step.then)


def deliver_to_any(m: Algebra, s: State, d: Term, p: Term) -> Step:
    """DequeuerDeliver to any client that is ready."""
    step = queue.dequeuer_deliver(m, s, d, p)
    guards = [m.same(s.dequeuer(d), "offering"), queue.ready(m, s, p)]
    return Step(guards, step.then)


HANDED_ON = (
    Action("AcquireAny", (CLIENT, TOKEN), acquire_any),
    Action("DeliverToAny", (DEQUEUER, CLIENT), deliver_to_any),
)
"""What such clients may do as well."""
