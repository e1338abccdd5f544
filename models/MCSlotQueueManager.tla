------------------------- MODULE MCSlotQueueManager -------------------------
(* Bounds for SlotQueueManager.  Losing a queue needs one request that      *)
(* leaves it and one that comes; two queues at once need a third.           *)
EXTENDS SlotQueueManager

ThreeRequests == {"request-1", "request-2", "request-3"}
AllA == [r \in Requests |-> "a"]
LastB == [r \in Requests |-> IF r = "request-3" THEN "b" ELSE "a"]
=============================================================================
