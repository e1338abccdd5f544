-------------------------- MODULE MCTraceRejected ---------------------------
(* A trace up to the line that was changed: an older token is picked.      *)
EXTENDS SlotQueueTrace, Integers

TheTokens == 0 .. 2
TheModulus == 536870912
TheOmitted == <<{}>>
TheClients == 1 .. 4
TheDequeuers == 1 .. 2
TheRequests == 1 .. 2
TheMovers == 1 .. 4
TheContainers == -2 .. -1
Recorded == <<
<<
[action |-> "ContainerMove", from |-> "none", mover |-> 1, object |-> -1, ok |-> TRUE, state |-> "wait"],
[action |-> "ContainerEnter", count |-> 1, mover |-> 1, state |-> "wait"],
[action |-> "ContainerMove", from |-> "wait", mover |-> 1, object |-> -1, ok |-> TRUE, state |-> "start"],
[action |-> "ContainerEnter", count |-> 1, mover |-> 1, state |-> "start"],
[action |-> "ContainerExit", count |-> 0, mover |-> 1, state |-> "wait"],
[action |-> "ContainerMove", from |-> "none", mover |-> 2, object |-> -2, ok |-> TRUE, state |-> "wait"],
[action |-> "RequestMove", from |-> "none", mover |-> 3, object |-> 1, ok |-> TRUE, state |-> "wait"],
[action |-> "RequestEnter", count |-> 1, mover |-> 3, state |-> "wait"],
[action |-> "DequeuerStart", client |-> 1, dequeuer |-> 1],
[action |-> "RequestMove", from |-> "none", mover |-> 4, object |-> 2, ok |-> TRUE, state |-> "wait"],
[action |-> "RequestEnter", count |-> 2, mover |-> 4, state |-> "wait"],
[action |-> "ContainerEnter", count |-> 1, mover |-> 2, state |-> "wait"],
[action |-> "ContainerMove", from |-> "wait", mover |-> 2, object |-> -2, ok |-> TRUE, state |-> "start"],
[action |-> "ContainerEnter", count |-> 2, mover |-> 2, state |-> "start"],
[action |-> "ContainerExit", count |-> 0, mover |-> 2, state |-> "wait"],
[action |-> "DequeuerStart", client |-> 2, dequeuer |-> 2],
[action |-> "DequeuerWait", dequeuer |-> 2],
[action |-> "DequeuerWait", dequeuer |-> 1],
[action |-> "ContainerMove", from |-> "start", mover |-> 2, object |-> -2, ok |-> TRUE, state |-> "idle"],
[action |-> "ContainerMove", from |-> "start", mover |-> 1, object |-> -1, ok |-> TRUE, state |-> "idle"],
[action |-> "ContainerEnter", count |-> 1, mover |-> 1, state |-> "idle"],
[action |-> "ContainerExit", count |-> 1, mover |-> 1, state |-> "start"],
[action |-> "ContainerEnter", count |-> 2, mover |-> 2, state |-> "idle"],
[action |-> "ContainerExit", count |-> 0, mover |-> 2, state |-> "start"],
[action |-> "QueueAppend", client |-> 3, length |-> 1, token |-> 0],
[action |-> "QueueAppend", client |-> 4, length |-> 2, token |-> 1],
[action |-> "QueueBroadcast", client |-> 4, woken |-> 2],
[action |-> "DequeuerPeek", dequeuer |-> 1, length |-> 2, token |-> 1],
[action |-> "DequeuerPeek", dequeuer |-> 2, length |-> 2, token |-> 0]>>
>>
TheLogs == Recorded
=============================================================================
