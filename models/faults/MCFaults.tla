------------------------------ MODULE MCFaults ------------------------------
(***************************************************************************)
(* Broken versions of single actions of SlotQueueSteps.  A configuration   *)
(* substitutes one and names the property that must refute it.  A property *)
(* that no fault violates would show nothing.                              *)
(***************************************************************************)
EXTENDS SlotQueueProperties

OneToken == 0 .. 0
TwoTokens == 0 .. 1
ThreeTokens == 0 .. 2

-----------------------------------------------------------------------------
(* queueSlot *)

(* For QueueBroadcast: a signal, which wakes only one sleeper.             *)
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

(* For AcquireCas: the token that is won belongs to another queue, and     *)
(* happens to have the id of one that is listed here.                      *)
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

(* For AcquireCas: a client that loses continues as if it had won.         *)
LoserGoesOn(p, t) ==
  /\ Ready(p)
  /\ t \in known[p] \cap Exists
  /\ busy' = busy \cup {t}
  /\ doing' = [doing EXCEPT ![p] = "remove"]
  /\ hand' = [hand EXCEPT ![p] = t]
  /\ NothingLearnt
  /\ UNCHANGED <<listVars, closed, dequeuerVars>>

(* For AcquireCas: a win takes all tokens at once.                         *)
WinAll(p, t) ==
  /\ Ready(p)
  /\ t \in (known[p] \cap Exists) \ busy
  /\ busy' = Exists
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

(* For AcquireRemove: the last token is removed, whichever was won.        *)
RemoveLast(p) == slots # <<>> /\ RemoveBy(p, SubSeq(slots, 1, Len(slots) - 1))

(* For AcquireRemove: the first token is moved to the place of the won one.*)
RemoveBySwap(p) ==
  LET At(t) == CHOOSE i \in DOMAIN slots : slots[i] = t IN
  RemoveBy(p, Tail([slots EXCEPT ![At(hand[p])] = slots[1]]))

(* For AcquireRemove: the token stays.                                     *)
RemoveNothing(p) == RemoveBy(p, slots)

(* For AcquireRemove: the trigger is closed instead, before any removal.   *)
CloseBeforeRemove(p) ==
  /\ doing[p] = "remove"
  /\ closed' = closed \cup {hand[p]}
  /\ doing' = [doing EXCEPT ![p] = "close"]
  /\ NothingLearnt
  /\ UNCHANGED <<listVars, busy, hand, dequeuerVars>>

(* For AcquireClose: the winner releases the token instead.                *)
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

(* For DequeuerWait: an `if` where a `while` is needed.  A dequeuer that   *)
(* was woken in vain continues, and an index out of range ends it.         *)
WaitOnce(d) ==
  /\ dequeuer[d] = "lock"
  /\ slots = <<>>
  /\ d \notin done
  /\ dequeuer' = [dequeuer EXCEPT ![d] = IF isWaiting[d] THEN "ended" ELSE "asleep"]
  /\ isWaiting' = [isWaiting EXCEPT ![d] = TRUE]
  /\ NothingLearnt
  /\ UNCHANGED <<listVars, tokenVars, clientVars, item, owner, done, canceller>>

(* For DequeuerWait: the dequeuer checks only the list, not its context.   *)
WaitBlindly(d) ==
  /\ dequeuer[d] = "lock"
  /\ slots = <<>>
  /\ dequeuer' = [dequeuer EXCEPT ![d] = "asleep"]
  /\ isWaiting' = [isWaiting EXCEPT ![d] = TRUE]
  /\ NothingLearnt
  /\ UNCHANGED <<listVars, tokenVars, clientVars, item, owner, done, canceller>>

(* For DequeuerWait: the dequeuer does not set isWaiting.                  *)
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

(* For DequeuerPeek: the newest free token is picked, if there is one,     *)
(* though a newer one may still be listed.                                 *)
PickFree(d) ==
  LET listed == {t \in Listed : t \notin busy}
  IN PickBy(d, IF listed = {} THEN Newest ELSE CHOOSE t \in listed : \A u \in listed : u <= t, slots)

(* For DequeuerPeek: the newest token is picked, listed or not.            *)
PickUnlisted(d) == PickBy(d, nextId - 1, slots)

(* For DequeuerPeek: the pick removes the token from the list, and a cancel*)
(* before the delivery loses it.                                           *)
PickRemoves(d) == PickBy(d, Newest, SubSeq(slots, 1, Len(slots) - 1))

(* For DequeuerPeek: nothing is offered.                                   *)
PickNothing(d) == PickBy(d, None, slots)

(* For CancellerWake: the canceller wakes no dequeuer.                     *)
WakeNobody(d) ==
  /\ canceller[d] = "waiting"
  /\ d \in done
  /\ canceller' = [canceller EXCEPT ![d] = "ended"]
  /\ NothingLearnt
  /\ UNCHANGED <<listVars, tokenVars, clientVars, dequeuer, isWaiting, item, owner, done>>

(* For CancellerWake: the canceller waits until its dequeuer has ended.    *)
WakeLate(d) == dequeuer[d] = "ended" /\ WakeNobody(d)

-----------------------------------------------------------------------------
(* No faults: no property distinguishes these from the right actions.      *)

WakeAndEnd(d, woken) ==
  /\ canceller[d] = "waiting"
  /\ d \in done
  /\ dequeuer' = woken
  /\ canceller' = [canceller EXCEPT ![d] = "ended"]
  /\ NothingLearnt
  /\ UNCHANGED <<listVars, tokenVars, clientVars, isWaiting, item, owner, done>>

(* For CancellerWake: the canceller wakes its own dequeuer only.  Every    *)
(* sleeper has a canceller of its own and does not need another one's      *)
(* wake-up.                                                                *)
WakeOwn(d) == WakeAndEnd(d, [dequeuer EXCEPT ![d] = IF @ = "asleep" THEN "lock" ELSE @])

(* For CancellerWake: the canceller wakes all, whether or not its own      *)
(* dequeuer waits.  A dequeuer that is woken in vain waits again.          *)
WakeAlways(d) ==
  WakeAndEnd(d, [e \in Dequeuers |-> IF dequeuer[e] = "asleep" THEN "lock" ELSE dequeuer[e]])

(* For DequeuerEjected: the select has no arm for the trigger.  A dequeuer *)
(* offers a token whose trigger is closed until it is delivered or the     *)
(* context is done; the client that receives it loses and waits again.     *)
NeverEjected(d) == d \notin Dequeuers /\ UNCHANGED vars
=============================================================================
