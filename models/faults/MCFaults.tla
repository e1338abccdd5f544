------------------------------ MODULE MCFaults ------------------------------
(***************************************************************************)
(* Broken versions of single actions of SlotQueueSteps.  A configuration   *)
(* puts one in the place of the right one, and names the property that must*)
(* catch it.  What cannot be caught proves nothing.                        *)
(***************************************************************************)
EXTENDS SlotQueueProperties

OneToken == 0 .. 0
TwoTokens == 0 .. 1
ThreeTokens == 0 .. 2

-----------------------------------------------------------------------------
(* queueSlot *)

(* For QueueBroadcast: a signal, which wakes one sleeper only.             *)
SignalOne(p) ==
  /\ doing[p] = "broadcast"
  /\ LET sleepers == {d \in Dequeuers : dequeuer[d] = "asleep"} IN
       IF sleepers = {}
         THEN UNCHANGED dequeuer
         ELSE \E d \in sleepers : dequeuer' = [dequeuer EXCEPT ![d] = "lock"]
  /\ doing' = [doing EXCEPT ![p] = "nothing"]
  /\ NothingLearnt
  /\ UNCHANGED <<listVars, tokenVars, hand, isWaiting, item, owner, done, canceller>>

(* For QueueAppend and QueueBroadcast: the broadcast comes first.          *)
BroadcastFirst(p) ==
  /\ Ready(p)
  /\ nextId \in Tokens
  /\ WakeAll
  /\ doing' = [doing EXCEPT ![p] = "broadcast"]
  /\ NothingLearnt
  /\ UNCHANGED <<listVars, tokenVars, hand, isWaiting, item, owner, done, canceller>>

AppendLater(p) ==
  /\ doing[p] = "broadcast"
  /\ nextId \in Tokens
  /\ slots' = Append(slots, nextId)
  /\ nextId' = nextId + 1
  /\ known' = [known EXCEPT ![p] = @ \cup {nextId}]
  /\ doing' = [doing EXCEPT ![p] = "nothing"]
  /\ UNCHANGED <<tokenVars, hand, dequeuerVars>>

(* For QueueAppend: the new token goes to the wrong end.                   *)
PrependToken(p) ==
  /\ Ready(p)
  /\ nextId \in Tokens
  /\ slots' = <<nextId>> \o slots
  /\ nextId' = nextId + 1
  /\ known' = [known EXCEPT ![p] = @ \cup {nextId}]
  /\ doing' = [doing EXCEPT ![p] = "broadcast"]
  /\ UNCHANGED <<tokenVars, hand, dequeuerVars>>

-----------------------------------------------------------------------------
(* acquireSlot *)

(* For AcquireCas: the token that is won is of another queue, and happens  *)
(* to have the id of one that is listed here.                              *)
AcquireForeign(p, t) ==
  /\ Ready(p)
  /\ t \in known[p] \cap Exists
  /\ doing' = [doing EXCEPT ![p] = "remove"]
  /\ hand' = [hand EXCEPT ![p] = t]
  /\ NothingLearnt
  /\ UNCHANGED <<busy, listVars, closed, dequeuerVars>>

(* For AcquireCas: the flag is read, and set in a second step.             *)
CheckThenSet(p, t) ==
  /\ \/ /\ Ready(p)
        /\ t \in (known[p] \cap Exists) \ busy
        /\ doing' = [doing EXCEPT ![p] = "set"]
        /\ hand' = [hand EXCEPT ![p] = t]
        /\ UNCHANGED busy
     \/ /\ doing[p] = "set"
        /\ hand[p] = t
        /\ doing' = [doing EXCEPT ![p] = "remove"]
        /\ busy' = busy \cup {t}
        /\ UNCHANGED hand
  /\ NothingLearnt
  /\ UNCHANGED <<listVars, closed, dequeuerVars>>

(* For AcquireCas: who loses goes on as if it had won.                     *)
LoserGoesOn(p, t) ==
  /\ Ready(p)
  /\ t \in known[p] \cap Exists
  /\ busy' = busy \cup {t}
  /\ doing' = [doing EXCEPT ![p] = "remove"]
  /\ hand' = [hand EXCEPT ![p] = t]
  /\ NothingLearnt
  /\ UNCHANGED <<listVars, closed, dequeuerVars>>

RemoveBy(p, newSlots) ==
  /\ doing[p] = "remove"
  /\ slots' = newSlots
  /\ doing' = [doing EXCEPT ![p] = "close"]
  /\ NothingLearnt
  /\ UNCHANGED <<nextId, tokenVars, hand, dequeuerVars>>

(* For AcquireRemove: the last token goes, whichever was won.              *)
RemoveLast(p) == slots # <<>> /\ RemoveBy(p, SubSeq(slots, 1, Len(slots) - 1))

(* For AcquireRemove: the first token takes the place of the one that goes.*)
RemoveBySwap(p) ==
  LET At(t) == CHOOSE i \in DOMAIN slots : slots[i] = t IN
  RemoveBy(p, Tail([slots EXCEPT ![At(hand[p])] = slots[1]]))

(* For AcquireRemove: the token stays.                                     *)
RemoveNothing(p) == RemoveBy(p, slots)

(* For AcquireRemove: the trigger is closed already.                       *)
CloseBeforeRemove(p) ==
  /\ doing[p] = "remove"
  /\ closed' = closed \cup {hand[p]}
  /\ doing' = [doing EXCEPT ![p] = "close"]
  /\ NothingLearnt
  /\ UNCHANGED <<listVars, busy, hand, dequeuerVars>>

