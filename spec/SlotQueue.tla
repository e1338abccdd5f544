----------------------------- MODULE SlotQueue ------------------------------
(***************************************************************************)
(* The hot-slot queue as its clients see it.  Histories of calls and       *)
(* returns are judged against this module.                                 *)
(*                                                                         *)
(* Source: slotQueue in api/agent/slots.go.                                *)
(*                                                                         *)
(* Grain: queueing, a pick, a delivery and a cancel are one step each.  An *)
(* acquire that wins is three, because other processes can observe a token *)
(* that is won and still listed, and one that is listed no more and whose  *)
(* trigger is still open.                                                  *)
(*                                                                         *)
(* It is not a stack with an atomic pop.  A pick takes the newest listed   *)
(* token and leaves it in the list, even if it has been won already.  The  *)
(* delivery comes later, and by then the token may have been won, removed  *)
(* and closed.  So a delivery promises only that its token was the newest  *)
(* listed one at some instant since the previous delivery of the same      *)
(* dequeuer.                                                               *)
(*                                                                         *)
(* Left out: locks, sleeping, wake-ups, the canceller of a dequeuer.       *)
(* SlotQueueSteps refines this module.                                     *)
(***************************************************************************)
EXTENDS Naturals, Sequences

CONSTANTS Clients, Dequeuers, Tokens, None

ASSUME Tokens \subseteq Nat /\ None \notin Clients /\ None \notin Tokens

VARIABLES
  slots,      \* listed tokens, oldest first
  nextId,     \* the id of the next token
  won,        \* tokens that have been won
  closed,     \* tokens whose trigger is closed
  known,      \* known[p]: tokens that p queued or was delivered
  call,       \* call[p]: the next step of p's acquire
  hand,       \* hand[p]: the token that p has won and is still acquiring
  running,    \* dequeuers that were started and have not ended
  offer,      \* offer[d]: what the dequeuer picked and has not delivered
  owner,      \* owner[d]: the client that started it
  done        \* dequeuers whose context is done

vars == <<slots, nextId, won, closed, known, call, hand, running, offer, owner, done>>

TypeInv ==
  /\ slots \in Seq(Tokens)
  /\ nextId \in Nat
  /\ won \subseteq Tokens
  /\ closed \subseteq won
  /\ known \in [Clients -> SUBSET Tokens]
  /\ call \in [Clients -> {"nothing", "remove", "close"}]
  /\ hand \in [Clients -> Tokens \cup {None}]
  /\ running \subseteq Dequeuers
  /\ offer \in [Dequeuers -> Tokens \cup {None}]
  /\ owner \in [Dequeuers -> Clients \cup {None}]
  /\ done \subseteq Dequeuers

Init ==
  /\ slots = <<>>
  /\ nextId = 0
  /\ won = {}
  /\ closed = {}
  /\ known = [p \in Clients |-> {}]
  /\ call = [p \in Clients |-> "nothing"]
  /\ hand = [p \in Clients |-> None]
  /\ running = {}
  /\ offer = [d \in Dequeuers |-> None]
  /\ owner = [d \in Dequeuers |-> None]
  /\ done = {}

(* A client queues a slot, whose token becomes the newest.                 *)
Queue(p) ==
  /\ call[p] = "nothing"
  /\ nextId \in Tokens
  /\ slots' = Append(slots, nextId)
  /\ nextId' = nextId + 1
  /\ known' = [known EXCEPT ![p] = @ \cup {nextId}]
  /\ UNCHANGED <<won, closed, call, hand, running, offer, owner, done>>

(* A client wins a token that it knows and that has not been won.          *)
Win(p, t) ==
  /\ call[p] = "nothing"
  /\ t \in known[p] \ won
  /\ won' = won \cup {t}
  /\ call' = [call EXCEPT ![p] = "remove"]
  /\ hand' = [hand EXCEPT ![p] = t]
  /\ UNCHANGED <<slots, nextId, closed, known, running, offer, owner, done>>

(* A client tries to acquire a token that has been won already; nothing    *)
(* changes.                                                                *)
Lose(p, t) ==
  /\ call[p] = "nothing"
  /\ t \in known[p] \cap won
  /\ UNCHANGED vars

