--------------------------- MODULE CallersForever ---------------------------
(***************************************************************************)
(* The queue and its callers without end: is a waiting consumer served, if *)
(* everything may continue for ever?                                       *)
(*                                                                         *)
(* Callers runs out of rounds and of tokens, so that the end answers every *)
(* question of this kind.  Here a client that is gone is replaced by a new *)
(* one.  A token to which nothing refers any more is forgotten: it is      *)
(* removed as if it had never existed, and the ids of younger tokens are   *)
(* decreased by one.  The algorithm compares ids for equality only, and    *)
(* decreasing them keeps their order, so that no process can tell.  The    *)
(* state space is finite.                                                  *)
(*                                                                         *)
(* Source, grain, and what is left out: as in Callers.  The replacement of *)
(* a container is the next container that the launcher starts.             *)
(***************************************************************************)
EXTENDS Callers

DequeuersOf(p) == {p} \X (1 .. Rounds)
Ended(d) ==
  /\ dequeuer[d] \in {"absent", "ended"}
  /\ canceller[d] \in {"absent", "ended"}

(* A client that is gone is replaced by a new one, once none of its        *)
(* dequeuers is left.                                                      *)
Replace(p) ==
  /\ state[p] = "gone"
  /\ Queue!Ready(p)
  /\ p \in Consumers => \A d \in DequeuersOf(p) : Ended(d)
  /\ state' = [state EXCEPT ![p] = "ready"]
  /\ round' = [round EXCEPT ![p] = 1]
  /\ evicted' = evicted \ {p}
  /\ LET New(f, value) == [d \in Dequeuers |-> IF d[1] = p THEN value ELSE f[d]] IN
       /\ dequeuer' = New(dequeuer, "absent")
       /\ canceller' = New(canceller, "absent")
       /\ owner' = New(owner, None)
       /\ done' = {d \in done : d[1] # p}
  /\ UNCHANGED <<slots, nextId, busy, closed, doing, hand, isWaiting, item, token, slotClosed,
                 failed>>

Referred ==
  Queue!Listed \cup {hand[p] : p \in Clients} \cup {token[p] : p \in Clients}
               \cup {item[d] : d \in Dequeuers}
Forgettable == Queue!Exists \ Referred

(* The oldest token to which nothing refers is forgotten.                  *)
Forget ==
  /\ Forgettable # {}
  /\ LET gone == CHOOSE t \in Forgettable : \A u \in Forgettable : t <= u
         Down(t) == IF t = None THEN None ELSE IF t > gone THEN t - 1 ELSE t
         All(tokens) == {Down(t) : t \in tokens \ {gone}}
     IN /\ slots' = [i \in DOMAIN slots |-> Down(slots[i])]
        /\ nextId' = nextId - 1
        /\ busy' = All(busy)
        /\ closed' = All(closed)
        /\ slotClosed' = All(slotClosed)
        /\ failed' = All(failed)
        /\ hand' = [p \in Clients |-> Down(hand[p])]
        /\ token' = [p \in Clients |-> Down(token[p])]
        /\ item' = [d \in Dequeuers |-> Down(item[d])]
  /\ UNCHANGED <<doing, dequeuer, isWaiting, owner, done, canceller, state, round, evicted>>

ForeverNext == Next \/ Forget \/ \E p \in Clients : Replace(p)

(* No property needs the promise for consumers: one that never comes does  *)
(* not wait.  With it, what is false is false even if consumers come again *)
(* and again.                                                              *)
ForeverFairness == Fairness /\ WF_vars(Forget) /\ \A p \in Clients : WF_vars(Replace(p))

ForeverSpec == Init /\ [][ForeverNext]_vars
FairForeverSpec == ForeverSpec /\ ForeverFairness

(* Strong fairness of tries, deliveries and picks: each of these steps that*)
(* is enabled again and again is taken eventually.  No property needs the  *)
(* promise for tries; with it, what is false is false even so.             *)
StrongFairness ==
  /\ \A p \in Clients : SF_vars(AcquireCas(p))
  /\ \A c \in Consumers : SF_vars(DequeuerDeliver(c))
  /\ \A d \in Dequeuers : SF_vars(DequeuerPeek(d))
StrongForeverSpec == FairForeverSpec /\ StrongFairness

-----------------------------------------------------------------------------
(* While some consumer waits, some consumer is served eventually.  True    *)
(* where containers neither eject themselves nor are evicted; otherwise a  *)
(* container may always leave just before it is won.                       *)
SomeServedProp ==
  (\E c \in Consumers : state[c] = "waiting") ~> (\E c \in Consumers : state[c] = "holding")

(* Every waiting consumer is served eventually.  False as soon as there are*)
(* two consumers, or one and a container that may be idle for too long.    *)
EveryServedProp ==
  \A c \in Consumers : state[c] = "waiting" ~> state[c] = "holding"

(* Every waiting consumer is delivered a token eventually, though perhaps  *)
(* one that can no longer be won.  False if a container may always leave   *)
(* just before its token is picked; true with strong fairness.             *)
EveryDeliveredProp ==
  \A c \in Consumers : state[c] = "waiting" ~> state[c] = "acquiring"
=============================================================================
