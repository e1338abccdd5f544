--------------------------- MODULE SlotQueueSteps ---------------------------
(***************************************************************************)
(* The hot-slot queue as an algorithm: one action for each step that       *)
(* another process can observe.  Step traces are judged against this       *)
(* module.                                                                 *)
(*                                                                         *)
(* Source: slotQueue in api/agent/slots.go (acquireSlot, startDequeuer,    *)
(* queueSlot).                                                             *)
(*                                                                         *)
(* Grain: a step is a whole region (critical section) of the queue's lock, *)
(* a compare-and-swap, an arm of a select, the close of a trigger, or the  *)
(* broadcast that follows an unlock.  The lock guards everything inside a  *)
(* region but two things: the region reads whether the context is done,    *)
(* which once true stays true, and it sleeps or wakes sleepers, which a    *)
(* broadcast may wake without the lock.  Other processes may interleave    *)
(* before either.  If a cancel and then a broadcast come between the two,  *)
(* the dequeuer sleeps although its context is done; the order broadcast,  *)
(* sleep, cancel leads to the same state.  In every other case the region  *)
(* has a linearization point: one instant at which it takes effect.        *)
(*                                                                         *)
(* Left out: what a slot is, how long anything takes, ids that wrap at     *)
(* 2^64.  The lock is free of starvation; UnfairLock shows what happens if *)
(* it is not.                                                              *)
(*                                                                         *)
(* The clients are the most general ones: any client may queue, start a    *)
(* dequeuer, receive from its own, ignore a token, and acquire a token that*)
(* it queued or was delivered; any process may cancel a context.  A client *)
(* of a Go program may also hand on a token or a channel to another client,*)
(* which then acquires or receives.  The properties of the queue hold for  *)
(* such clients, too: in the model HandedOn_2x1x2 every client may acquire *)
(* every token and receive from every dequeuer.  The rule is kept here     *)
(* because a log does not show how a token is handed on.  A judge of logs  *)
(* asks where an acquired token came from, so that a wrong id is not       *)
(* accepted; a log of clients that hand tokens on has to say on whose      *)
(* behalf they acquire.                                                    *)
(*                                                                         *)
(* Callers restricts the clients to those of the original.  This module    *)
(* refines SlotQueue, which says what the queue is; the refinement mapping *)
(* is at the end.                                                          *)
(***************************************************************************)
EXTENDS Naturals, Sequences

CONSTANTS
  Clients,    \* processes that use the queue
  Dequeuers,  \* names for dequeuers; each is started at most once
  Tokens,     \* ids: Nat, or 0..n-1 where the queue is to be bounded
  None        \* no token, no client

ASSUME Tokens \subseteq Nat /\ None \notin Clients /\ None \notin Tokens

VARIABLES
  slots,      \* the queue: tokens that are listed, oldest first
  nextId,     \* the id of the next token
  busy,       \* tokens whose isBusy is 1: they have been won
  closed,     \* tokens whose trigger is closed
  known,      \* known[p]: tokens that p queued or was delivered
  doing,      \* doing[p]: the next step of p's call
  hand,       \* hand[p]: the token that p has won and is still acquiring
  dequeuer,   \* dequeuer[d]: the state of the dequeuer
  isWaiting,  \* isWaiting[d]: the variable that dequeuer and canceller share
  item,       \* item[d]: the token that the dequeuer offers
  owner,      \* owner[d]: the client that started it and receives from it
  done,       \* dequeuers whose context is done
  canceller   \* canceller[d]: the state of the process that waits for done

clientVars == <<doing, hand>>
dequeuerVars == <<dequeuer, isWaiting, item, owner, done, canceller>>
tokenVars == <<busy, closed>>
listVars == <<slots, nextId>>
vars == <<listVars, tokenVars, known, clientVars, dequeuerVars>>

Listed == {slots[i] : i \in DOMAIN slots}
Exists == {t \in Tokens : t < nextId}
Ready(p) == doing[p] = "nothing"
Newest == slots[Len(slots)]

TypeInv ==
  /\ slots \in Seq(Tokens)
  /\ nextId \in Nat
  /\ busy \subseteq Exists
  /\ closed \subseteq Exists
  /\ \A p \in Clients : known[p] \subseteq Tokens
  /\ doing \in [Clients -> {"nothing", "broadcast", "remove", "close"}]
  /\ hand \in [Clients -> Exists \cup {None}]
  /\ dequeuer \in [Dequeuers -> {"absent", "lock", "asleep", "offering", "ended"}]
  /\ isWaiting \in [Dequeuers -> BOOLEAN]
  /\ item \in [Dequeuers -> Exists \cup {None}]
  /\ owner \in [Dequeuers -> Clients \cup {None}]
  /\ done \subseteq Dequeuers
  /\ canceller \in [Dequeuers -> {"absent", "waiting", "ended"}]

(* An equation and not UNCHANGED, so that Callers can substitute a constant*)
(* for known.                                                              *)
NothingLearnt == known' = known

QueueInit ==
  /\ slots = <<>>
  /\ nextId = 0
  /\ busy = {}
  /\ closed = {}
  /\ doing = [p \in Clients |-> "nothing"]
  /\ hand = [p \in Clients |-> None]
  /\ dequeuer = [d \in Dequeuers |-> "absent"]
  /\ isWaiting = [d \in Dequeuers |-> FALSE]
  /\ item = [d \in Dequeuers |-> None]
  /\ owner = [d \in Dequeuers |-> None]
  /\ done = {}
  /\ canceller = [d \in Dequeuers |-> "absent"]

Init == QueueInit /\ known = [p \in Clients |-> {}]

-----------------------------------------------------------------------------
(* queueSlot *)

(* Under the lock, the new token gets the next id and becomes the newest in*)
(* the list.  A dequeuer can see it from here on.                          *)
QueueAppend(p) ==
  /\ Ready(p)
  /\ nextId \in Tokens
  /\ slots' = Append(slots, nextId)
  /\ nextId' = nextId + 1
  /\ known' = [known EXCEPT ![p] = @ \cup {nextId}]
  /\ doing' = [doing EXCEPT ![p] = "broadcast"]
  /\ UNCHANGED <<tokenVars, hand, dequeuerVars>>

(* Every sleeping dequeuer wakes; it looks at the list again once it has   *)
(* the lock.                                                               *)
WakeAll ==
  dequeuer' = [d \in Dequeuers |->
                 IF dequeuer[d] = "asleep" THEN "lock" ELSE dequeuer[d]]

