--------------------------- MODULE SlotQueueSteps ---------------------------
(***************************************************************************)
(* The hot-slot queue, one action for each step that another process could *)
(* notice: how it works.  This level judges step traces.                   *)
(*                                                                         *)
(* Source: slotQueue in api/agent/slots.go (acquireSlot, startDequeuer,    *)
(* queueSlot).                                                             *)
(*                                                                         *)
(* Grain: a step is a whole region of the queue's lock, a compare-and-swap,*)
(* an arm of a select, the close of a trigger, or the broadcast that       *)
(* follows an unlock.  Inside a region everything is guarded by the lock   *)
(* but two things: it reads whether the context is done, which once true   *)
(* stays true, and it sleeps or wakes sleepers, which a broadcast may wake *)
(* without the lock.  Others may step in before either.  Where a cancel and*)
(* then a broadcast fall between the two, the dequeuer sleeps although its *)
(* context is done: as if the broadcast, its sleep and the cancel had come *)
(* in this order, which leads to the same state.  In all other cases there *)
(* is one instant at which the region takes effect.                        *)
(*                                                                         *)
(* Left out: what a slot is, how long anything takes, ids that wrap at     *)
(* 2^64.  The lock is free of starvation; UnfairLock asks what happens     *)
(* when it is not.                                                         *)
(*                                                                         *)
(* The clients do whatever they like with what they have: any client may   *)
(* queue, start a dequeuer, receive from its own, let a token go, and      *)
(* acquire a token that it queued or was delivered; contexts are cancelled *)
(* by anybody.  A client of a Go program may do one thing more, which is to*)
(* hand on what it has, a token or a channel, to another that then acquires*)
(* or receives.  What is said of the queue holds for such clients, too:    *)
(* the model HandedOn lets everybody acquire every token that there is, and*)
(* receive from every dequeuer.  The rule is kept here because a log shows *)
(* no token being handed on.  Who judges a log asks where a token came from*)
(* that somebody acquires, lest a wrong id in it go unseen; a log of       *)
(* clients that hand tokens on has to say on whose behalf they acquire.    *)
(*                                                                         *)
(* Callers constrains the clients to the original's.  This module refines  *)
(* SlotQueue, which says what the queue is; the mapping is at the end.     *)
(***************************************************************************)
EXTENDS Naturals, Sequences

CONSTANTS
  Clients,    \* processes that use the queue
  Dequeuers,  \* names for dequeuers; each is started at most once
  Tokens,     \* ids: Nat, or 0..n-1 where the queue is to be bounded
  None        \* no token, no client

ASSUME Tokens \subseteq Nat

VARIABLES
  slots,      \* the queue: tokens that are listed, oldest first
  nextId,     \* the id of the next token
  busy,       \* tokens whose isBusy is 1: somebody won them
  closed,     \* tokens whose trigger is closed
  known,      \* known[p]: tokens that p queued or was delivered
  doing,      \* doing[p]: what p's call has still to do
  hand,       \* hand[p]: the token that p is acquiring, once it has won it
  dequeuer,   \* dequeuer[d]: where the dequeuer stands
  isWaiting,  \* isWaiting[d]: the captured variable of that name
  item,       \* item[d]: the token that the dequeuer offers
  owner,      \* owner[d]: the client that started it and receives from it
  done,       \* dequeuers whose context is done
  canceller   \* canceller[d]: where the process stands that waits for done

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

(* Written as an equation, not with UNCHANGED, so that Callers can put a   *)
(* constant in the place of known.                                         *)
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

(* In the lock, the new token gets the next id and becomes the newest of   *)
(* the list.  Only from here on can a dequeuer see it.                     *)
QueueAppend(p) ==
  /\ Ready(p)
  /\ nextId \in Tokens
  /\ slots' = Append(slots, nextId)
  /\ nextId' = nextId + 1
  /\ known' = [known EXCEPT ![p] = @ \cup {nextId}]
  /\ doing' = [doing EXCEPT ![p] = "broadcast"]
  /\ UNCHANGED <<tokenVars, hand, dequeuerVars>>

(* Every sleeper wakes and will look again once it has the lock.           *)
WakeAll ==
  dequeuer' = [d \in Dequeuers |->
                 IF dequeuer[d] = "asleep" THEN "lock" ELSE dequeuer[d]]

(* After the lock, the client wakes all dequeuers that sleep; then its     *)
(* call returns.  Others may run between the append and this step: one     *)
(* that falls asleep only now has found the list empty because somebody    *)
(* took the token.                                                         *)
QueueBroadcast(p) ==
  /\ doing[p] = "broadcast"
  /\ WakeAll
  /\ doing' = [doing EXCEPT ![p] = "nothing"]
  /\ NothingLearnt
  /\ UNCHANGED <<listVars, tokenVars, hand, isWaiting, item, owner, done, canceller>>

-----------------------------------------------------------------------------
(* acquireSlot *)

(* The compare-and-swap decides: the first client to swap has won the      *)
(* token, for ever; all others have lost, and their call returns.  The     *)
(* token is still listed and its trigger still open.                       *)
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

(* In the lock, the winner takes its token out of the list, by id.         *)
AcquireRemove(p) ==
  /\ doing[p] = "remove"
  /\ slots' = SelectSeq(slots, LAMBDA t : t # hand[p])
  /\ doing' = [doing EXCEPT ![p] = "close"]
  /\ NothingLearnt
  /\ UNCHANGED <<nextId, tokenVars, hand, dequeuerVars>>

(* The winner closes the trigger: the container behind the token wakes,    *)
(* and so does every dequeuer that still offers it.                        *)
AcquireClose(p) ==
  /\ doing[p] = "close"
  /\ closed' = closed \cup {hand[p]}
  /\ doing' = [doing EXCEPT ![p] = "nothing"]
  /\ hand' = [hand EXCEPT ![p] = None]
  /\ NothingLearnt
  /\ UNCHANGED <<listVars, busy, dequeuerVars>>

-----------------------------------------------------------------------------
(* startDequeuer *)

(* A client starts the two processes of a dequeuer: one that offers slots, *)
(* one that waits for the context.                                         *)
DequeuerStart(p, d) ==
  /\ Ready(p)
  /\ dequeuer[d] = "absent"
  /\ dequeuer' = [dequeuer EXCEPT ![d] = "lock"]
  /\ owner' = [owner EXCEPT ![d] = p]
  /\ canceller' = [canceller EXCEPT ![d] = "waiting"]
  /\ NothingLearnt
  /\ UNCHANGED <<listVars, tokenVars, clientVars, isWaiting, item, done>>

(* In the lock, the dequeuer finds the list empty and its context alive,   *)
(* says that it is waiting and goes to sleep, which lets the lock go.      *)
DequeuerWait(d) ==
  /\ dequeuer[d] = "lock"
  /\ slots = <<>>
  /\ d \notin done
  /\ dequeuer' = [dequeuer EXCEPT ![d] = "asleep"]
  /\ isWaiting' = [isWaiting EXCEPT ![d] = TRUE]
  /\ NothingLearnt
  /\ UNCHANGED <<listVars, tokenVars, clientVars, item, owner, done, canceller>>

(* In the lock, with its context alive, the dequeuer picks the newest      *)
(* listed token and leaves it where it is, won or not.                     *)
DequeuerPeek(d) ==
  /\ dequeuer[d] = "lock"
  /\ slots # <<>>
  /\ d \notin done
  /\ dequeuer' = [dequeuer EXCEPT ![d] = "offering"]
  /\ item' = [item EXCEPT ![d] = Newest]
  /\ isWaiting' = [isWaiting EXCEPT ![d] = FALSE]
  /\ NothingLearnt
  /\ UNCHANGED <<listVars, tokenVars, clientVars, owner, done, canceller>>

(* In the lock, the dequeuer finds its context done and ends.              *)
DequeuerExit(d) ==
  /\ dequeuer[d] = "lock"
  /\ d \in done
  /\ dequeuer' = [dequeuer EXCEPT ![d] = "ended"]
  /\ isWaiting' = [isWaiting EXCEPT ![d] = FALSE]
  /\ NothingLearnt
  /\ UNCHANGED <<listVars, tokenVars, clientVars, item, owner, done, canceller>>

(* However its select ends, the dequeuer goes round again.                 *)
GoRound(d) ==
  /\ dequeuer[d] = "offering"
  /\ dequeuer' = [dequeuer EXCEPT ![d] = "lock"]
  /\ item' = [item EXCEPT ![d] = None]
  /\ UNCHANGED <<listVars, tokenVars, doing, hand, isWaiting, owner, done, canceller>>

(* The dequeuer and the client that started it meet in the channel: the    *)
(* client has the token.  It may try to win it or let it go.               *)
DequeuerDeliver(d, p) ==
  /\ owner[d] = p
  /\ Ready(p)
  /\ known' = [known EXCEPT ![p] = @ \cup {item[d]}]
  /\ GoRound(d)

(* The trigger of the offered token is closed: the dequeuer gives it up.   *)
DequeuerEjected(d) ==
  /\ item[d] \in closed
  /\ GoRound(d)
  /\ NothingLearnt

(* The context is done: the dequeuer gives the token up.                   *)
DequeuerCancelled(d) ==
  /\ d \in done
  /\ GoRound(d)
  /\ NothingLearnt

(* The context of a dequeuer becomes done, if it was not; it may be before *)
(* the dequeuer is started.                                                *)
Cancel(d) ==
  /\ done' = done \cup {d}
  /\ NothingLearnt
  /\ UNCHANGED <<listVars, tokenVars, clientVars, dequeuer, isWaiting, item, owner, canceller>>

(* In the lock, once the context is done: a dequeuer that sleeps could not *)
(* see that by itself, so all sleepers are woken if this one waits.        *)
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

(* What the runtime promises: no process that can go on is left standing.  *)
(* Clients promise to finish a call that they have begun, and nothing else.*)
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
(* The mapping to SlotQueue forgets the lock, the sleepers, the canceller  *)
(* and the broadcast.                                                      *)
Abstract == INSTANCE SlotQueue WITH
  won <- busy,
  call <- [p \in Clients |-> IF doing[p] = "broadcast" THEN "nothing" ELSE doing[p]],
  running <- {d \in Dequeuers : dequeuer[d] \in {"lock", "asleep", "offering"}},
  offer <- item

Refinement == Abstract!Spec
=============================================================================
