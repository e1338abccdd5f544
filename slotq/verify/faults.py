"""What the bounds of the claims must show: for each claim the faults that need so much and no less.

A model says so in its own row of the manifest, the code at a model's bounds for the same reason,
and the judges beside each of their bounds. These are the others, by the names of their claims.
"""

FAULTS = {
    "manifest": "A model, a module or a property that is checked nowhere.",
    "code/state": """\
A count in a global variable, a default argument, an attribute of a class or of a function, a \
closure, a cache or a thread: what depends on it is explored in one of its values only.""",
    "code/1x1x1": """\
Whatever one container and one consumer can do wrong when both may do everything: an `if` for a \
`while`, a broadcast or a wake-up that is forgotten, a step that is missing, twice, early, or \
told wrongly; and whatever depends on the key, which nobody may look at.""",
    "code/later": """\
The same of the callers of later versions: a slot that its own winner closes, an error that is \
queued all the same.""",
    "code/1x1x2": """\
What a first round leaves behind: a dequeuer that is not yet at its end in the second, or whose \
canceller wakes another.""",
    "code/1x2x1": """\
A broadcast that reaches one of two sleepers, and two consumers that both win one token, which two \
dequeuers offer.""",
    "code/2x1x1": """\
With two listed tokens: another order than last in, first out, and a removal of the newest token \
for the won one, where a container takes back the older; an error that is taken for a healthy \
slot beside one.""",
    "code/general": """\
A token that is won by two clients, or by one that never heard of it: two clients race for a token \
that one of them queued, and may do so again and again.""",
    "code/general-1x2x1": """\
Two dequeuers of one client that offer the same token, or sleep; a cancel that ends the other.""",
    "code/general-1x1x3": """\
With three listed tokens: a removal that spoils the order of those that stay, as by a swap with \
the oldest, and the second newest for the newest.""",
    "code/regions-1x1x1": """\
A decision that rests on two readings of a context, between which it is cancelled; a sleep or a \
wake-up that a broadcast without the lock comes before.""",
    "code/regions-1x2x1": """\
The same while a second dequeuer sleeps, wakes or offers the same token.""",
    "code/regions-counters": """\
A move of a tracker that looks at a counter, which another lock guards, more than once.""",
    "code/regions-manager": """\
A delete that decides by two readings of the counters, between which a request is counted.""",
    "code/regions-leases": """\
The same where a request is counted in the region in which it gets its queue.""",
    "code/general-wrap": """\
What goes by the size of ids, which begin anew with zero after 2^64 - 1: a removal that finds its \
token by order, an id that grows beyond.""",
    "code/counters-1x1x1": """\
A move of either kind of tracker that is allowed and should not be, or not allowed and should; a \
counter of the wrong kind or state, and a signal that is sent twice.""",
    "code/counters-1x0x2": """\
Two processes that move one request's tracker: the second exits what the first has not entered, so \
that a counter wraps below zero and back.""",
    "code/counters-0x1x2": """\
The same for a container, whose counters are others: each must wrap below zero at 2^64.""",
    "code/counters-1x1x2": """\
A request's counter that is mixed up with a container's while both are moved.""",
    "code/snapshots": """\
A decision that looks at a counter that does not matter, or takes another turning point than zero \
and one; 2^64 - 1 is a counter that has wrapped.""",
    "code/launcher-1x1": """\
A launcher that launches too many or none, that a refusal confuses, or that a signal does not \
wake; a request that runs an error, and a start-up that fails and offers none.""",
    "code/launcher-dying": """\
A container that dies while it starts, idles or serves, and is counted wrongly or serves on.""",
    "code/launcher-1x2": "A second container that is launched from a snapshot which is stale.",
    "code/launcher-2x1": "A second request that is served with what the first has left, or never.",
    "code/whole-1x1": """\
A step of the queue that changes a counter, and a slot that is won where the specification of the \
counters says that it cannot be.""",
    "code/manager": """\
A queue that is deleted under a request that is not counted yet, then a second one with its key, \
whose launcher deletes it by the key: the third request needs a third queue.""",
    "code/leases": """\
The same, with strangers who hold a queue of the past: without a look at which queue is in the map \
they delete its successor.""",
    "channel/MCRendezvousOneOne": """\
A sender and a receiver that do not leave together, or miss each other, a close or a cancel.""",
    "channel/MCRendezvousOneTwo": "An item that two receivers get, or none of them.",
    "channel/MCRendezvousTwoOne": "Two senders of which both leave with one receiver, or neither.",
    "key/KeyPlain": "A field that is left out, out of order, of the wrong width or byte order.",
    "key/KeyNonEmptyConfigKeys": "A pair of a map that is written where it is not to be.",
    "key/KeyPrefixed": "A length that is not written, or written in the wrong place.",
    "key/KeyLater": """\
Extensions that are left out, written where there are none, or not where they belong.""",
    "judge/callers": """\
A slot that is closed before the cancel, an end without what must come first, an eviction or an \
error that is judged as another: one container and one consumer that may do everything.""",
    "conform/reference": """\
A program's answer that no state of the machine agrees with, where calls can force the step: with \
three listed tokens a removal that spoils the order of the others, as by a swap with the oldest; \
with two clients a race for one.""",
}