(* After the unlock, the client wakes every sleeping dequeuer; then its    *)
(* call returns.  Other processes may run between the append and this step.*)
(* That loses no wake-up: a dequeuer goes to sleep only while the list is  *)
(* empty, so if one does in between, the token has been removed already.   *)
QueueBroadcast(p) ==
  /\ doing[p] = "broadcast"
  /\ WakeAll
  /\ doing' = [doing EXCEPT ![p] = "nothing"]
  /\ NothingLearnt
  /\ UNCHANGED <<listVars, tokenVars, hand, isWaiting, item, owner, done, canceller>>

-----------------------------------------------------------------------------
(* acquireSlot *)

(* The compare-and-swap decides: the first client to swap wins the token   *)
(* for good; every other client loses, and its call returns.  A token that *)
(* has just been won is still listed, and its trigger is still open.       *)
AcquireCas(p, t) ==
  /\ Ready(p)
  /\ t \in known[p] \cap Exists
  /\ IF t \in busy
       THEN UNCHANGED <<busy, doing, hand>>
       ELSE /\ busy' = busy \cup {t}
            /\ doing' = [doing EXCEPT ![p] = "remove"]
            /\ hand' = [hand EXCEPT ![p] = t]
  /\ NothingLearnt
  /\ UNCHANGED <<listVars, closed, dequeuerVars>>

