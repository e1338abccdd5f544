------------------------- MODULE MCSlotQueueManager -------------------------
(* Bounds for SlotQueueManager.  To lose a queue takes one request that     *)
(* leaves it behind and one that comes; to see two at once takes a third.   *)
EXTENDS SlotQueueManager

ThreeRequests == {"request-1", "request-2", "request-3"}
AllA == [r \in Requests |-> "a"]
LastB == [r \in Requests |-> IF r = "request-3" THEN "b" ELSE "a"]
=============================================================================
