"""What the bounds of the claims must show: for each claim the faults that need them.

A model says so in its own row of the manifest, the code at a model's bounds for the same reason,
and the judges next to each of their bounds. These are the others, by the names of their claims.
"""

FAULTS = {
    "manifest": "A model, a module or a property that is checked nowhere.",
    "code/state": """\
A count in a global variable, a default argument, an attribute of a class or of a function, a \
closure, a cache or a thread: what depends on it is explored in one of its values only.""",
    "code/1x1x1": """\
Every fault that one container and one consumer can show when both may do everything: an `if` \
for a `while`, a missing broadcast or wake-up, a step that is missing, repeated, early or \
misreported; and any dependence on the key.""",
    "code/later": """\
The same for the callers of later versions: a container that closes its own slot, an error that \
is queued.""",
    "code/1x1x2": """\
What a first round leaves behind: a dequeuer that has not ended in the second round, or whose \
canceller wakes another.""",
    "code/1x2x1": """\
A broadcast that reaches one of two sleepers; two consumers that both win one token, which two \
dequeuers offer.""",
    "code/2x1x1": """\
With two listed tokens: an order other than last in, first out; a removal of the newest token \
instead of the won one, when a container takes back the older one; an error next to a healthy \
slot that is taken for one.""",
    "code/general": """\
A token that is won by two clients, or by a client that does not know it: two clients race for a \
token that one of them queued, repeatedly.""",
    "code/general-1x2x1": """\
Two dequeuers of one client that offer the same token, or sleep; a cancel that ends the wrong \
one.""",
    "code/general-1x1x3": """\
With three listed tokens: a removal that changes the order of the remaining ones, as by a swap \
with the oldest; a pick of the second newest.""",
    "code/regions-1x1x1": """\
A decision based on two reads of a context that is cancelled in between; a broadcast without the \
lock just before a sleep or a wake-up.""",
    "code/regions-1x2x1": """\
The same while a second dequeuer sleeps, wakes or offers the same token.""",
    "code/regions-counters": """\
A move of a tracker that reads a counter, which a different lock guards, more than once.""",
    "code/regions-manager": """\
A delete that decides by two reads of the counters, between which a request is counted.""",
    "code/regions-leases": """\
The same if a request is counted in the critical section in which it gets its queue.""",
    "code/general-wrap": """\
Whatever depends on the size of ids, which wrap to zero after 2^64 - 1: a removal that finds its \
token by order, an id that does not wrap.""",
    "code/counters-1x1x1": """\
A move of either kind of tracker that is wrongly allowed or wrongly ignored; a counter of the \
wrong kind or state; a signal that is sent twice.""",
    "code/counters-1x0x2": """\
Two processes that move the tracker of one request: the second exits what the first has not yet \
entered, so that a counter wraps below zero and back.""",
    "code/counters-0x1x2": """\
The same for a container and its counters: each must wrap below zero at 2^64.""",
    "code/counters-1x1x2": """\
A counter of requests that is confused with one of containers while both move.""",
    "code/snapshots": """\
A decision that depends on an irrelevant counter, or has thresholds other than zero and one; \
2^64 - 1 is a counter that has wrapped.""",
    "code/launcher-1x1": """\
A launcher that launches too many containers or none, mishandles a refusal, or is not woken by a \
signal; a request that runs an error; a failed start-up that offers no error.""",
    "code/launcher-dying": """\
A container that dies while it starts, idles or serves, and is counted wrongly or continues to \
serve.""",
    "code/launcher-1x2": "A second container that is launched because of a stale snapshot.",
    "code/launcher-2x1": "A second request that is served by what the first one left, or never.",
    "code/queue-and-counters-1x1": """\
A step of the queue that changes a counter; a slot that is won although the specification of the \
counters does not allow it.""",
    "code/manager": """\
A queue that is deleted before its request is counted, then a second queue with its key, whose \
launcher deletes it by the key: the third request needs a third queue.""",
    "code/leases": """\
The same, with strangers that hold an old queue: unless the map is checked, they delete its \
successor.""",
    "channel/MCRendezvousOneOne": """\
A sender and a receiver that do not leave together, or that miss each other, a close or a \
cancel.""",
    "channel/MCRendezvousOneTwo": "An item that two receivers get, or neither.",
    "channel/MCRendezvousTwoOne": "Two senders that both leave with one receiver, or neither.",
    "key/KeyPlain": "A field that is missing, out of order, or of the wrong width or byte order.",
    "key/KeyNonEmptyConfigKeys": "A pair of a map that is written in the wrong place.",
    "key/KeyPrefixed": "A length that is missing or in the wrong place.",
    "key/KeyLater": """\
Extensions that are missing, written although there are none, or in the wrong place.""",
    "judge/callers": """\
A slot that is closed before the cancel, an end without the steps that must come first, an \
eviction or an error that is judged as a different one: one container and one consumer that may \
do everything.""",
    "conform/reference": """\
An answer that the machine does not allow, where calls can force the step: with three listed \
tokens, a removal that changes the order of the others, as by a swap with the oldest; with two \
clients, a race for one token.""",
}
