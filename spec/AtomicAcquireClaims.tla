------------------------- MODULE AtomicAcquireClaims ------------------------
(***************************************************************************)
(* The algorithm is not a stack with an atomic acquire, wherever in its    *)
(* acquire one puts the single step (the linearization point): at the swap,*)
(* at the removal, or at the close.                                        *)
(*                                                                         *)
(* The swap is too early: a token that has been won may still be picked.   *)
(* The removal and the close are too late: another client may have been    *)
(* told before that it lost the token, at a time when no client had it.    *)
(* Only if losing meant nothing would the removal do.  Hence the three     *)
(* steps of SlotQueue.                                                     *)
(***************************************************************************)
EXTENDS SlotQueueSteps

CONSTANT Forgiving  \* whether the stack's acquire may also fail for no reason

VARIABLE lost  \* lost[p]: the tokens that p has tried and lost

LosersInit == Init /\ lost = [p \in Clients |-> {}]

(* A loser's step changes nothing but what the loser knows.                *)
Loses(p, t) ==
  /\ t \in busy
  /\ AcquireCas(p, t)
  /\ lost' = [lost EXCEPT ![p] = @ \cup {t}]

LosersNext ==
  \/ Next /\ UNCHANGED lost
  \/ \E p \in Clients : \E t \in known[p] : Loses(p, t)

LosersSpec == LosersInit /\ [][LosersNext]_<<vars, lost>>

Running == {d \in Dequeuers : dequeuer[d] \in {"lock", "asleep", "offering"}}
InHand(step) == {hand[p] : p \in {q \in Clients : doing[q] = step}}
Except(tokens) == SelectSeq([i \in 1 .. nextId |-> i - 1], LAMBDA t : t \notin tokens)

AtSwap == INSTANCE AtomicAcquire WITH
  won <- busy, slots <- Except(busy), running <- Running, offer <- item
AtRemoval == INSTANCE AtomicAcquire WITH
  won <- busy \ InHand("remove"), running <- Running, offer <- item
AtClose == INSTANCE AtomicAcquire WITH
  won <- closed, slots <- Except(closed), running <- Running, offer <- item

(* False.                                                                  *)
RefinementAtSwap == AtSwap!Spec

(* False; true of the forgiving stack, in which losing means nothing.      *)
RefinementAtRemoval == AtRemoval!Spec

(* False.                                                                  *)
RefinementAtClose == AtClose!Spec
=============================================================================
