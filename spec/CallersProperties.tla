------------------------- MODULE CallersProperties -------------------------
(* What is always true of the queue and its callers together.              *)
EXTENDS Callers

(* Two tokens that are listed belong to two containers.                    *)
NoLostWakeUpInv ==
  (\E d \in Dequeuers : dequeuer[d] = "asleep") =>
     \A i \in DOMAIN slots :
       \E k \in Containers : token[k] = slots[i] /\ doing[k] = "broadcast"
=============================================================================
