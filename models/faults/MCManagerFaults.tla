--------------------------- MODULE MCManagerFaults ---------------------------
(* What the manager must not do; each fault takes the place of a definition *)
(* in its configuration.                                                    *)
EXTENDS MCSlotQueueManager

(* A queue is deleted although somebody is counted in it.                   *)
AlwaysIdle(q) == TRUE
=============================================================================
