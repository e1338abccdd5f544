------------------------ MODULE SlotQueueProperties ------------------------
(***************************************************************************)
(* What holds of the queue, whatever its clients do.                       *)
(*                                                                         *)
(* A name that ends in Inv is a predicate of one state, and one that ends  *)
(* in Prop is a property of a step or of a whole behaviour.  All of them   *)
(* are checked under the most general clients.  The liveness properties    *)
(* assume Fairness.                                                        *)
(***************************************************************************)
EXTENDS SlotQueueSteps, FiniteSets

(* In a queue without any of these most properties would hold vacuously.   *)
ASSUME Clients # {} /\ Dequeuers # {} /\ Tokens # {}

Free == Exists \ busy

-----------------------------------------------------------------------------
(* Tokens *)

(* A token is won at most once: it stays won, and a win is of a free token *)
(* and of no other.                                                        *)
WonOnceProp ==
  [][/\ busy \subseteq busy'
     /\ \A p \in Clients :
          doing'[p] = "remove" /\ doing[p] # "remove" =>
            /\ hand'[p] \notin busy
            /\ busy' = busy \cup {hand'[p]}]_vars

(* No two clients have won the same token and are still acquiring it.      *)
OneWinnerInv ==
  \A p, q \in Clients :
    p # q /\ {doing[p], doing[q]} \subseteq {"remove", "close"} => hand[p] # hand[q]

(* A client in the middle of an acquire holds a won token; no other client *)
(* holds one.                                                              *)
HandInv ==
  \A p \in Clients :
    IF doing[p] \in {"remove", "close"} THEN hand[p] \in busy ELSE hand[p] = None

(* A trigger is closed at most once: it is still open when a client is     *)
(* about to close it.                                                      *)
ClosedOnceInv == \A p \in Clients : doing[p] = "close" => hand[p] \notin closed

(* A trigger stays closed.                                                 *)
ClosedForEverProp == [][closed \subseteq closed']_vars

-----------------------------------------------------------------------------
(* The list *)

(* A token whose trigger is closed has been won, and is not listed.        *)
ClosedNotListedInv == closed \subseteq busy \ Listed

(* Ids increase along the list, so that no token is listed twice and the   *)
(* last is the newest.                                                     *)
IdsIncreaseInv == \A i, j \in DOMAIN slots : i < j => slots[i] < slots[j]

(* Every token that was queued and is free is listed, so that no slot is   *)
(* lost.                                                                   *)
FreeListedInv == Free \subseteq Listed

(* A client that is about to remove its token finds it in the list.        *)
RemovalFindsInv == \A p \in Clients : doing[p] = "remove" => hand[p] \in Listed

(* A token leaves the list only when its winner removes it.                *)
RemovedByWinnerProp ==
  [][\A t \in Listed :
       t \in Listed' \/ \E p \in Clients : doing[p] = "remove" /\ hand[p] = t]_vars

-----------------------------------------------------------------------------
(* Picks *)

Picks(d) == item[d] = None /\ item'[d] # None

(* Last in, first out holds at the pick: what is picked is the newest      *)
(* listed token, so that no free token is newer.                           *)
PickedNewestProp ==
  [][\A d \in Dequeuers : Picks(d) =>
       /\ item'[d] \in Listed
       /\ \A t \in Listed : t <= item'[d]
       /\ \A t \in Free : t <= item'[d]]_vars

(* A pick does not change the list, so that a cancel loses no slot.        *)
PickLeavesProp == [][\A d \in Dequeuers : Picks(d) => slots' = slots]_vars

(* A dequeuer has an item exactly while it is offering.                    *)
OfferInv == \A d \in Dequeuers : (dequeuer[d] = "offering") <=> (item[d] # None)

-----------------------------------------------------------------------------
(* Sleeping and waking *)

(* No wake-up is lost: while a dequeuer sleeps, no more tokens are listed  *)
(* than clients have still to broadcast.  BroadcastToComeInv of            *)
(* CallersProperties says the same of each listed token; here nothing      *)
(* records which token a client has appended.                              *)
NoLostWakeUpInv ==
  (\E d \in Dequeuers : dequeuer[d] = "asleep") =>
     Len(slots) <= Cardinality({p \in Clients : doing[p] = "broadcast"})

(* No cancel is lost: while a dequeuer sleeps with its context done, its   *)
(* canceller has still to run.                                             *)
NoLostCancelInv ==
  \A d \in Dequeuers : dequeuer[d] = "asleep" /\ d \in done => canceller[d] = "waiting"

(* isWaiting is true of every sleeping dequeuer, so that its canceller sees*)
(* it, and otherwise only of one that was woken and has not had the lock   *)
(* since.                                                                  *)
IsWaitingInv ==
  \A d \in Dequeuers :
    /\ dequeuer[d] = "asleep" => isWaiting[d]
    /\ isWaiting[d] => dequeuer[d] \in {"asleep", "lock"}

(* A dequeuer, its canceller and its owner are set in one step, and neither*)
(* process ends before the context is done.                                *)
LifeInv ==
  \A d \in Dequeuers :
    /\ (dequeuer[d] = "absent") <=> (owner[d] = None)
    /\ (dequeuer[d] = "absent") <=> (canceller[d] = "absent")
    /\ "ended" \in {dequeuer[d], canceller[d]} => d \in done

-----------------------------------------------------------------------------
(* Liveness              *)

(* A call that has begun returns eventually.                               *)
CallEndsProp == \A p \in Clients : doing[p] # "nothing" ~> doing[p] = "nothing"

(* A started dequeuer whose context is done ends eventually.               *)
DequeuerEndsProp ==
  \A d \in Dequeuers : dequeuer[d] # "absent" /\ d \in done ~> dequeuer[d] = "ended"

(* A canceller whose context is done ends eventually.                      *)
CancellerEndsProp ==
  \A d \in Dequeuers : canceller[d] = "waiting" /\ d \in done ~> canceller[d] = "ended"

(* No dequeuer sleeps for ever while a token is listed: it wakes, or the   *)
(* list becomes empty.                                                     *)
SleeperWakesProp ==
  \A d \in Dequeuers :
    dequeuer[d] = "asleep" /\ slots # <<>> ~> dequeuer[d] # "asleep" \/ slots = <<>>

(* A dequeuer that wants the lock gets it.                                 *)
LockComesProp == \A d \in Dequeuers : dequeuer[d] = "lock" ~> dequeuer[d] # "lock"

-----------------------------------------------------------------------------
(* Refinement *)

(* What this level promises in the end implies what the abstract queue     *)
(* promises.                                                               *)
RefinementFair == Abstract!FairSpec

(* The refinement mapping gives values of the abstract queue's types.      *)
AbstractTypeInv == Abstract!TypeInv
=============================================================================
