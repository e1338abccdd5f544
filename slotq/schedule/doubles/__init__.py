"""The scheduler's doubles of the primitives are the primitives: small programs, run on both.

A *program* says what a few processes do with flags, signals, contexts, conditions, mailboxes,
channels and timers. It is run twice through everything that it can do: on the doubles of
`slotq.schedule.engine.controlled` in a world of `slotq.schedule.engine.world`, as the queue is
explored; and on the real `slotq.sync`, of which nothing but the locks is under control. The two
graphs must be the same, in both directions.

What is compared. A state is what the operations of each process have returned, whether it is in the
wait of a condition, and what the flags, signals, mailboxes and conditions hold, all read from live
objects and frames. An edge is labelled with the line that a recorder writes: the process, the step,
the token and everything that is reported. On the real side that is the line that was really
recorded, which must have been written inside the effect: in the guard or, if the step is a region
of the caller's, in the caller's lock. On the side of the doubles it is what they say, which must be
what the states before and after imply.

What is hidden, and why that is sound. A step of the doubles is several moves of the real code, each
of them the taking of a lock or a timer's giving it up. All moves but one change nothing that is
compared, and are hidden:

- A process takes the caller's lock and has not done the step of its region. Its state is the one
  before the step. It has the lock, so that nobody can notice what it has written so far. A process
  that waits for the lock waits for one that can always go on, since nobody waits who holds the
  guard.
- A process parks. Its arms are linked where a partner will look, which is how it waits; what it
  will return is as open as before.
- A process that was fired takes the lock that it is parked at, and its select returns. What it
  returns was decided when it was fired: in the states that are compared it has returned it then.
- A timer rings. Until its process has the guard, others can still fire it, and nothing is decided.
- A sleeper that was woken takes its parked lock; it stood before the caller's lock, and stands
  there now.

One move may also be two steps, one after the other: to fire a parked process is that one's step,
too. It must be a path of the doubles' graph, and the states on it are not compared with a state of
the real code.

To hide moves could hide that a process is stuck, until another one happens to help it. So in every
state of the real code in which nobody has the caller's lock, each process that can do a step of the
doubles by itself, without a partner and without a timer, can do a step here after hidden moves
alone. And where the real code can make no move at all, the doubles have no step either, and a
process that has returned from its last operation there has ended here. No move can be made for
ever, as each process does a given number of operations.

What the doubles may do and `slotq.sync` never does is taken out of their graph by a *rule*, which
is `slotq.schedule.doubles.rule`: of several arms that are ready the first is taken, and of several
timers the shortest rings. The doubles take any, as the original may; so what is shown on the
doubles holds on `slotq.sync`, and the rule says exactly how much less that does.

The parked processes are hidden, so that of several partners any could be met. That it is the one
that was parked first is looked after where a process is fired, and another one is a failure.

What is not taken for granted: that shared fields are touched in the guard only. Each field of each
class of `slotq.sync` is looked after while the code is explored. One that is used outside the guard
is a failure of the process, which is a part of its state, and the doubles have no such state.
Fields that never change may be read anywhere; `Threads` itself has no others, and none of its
fields may be set again.
"""
