---------------------------- MODULE AtomicAcquire ---------------------------
(***************************************************************************)
(* The queue as one might expect it: a stack whose acquire is a single     *)
(* step, so that a pick takes the newest token that can still be won.      *)
(*                                                                         *)
(* The algorithm is not this, as AtomicAcquireClaims shows; SlotQueue is   *)
(* what it is.  This module is SlotQueue with acquire in one step, and it  *)
(* records which clients lost: a client that was told that it lost a token *)
(* may tell others.                                                        *)
(***************************************************************************)
EXTENDS Naturals, Sequences

CONSTANTS
  Clients, Dequeuers, Tokens, None,
  Forgiving  \* whether an acquire may also fail for no reason

ASSUME Tokens \subseteq Nat /\ None \notin Clients /\ None \notin Tokens
ASSUME Forgiving \in BOOLEAN

VARIABLES
  slots,    \* tokens that can still be won, oldest first
  nextId, won, known, running, offer, owner, done,  \* as in SlotQueue
  lost      \* lost[p]: the tokens that p was told it has lost

vars == <<slots, nextId, won, known, running, offer, owner, done, lost>>

TypeInv ==
  /\ slots \in Seq(Tokens)
  /\ nextId \in Nat
  /\ won \subseteq Tokens
  /\ known \in [Clients -> SUBSET Tokens]
  /\ running \subseteq Dequeuers
  /\ offer \in [Dequeuers -> Tokens \cup {None}]
  /\ owner \in [Dequeuers -> Clients \cup {None}]
  /\ done \subseteq Dequeuers
  /\ lost \in [Clients -> SUBSET Tokens]

Init ==
  /\ slots = <<>>
  /\ nextId = 0
  /\ won = {}
  /\ known = [p \in Clients |-> {}]
  /\ running = {}
  /\ offer = [d \in Dequeuers |-> None]
  /\ owner = [d \in Dequeuers |-> None]
  /\ done = {}
  /\ lost = [p \in Clients |-> {}]

(* A client queues a token with the next id, which goes on top of the      *)
(* stack and which it knows from then on.                                  *)
Queue(p) ==
  /\ nextId \in Tokens
  /\ slots' = Append(slots, nextId)
  /\ nextId' = nextId + 1
  /\ known' = [known EXCEPT ![p] = @ \cup {nextId}]
  /\ UNCHANGED <<won, running, offer, owner, done, lost>>

(* A client wins a token that it knows; from this step on no other client  *)
(* can, and the token is off the stack.                                    *)
Acquire(p, t) ==
  /\ t \in known[p] \ won
  /\ won' = won \cup {t}
  /\ slots' = SelectSeq(slots, LAMBDA u : u # t)
  /\ UNCHANGED <<nextId, known, running, offer, owner, done, lost>>

(* A client is told that it cannot have the token, because the token has   *)
(* been won; in the forgiving stack, for no reason.                        *)
Lose(p, t) ==
  /\ t \in known[p]
  /\ t \in won \/ Forgiving
  /\ lost' = [lost EXCEPT ![p] = @ \cup {t}]
  /\ UNCHANGED <<slots, nextId, won, known, running, offer, owner, done>>

(* A client starts a dequeuer, which is its own and runs until its context *)
(* is done.                                                                *)
Start(p, d) ==
  /\ owner[d] = None
  /\ owner' = [owner EXCEPT ![d] = p]
  /\ running' = running \cup {d}
  /\ UNCHANGED <<slots, nextId, won, known, offer, done, lost>>

(* A strict pick: the newest token that can still be won.                  *)
Pick(d) ==
  /\ d \in running \ done
  /\ offer[d] = None
  /\ slots # <<>>
  /\ offer' = [offer EXCEPT ![d] = slots[Len(slots)]]
  /\ UNCHANGED <<slots, nextId, won, known, running, owner, done, lost>>

(* A dequeuer hands what it offers to its client, which knows the token    *)
(* from then on, whether it can still be won or not.                       *)
Deliver(d, p) ==
  /\ owner[d] = p
  /\ offer[d] # None
  /\ known' = [known EXCEPT ![p] = @ \cup {offer[d]}]
  /\ offer' = [offer EXCEPT ![d] = None]
  /\ UNCHANGED <<slots, nextId, won, running, owner, done, lost>>

(* A dequeuer takes back what it offers, because the token has been won or *)
(* the dequeuer is to end.                                                 *)
Withdraw(d) ==
  /\ offer[d] # None
  /\ offer[d] \in won \/ d \in done
  /\ offer' = [offer EXCEPT ![d] = None]
  /\ UNCHANGED <<slots, nextId, won, known, running, owner, done, lost>>

(* The context of a dequeuer is done, at any moment, even before it        *)
(* starts.                                                                 *)
Cancel(d) ==
  /\ done' = done \cup {d}
  /\ UNCHANGED <<slots, nextId, won, known, running, offer, owner, lost>>

(* A dequeuer whose context is done, and which offers nothing, ends.       *)
End(d) ==
  /\ d \in running \cap done
  /\ offer[d] = None
  /\ running' = running \ {d}
  /\ UNCHANGED <<slots, nextId, won, known, offer, owner, done, lost>>

Next ==
  \/ \E p \in Clients :
       \/ Queue(p)
       \/ \E t \in known[p] : Acquire(p, t) \/ Lose(p, t)
       \/ \E d \in Dequeuers : Start(p, d) \/ Deliver(d, p)
  \/ \E d \in Dequeuers : Pick(d) \/ Withdraw(d) \/ Cancel(d) \/ End(d)

Spec == Init /\ [][Next]_vars
=============================================================================