(* Under the lock, the winner removes its token from the list, by id.      *)
AcquireRemove(p) ==
  /\ doing[p] = "remove"
  /\ slots' = SelectSeq(slots, LAMBDA t : t # hand[p])
  /\ doing' = [doing EXCEPT ![p] = "close"]
  /\ NothingLearnt
  /\ UNCHANGED <<nextId, tokenVars, hand, dequeuerVars>>

(* The winner closes the trigger, and its call returns.  The container that*)
(* waits for the token can see this, and so can every dequeuer that still  *)
(* offers the token.                                                       *)
AcquireClose(p) ==
  /\ doing[p] = "close"
  /\ closed' = closed \cup {hand[p]}
  /\ doing' = [doing EXCEPT ![p] = "nothing"]
  /\ hand' = [hand EXCEPT ![p] = None]
  /\ NothingLearnt
  /\ UNCHANGED <<listVars, busy, dequeuerVars>>

-----------------------------------------------------------------------------
(* startDequeuer *)

(* A client starts the two processes of a dequeuer: the dequeuer itself,   *)
(* which offers tokens, and its canceller, which waits until the context is*)
(* done.                                                                   *)
DequeuerStart(p, d) ==
  /\ Ready(p)
  /\ dequeuer[d] = "absent"
  /\ dequeuer' = [dequeuer EXCEPT ![d] = "lock"]
  /\ owner' = [owner EXCEPT ![d] = p]
  /\ canceller' = [canceller EXCEPT ![d] = "waiting"]
  /\ NothingLearnt
  /\ UNCHANGED <<listVars, tokenVars, clientVars, isWaiting, item, done>>

(* Under the lock, the dequeuer finds the list empty and its context not   *)
(* done, sets isWaiting and goes to sleep, which releases the lock.        *)
DequeuerWait(d) ==
  /\ dequeuer[d] = "lock"
  /\ slots = <<>>
  /\ d \notin done
  /\ dequeuer' = [dequeuer EXCEPT ![d] = "asleep"]
  /\ isWaiting' = [isWaiting EXCEPT ![d] = TRUE]
  /\ NothingLearnt
  /\ UNCHANGED <<listVars, tokenVars, clientVars, item, owner, done, canceller>>

(* Under the lock, and with its context not done, the dequeuer picks the   *)
(* newest listed token.  The token stays in the list, whether it has been  *)
(* won or not.                                                             *)
DequeuerPeek(d) ==
  /\ dequeuer[d] = "lock"
  /\ slots # <<>>
  /\ d \notin done
  /\ dequeuer' = [dequeuer EXCEPT ![d] = "offering"]
  /\ item' = [item EXCEPT ![d] = Newest]
  /\ isWaiting' = [isWaiting EXCEPT ![d] = FALSE]
  /\ NothingLearnt
  /\ UNCHANGED <<listVars, tokenVars, clientVars, owner, done, canceller>>

(* Under the lock, the dequeuer finds its context done and ends.           *)
DequeuerExit(d) ==
  /\ dequeuer[d] = "lock"
  /\ d \in done
  /\ dequeuer' = [dequeuer EXCEPT ![d] = "ended"]
  /\ isWaiting' = [isWaiting EXCEPT ![d] = FALSE]
  /\ NothingLearnt
  /\ UNCHANGED <<listVars, tokenVars, clientVars, item, owner, done, canceller>>

(* Whichever arm its select takes, the dequeuer stops offering and begins  *)
(* its next round.                                                         *)
GoRound(d) ==
  /\ dequeuer[d] = "offering"
  /\ dequeuer' = [dequeuer EXCEPT ![d] = "lock"]
  /\ item' = [item EXCEPT ![d] = None]
  /\ UNCHANGED <<listVars, tokenVars, doing, hand, isWaiting, owner, done, canceller>>