(* For AcquireClose: the winner lets the token go again.                   *)
CloseAndFree(p) ==
  /\ doing[p] = "close"
  /\ busy' = busy \ {hand[p]}
  /\ doing' = [doing EXCEPT ![p] = "nothing"]
  /\ hand' = [hand EXCEPT ![p] = None]
  /\ NothingLearnt
  /\ UNCHANGED <<listVars, closed, dequeuerVars>>

(* For AcquireClose: closing one trigger opens all others.                 *)
CloseOnly(p) ==
  /\ doing[p] = "close"
  /\ closed' = {hand[p]}
  /\ doing' = [doing EXCEPT ![p] = "nothing"]
  /\ hand' = [hand EXCEPT ![p] = None]
  /\ NothingLearnt
  /\ UNCHANGED <<listVars, busy, dequeuerVars>>

(* For AcquireClose: the winner waits until a dequeuer offers its token.   *)
CloseOffered(p) ==
  /\ \E d \in Dequeuers : item[d] = hand[p]
  /\ doing[p] = "close"
  /\ closed' = closed \cup {hand[p]}
  /\ doing' = [doing EXCEPT ![p] = "nothing"]
  /\ hand' = [hand EXCEPT ![p] = None]
  /\ NothingLearnt
  /\ UNCHANGED <<listVars, busy, dequeuerVars>>

-----------------------------------------------------------------------------
(* startDequeuer *)

(* For DequeuerWait: an `if` where there must be a `while`.  Who was woken *)
(* and finds nothing goes on, and is ended by the index that is out of     *)
(* range.                                                                  *)
WaitOnce(d) ==
  /\ dequeuer[d] = "lock"
  /\ slots = <<>>
  /\ d \notin done
  /\ dequeuer' = [dequeuer EXCEPT ![d] = IF isWaiting[d] THEN "ended" ELSE "asleep"]
  /\ isWaiting' = [isWaiting EXCEPT ![d] = TRUE]
  /\ NothingLearnt
  /\ UNCHANGED <<listVars, tokenVars, clientVars, item, owner, done, canceller>>

(* For DequeuerWait: it looks at the list only, not at its context.        *)
WaitBlindly(d) ==
  /\ dequeuer[d] = "lock"
  /\ slots = <<>>
  /\ dequeuer' = [dequeuer EXCEPT ![d] = "asleep"]
  /\ isWaiting' = [isWaiting EXCEPT ![d] = TRUE]
  /\ NothingLearnt
  /\ UNCHANGED <<listVars, tokenVars, clientVars, item, owner, done, canceller>>

(* For DequeuerWait: it does not say that it waits.                        *)
WaitSilently(d) ==
  /\ dequeuer[d] = "lock"
  /\ slots = <<>>
  /\ d \notin done
  /\ dequeuer' = [dequeuer EXCEPT ![d] = "asleep"]
  /\ NothingLearnt
  /\ UNCHANGED <<listVars, tokenVars, clientVars, isWaiting, item, owner, done, canceller>>

PickBy(d, picked, newSlots) ==
  /\ dequeuer[d] = "lock"
  /\ slots # <<>>
  /\ d \notin done
  /\ slots' = newSlots
  /\ dequeuer' = [dequeuer EXCEPT ![d] = "offering"]
  /\ item' = [item EXCEPT ![d] = picked]
  /\ isWaiting' = [isWaiting EXCEPT ![d] = FALSE]
  /\ NothingLearnt
  /\ UNCHANGED <<nextId, tokenVars, clientVars, owner, done, canceller>>

(* For DequeuerPeek: first in, first out.                                  *)
PickOldest(d) == PickBy(d, slots[1], slots)

(* For DequeuerPeek: the pick takes the token out of the list, and a cancel*)
(* before the delivery loses it.                                           *)
PickRemoves(d) == PickBy(d, Newest, SubSeq(slots, 1, Len(slots) - 1))

(* For DequeuerPeek: nothing is offered.                                   *)
PickNothing(d) == PickBy(d, None, slots)

(* For CancellerWake: the canceller wakes nobody.                          *)
WakeNobody(d) ==
  /\ canceller[d] = "waiting"
  /\ d \in done
  /\ canceller' = [canceller EXCEPT ![d] = "ended"]
  /\ NothingLearnt
  /\ UNCHANGED <<listVars, tokenVars, clientVars, dequeuer, isWaiting, item, owner, done>>

(* For CancellerWake: the canceller waits for its dequeuer to end.         *)
WakeLate(d) == dequeuer[d] = "ended" /\ WakeNobody(d)

-----------------------------------------------------------------------------
(* No faults: nothing that is said of the queue tells these from the right *)
(* ones.                                                                   *)

WakeAndEnd(d, woken) ==
  /\ canceller[d] = "waiting"
  /\ d \in done
  /\ dequeuer' = woken
  /\ canceller' = [canceller EXCEPT ![d] = "ended"]
  /\ NothingLearnt
  /\ UNCHANGED <<listVars, tokenVars, clientVars, isWaiting, item, owner, done>>

(* For CancellerWake: it wakes its own dequeuer only.  Every sleeper has a *)
(* canceller of its own, and another's wake-up is none of its business.    *)
WakeOwn(d) == WakeAndEnd(d, [dequeuer EXCEPT ![d] = IF @ = "asleep" THEN "lock" ELSE @])

(* For CancellerWake: it wakes all, whether or not its own dequeuer waits. *)
(* Who is woken for nothing looks again.                                   *)
WakeAlways(d) ==
  WakeAndEnd(d, [e \in Dequeuers |-> IF dequeuer[e] = "asleep" THEN "lock" ELSE dequeuer[e]])

(* For DequeuerEjected: the select has no arm for the trigger.  A dequeuer *)
(* offers a void token until it is delivered, or its context is done; who  *)
(* is delivered it loses and asks again.                                   *)
NeverEjected(d) == d \notin Dequeuers /\ UNCHANGED vars
=============================================================================
