------------------------ MODULE SlotQueueProperties ------------------------
(***************************************************************************)
(* What is always true of the queue, whatever its clients do.              *)
(*                                                                         *)
(* A name ends in Inv if it speaks of one state, in Prop if it speaks of a *)
(* step or of a whole behaviour.  All of them are checked under the most   *)
(* general clients; those about behaviours assume Fairness.                *)
(***************************************************************************)
EXTENDS SlotQueueSteps, FiniteSets

Free == Exists \ busy

-----------------------------------------------------------------------------
(* Tokens *)

(* A token is won at most once: it stays won, and whoever wins it takes it *)
(* from being free.                                                        *)
WonOnceProp ==
  [][/\ busy \subseteq busy'
     /\ \A p \in Clients :
          doing'[p] = "remove" /\ doing[p] # "remove" =>
            /\ hand'[p] \notin busy
            /\ busy' = busy \cup {hand'[p]}]_vars

(* No two clients are acquiring the same token.                            *)
OneWinnerInv ==
  \A p, q \in Clients :
    p # q /\ {doing[p], doing[q]} \subseteq {"remove", "close"} => hand[p] # hand[q]

(* Who is acquiring holds a token that is won; nobody else holds one.      *)
HandInv ==
  \A p \in Clients :
    IF doing[p] \in {"remove", "close"} THEN hand[p] \in busy ELSE hand[p] = None

(* A trigger is closed at most once: it is open when it is to be closed.   *)
ClosedOnceInv == \A p \in Clients : doing[p] = "close" => hand[p] \notin closed

(* A trigger stays closed.                                                 *)
ClosedForEverProp == [][closed \subseteq closed']_vars

-----------------------------------------------------------------------------
(* The list *)

(* A token whose trigger is closed was won, and is not listed.             *)
ClosedNotListedInv == closed \subseteq busy \ Listed

(* Ids increase in the list, so that no token is listed twice and the last *)
(* is the newest.                                                          *)
IdsIncreaseInv == \A i, j \in DOMAIN slots : i < j => slots[i] < slots[j]

(* A free token that was queued is listed: no slot is out of reach.        *)
FreeListedInv == Free \subseteq Listed

(* Who goes to remove its token finds it.                                  *)
RemovalFindsInv == \A p \in Clients : doing[p] = "remove" => hand[p] \in Listed

(* A token leaves the list only by the hand of its winner.                 *)
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

(* A pick leaves the list as it is, so that a cancel loses no slot.        *)
PickLeavesProp == [][\A d \in Dequeuers : Picks(d) => slots' = slots]_vars

(* A dequeuer offers exactly while it is in its select.                    *)
OfferInv == \A d \in Dequeuers : (dequeuer[d] = "offering") <=> (item[d] # None)

-----------------------------------------------------------------------------
(* Sleeping and waking *)

(* No wake-up is lost: while a dequeuer sleeps, every listed token still   *)
(* has its broadcast to come.                                              *)
NoLostWakeUpInv ==
  (\E d \in Dequeuers : dequeuer[d] = "asleep") =>
     Len(slots) <= Cardinality({p \in Clients : doing[p] = "broadcast"})

(* No cancel is lost: while a dequeuer sleeps with its context done, its   *)
(* canceller has not run yet.                                              *)
NoLostCancelInv ==
  \A d \in Dequeuers : dequeuer[d] = "asleep" /\ d \in done => canceller[d] = "waiting"

(* isWaiting is true of a dequeuer that sleeps, or was woken and has not   *)
(* had the lock since; so the canceller sees a sleeper.                    *)
IsWaitingInv ==
  \A d \in Dequeuers :
    /\ dequeuer[d] = "asleep" => isWaiting[d]
    /\ isWaiting[d] => dequeuer[d] \in {"asleep", "lock"}

(* Dequeuer, canceller and owner come together, and only a context that is *)
(* done ends the first two.                                                *)
LifeInv ==
  \A d \in Dequeuers :
    /\ (dequeuer[d] = "absent") <=> (owner[d] = None)
    /\ (dequeuer[d] = "absent") <=> (canceller[d] = "absent")
    /\ "ended" \in {dequeuer[d], canceller[d]} => d \in done

-----------------------------------------------------------------------------
(* What comes in the end *)

(* A call that was begun returns.                                          *)
CallEndsProp == \A p \in Clients : doing[p] # "nothing" ~> doing[p] = "nothing"

(* A dequeuer whose context is done ends.                                  *)
DequeuerEndsProp ==
  \A d \in Dequeuers : dequeuer[d] # "absent" /\ d \in done ~> dequeuer[d] = "ended"

(* So does its canceller.                                                  *)
CancellerEndsProp ==
  \A d \in Dequeuers : canceller[d] = "waiting" /\ d \in done ~> canceller[d] = "ended"

(* Nobody sleeps for ever beside a listed slot.                            *)
SleeperWakesProp ==
  \A d \in Dequeuers :
    dequeuer[d] = "asleep" /\ slots # <<>> ~> dequeuer[d] # "asleep" \/ slots = <<>>

-----------------------------------------------------------------------------
(* Refinement *)

(* The mapping keeps the abstract queue's types.                           *)
AbstractTypeInv == Abstract!TypeInv
=============================================================================
