--------------------------- MODULE MCManagerFaults ---------------------------
(* Wrong versions of the manager's definitions; a configuration substitutes *)
(* one.                                                                     *)
EXTENDS MCSlotQueueManager

(* A queue is deleted although a request is counted in it.                  *)
AlwaysIdle(q) == TRUE
=============================================================================
