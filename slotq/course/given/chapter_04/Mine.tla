-------------------------------- MODULE Mine --------------------------------
(* The queue with an action of yours in the place of QueueBroadcast.        *)
EXTENDS SlotQueueProperties

OneToken == 0 .. 0

(* After the unlock, the client wakes every sleeping dequeuer, each of which*)
(* then waits for the lock; and its call returns.  The second half is here, *)
(* the first is missing.                                                    *)
MyBroadcast(p) ==
  /\ doing[p] = "broadcast"
  /\ doing' = [doing EXCEPT ![p] = "nothing"]
  /\ UNCHANGED <<slots, nextId, busy, closed, known, hand>>
  /\ UNCHANGED <<dequeuer, isWaiting, item, owner, done, canceller>>
=============================================================================
