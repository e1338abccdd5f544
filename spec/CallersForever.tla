--------------------------- MODULE CallersForever ---------------------------
(***************************************************************************)
(* The queue and its callers without end: what becomes of a consumer that  *)
(* waits, when everything may go on for ever?                              *)
(*                                                                         *)
(* Callers runs out of rounds and of tokens, so that every question of this*)
(* kind is answered by the end.  Here a client that has gone comes back as *)
(* another one, and a token that nobody refers to any more is forgotten: it*)
(* is as if it had never been, and younger ones are counted down by one.   *)
(* The algorithm compares ids for equality only, and counting down keeps   *)
(* their order, so nobody can tell.  What remains is finite.               *)
(*                                                                         *)
(* Source, grain, and what is left out: as in Callers.  A container that   *)
(* has gone stands for the next one that the launcher starts.              *)
(***************************************************************************)
EXTENDS Callers

DequeuersOf(p) == {p} \X (1 .. Rounds)
Ended(d) ==
  /\ dequeuer[d] \in {"absent", "ended"}
  /\ canceller[d] \in {"absent", "ended"}

(* A client that has gone is replaced by a new one, once no dequeuer of its*)
(* own is left.                                                            *)
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

(* The oldest token that nobody refers to is forgotten.                    *)
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

ForeverFairness == Fairness /\ WF_vars(Forget) /\ \A p \in Clients : WF_vars(Replace(p))

ForeverSpec == Init /\ [][ForeverNext]_vars
FairForeverSpec == ForeverSpec /\ ForeverFairness

(* Every client that tries a token, and every consumer that could be       *)
(* delivered one, gets to do it, even if it cannot all the time.           *)
StrongFairness ==
  /\ \A p \in Clients : SF_vars(AcquireCas(p))
  /\ \A c \in Consumers : SF_vars(DequeuerDeliver(c))
  /\ \A d \in Dequeuers : SF_vars(DequeuerPeek(d))
StrongForeverSpec == FairForeverSpec /\ StrongFairness

-----------------------------------------------------------------------------
(* While somebody waits, somebody is served in the end.  True where        *)
(* containers neither eject nor are evicted; otherwise a container may     *)
(* always go just before it is won.                                        *)
SomeServedProp ==
  (\E c \in Consumers : state[c] = "waiting") ~> (\E c \in Consumers : state[c] = "holding")

(* Whoever waits is served in the end.  False once there are two consumers,*)
(* or one and a container that may be idle for too long.                   *)
EveryServedProp ==
  \A c \in Consumers : state[c] = "waiting" ~> state[c] = "holding"

(* Whoever waits is delivered a token in the end, if not one that can be   *)
(* won.  False beside a container that may always go just before it is     *)
(* picked; true with strong fairness.                                      *)
EveryDeliveredProp ==
  \A c \in Consumers : state[c] = "waiting" ~> state[c] = "acquiring"
=============================================================================