(* The dequeuer and the client that started it meet at the channel, in one *)
(* step (a rendezvous): the client receives the token.  It may then acquire*)
(* the token or ignore it.                                                 *)
DequeuerDeliver(d, p) ==
  /\ owner[d] = p
  /\ Ready(p)
  /\ known' = [known EXCEPT ![p] = @ \cup {item[d]}]
  /\ GoRound(d)

(* The trigger of the offered token is closed: the dequeuer withdraws its  *)
(* offer.                                                                  *)
DequeuerEjected(d) ==
  /\ item[d] \in closed
  /\ GoRound(d)
  /\ NothingLearnt

(* The context is done: the dequeuer withdraws its offer.                  *)
DequeuerCancelled(d) ==
  /\ d \in done
  /\ GoRound(d)
  /\ NothingLearnt

(* The context of a dequeuer becomes done.  It may have been done before,  *)
(* and the dequeuer need not have been started.                            *)
Cancel(d) ==
  /\ done' = done \cup {d}
  /\ NothingLearnt
  /\ UNCHANGED <<listVars, tokenVars, clientVars, dequeuer, isWaiting, item, owner, canceller>>

(* Under the lock, once the context is done, the canceller wakes all       *)
(* sleepers if its own dequeuer is waiting, since a sleeper cannot see by  *)
(* itself that its context is done.  Then the canceller ends.              *)
CancellerWake(d) ==
  /\ canceller[d] = "waiting"
  /\ d \in done
  /\ IF isWaiting[d] THEN WakeAll ELSE UNCHANGED dequeuer
  /\ canceller' = [canceller EXCEPT ![d] = "ended"]
  /\ NothingLearnt
  /\ UNCHANGED <<listVars, tokenVars, clientVars, isWaiting, item, owner, done>>

-----------------------------------------------------------------------------
Next ==
  \/ \E p \in Clients :
       \/ QueueAppend(p)
       \/ QueueBroadcast(p)
       \/ \E t \in Tokens : AcquireCas(p, t)
       \/ AcquireRemove(p)
       \/ AcquireClose(p)
       \/ \E d \in Dequeuers : DequeuerStart(p, d)
       \/ \E d \in Dequeuers : DequeuerDeliver(d, p)
  \/ \E d \in Dequeuers :
       \/ DequeuerWait(d)
       \/ DequeuerPeek(d)
       \/ DequeuerExit(d)
       \/ DequeuerEjected(d)
       \/ DequeuerCancelled(d)
       \/ Cancel(d)
       \/ CancellerWake(d)

(* Weak fairness of the steps that finish a call, of each dequeuer's own   *)
(* steps, and of each canceller's: if one of them stays enabled, it is     *)
(* taken eventually.  Clients need not begin a call or receive, and no     *)
(* process need cancel.                                                    *)
Fairness ==
  /\ \A p \in Clients :
       /\ WF_vars(QueueBroadcast(p))
       /\ WF_vars(AcquireRemove(p))
       /\ WF_vars(AcquireClose(p))
  /\ \A d \in Dequeuers :
       /\ WF_vars(DequeuerWait(d) \/ DequeuerPeek(d) \/ DequeuerExit(d)
                  \/ DequeuerEjected(d) \/ DequeuerCancelled(d))
       /\ WF_vars(CancellerWake(d))

Spec == Init /\ [][Next]_vars
FairSpec == Spec /\ Fairness

-----------------------------------------------------------------------------
(* The refinement mapping to SlotQueue hides the lock, the sleepers, the   *)
(* canceller and the broadcast.                                            *)
Abstract == INSTANCE SlotQueue WITH
  won <- busy,
  call <- [p \in Clients |-> IF doing[p] = "broadcast" THEN "nothing" ELSE doing[p]],
  running <- {d \in Dequeuers : dequeuer[d] \in {"lock", "asleep", "offering"}},
  offer <- item

Refinement == Abstract!Spec
=============================================================================