(* The winner removes its token from the list.                             *)
Remove(p) ==
  /\ call[p] = "remove"
  /\ slots' = SelectSeq(slots, LAMBDA t : t # hand[p])
  /\ call' = [call EXCEPT ![p] = "close"]
  /\ UNCHANGED <<nextId, won, closed, known, hand, running, offer, owner, done>>

(* The winner closes the trigger, which the container that waits for the   *)
(* token can see.                                                          *)
Close(p) ==
  /\ call[p] = "close"
  /\ closed' = closed \cup {hand[p]}
  /\ call' = [call EXCEPT ![p] = "nothing"]
  /\ hand' = [hand EXCEPT ![p] = None]
  /\ UNCHANGED <<slots, nextId, won, known, running, offer, owner, done>>

(* A client starts a dequeuer, whose deliveries it will receive.           *)
Start(p, d) ==
  /\ call[p] = "nothing"
  /\ owner[d] = None
  /\ owner' = [owner EXCEPT ![d] = p]
  /\ running' = running \cup {d}
  /\ UNCHANGED <<slots, nextId, won, closed, known, call, hand, offer, done>>

(* A dequeuer that offers nothing, and whose context is not done, picks the*)
(* newest listed token.                                                    *)
Pick(d) ==
  /\ d \in running \ done
  /\ offer[d] = None
  /\ slots # <<>>
  /\ offer' = [offer EXCEPT ![d] = slots[Len(slots)]]
  /\ UNCHANGED <<slots, nextId, won, closed, known, call, hand, running, owner, done>>

(* The client receives the token that its dequeuer picked, whatever has    *)
(* happened to the token or to the context since.                          *)
Deliver(d, p) ==
  /\ owner[d] = p
  /\ call[p] = "nothing"
  /\ offer[d] # None
  /\ known' = [known EXCEPT ![p] = @ \cup {offer[d]}]
  /\ offer' = [offer EXCEPT ![d] = None]
  /\ UNCHANGED <<slots, nextId, won, closed, call, hand, running, owner, done>>

(* A dequeuer withdraws its offer once the token's trigger is closed or its*)
(* own context is done.                                                    *)
Withdraw(d) ==
  /\ offer[d] # None
  /\ offer[d] \in closed \/ d \in done
  /\ offer' = [offer EXCEPT ![d] = None]
  /\ UNCHANGED <<slots, nextId, won, closed, known, call, hand, running, owner, done>>

(* A context becomes done; from now on its dequeuer picks nothing.         *)
Cancel(d) ==
  /\ done' = done \cup {d}
  /\ UNCHANGED <<slots, nextId, won, closed, known, call, hand, running, offer, owner>>

(* A dequeuer that offers nothing, and whose context is done, ends.        *)
End(d) ==
  /\ d \in running \cap done
  /\ offer[d] = None
  /\ running' = running \ {d}
  /\ UNCHANGED <<slots, nextId, won, closed, known, call, hand, offer, owner, done>>

Next ==
  \/ \E p \in Clients :
       \/ Queue(p)
       \/ \E t \in Tokens : Win(p, t) \/ Lose(p, t)
       \/ Remove(p)
       \/ Close(p)
       \/ \E d \in Dequeuers : Start(p, d) \/ Deliver(d, p)
  \/ \E d \in Dequeuers : Pick(d) \/ Withdraw(d) \/ Cancel(d) \/ End(d)

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
(* What a client can rely on in the end: an acquire that has won goes on,  *)
(* and so does a dequeuer that can pick, withdraw or end.  Nobody promises *)
(* to receive.                                                             *)
(*                                                                         *)
(* That is weak fairness of these actions.  Each of them disables itself,  *)
(* so that it is weakly fair exactly if it is infinitely often not enabled;*)
(* written so, it can be checked of a module that refines this one.        *)
CanPick(d) == d \in running \ done /\ offer[d] = None /\ slots # <<>>
CanWithdraw(d) == offer[d] # None /\ (offer[d] \in closed \/ d \in done)
CanEnd(d) == d \in running \cap done /\ offer[d] = None

Fairness ==
  /\ \A p \in Clients :
       /\ []<>(call[p] # "remove")
       /\ []<>(call[p] # "close")
  /\ \A d \in Dequeuers :
       /\ []<>~CanPick(d)
       /\ []<>~CanWithdraw(d)
       /\ []<>~CanEnd(d)

FairSpec == Spec /\ Fairness
=============================================================================
