"""A predicate that is true in every state of the queue, and false in some state of a broken one."""

from slotq.course.view import View


def holds(state: View) -> bool:
    """Say whether a state is as it should be.

    Args:
        state: Has slots (the listed tokens, oldest first), next_id, busy (the set of won tokens),
            closed (the set of tokens whose trigger is closed), clients and dequeuers. A client has
            known, doing and hand; a dequeuer has dequeuer, is_waiting, item, done and canceller.
    """
    return len(state.slots) <= state.next_id
