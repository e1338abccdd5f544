------------------------------ MODULE Callers -------------------------------
(***************************************************************************)
(* The queue with the clients that it was made for: containers, which queue*)
(* their slot and wait, and requests (consumers), which want one.          *)
(*                                                                         *)
(* Source: runHot and runHotReq (containers), waitHot (consumers) of the   *)
(* agent; see docs/callers.md.                                             *)
(*                                                                         *)
(* Grain: that of SlotQueueSteps.  An action that is conjoined with one of *)
(* the queue's has its name: AcquireCas here is Queue!AcquireCas, and also *)
(* says which client takes the step, when, and what that client does next. *)
(* A consumer's giving up and its deferred cancel are one step, Cancel.    *)
(*                                                                         *)
(* Left out, of containers:                                                *)
(* - a start-up that is evicted: it queues nothing, so that the queue has  *)
(*   no such container;                                                    *)
(* - a container that ends between two rounds, because it died, was asked  *)
(*   to leave, or a call failed in it: its last round is simply an earlier *)
(*   one;                                                                  *)
(* - one that dies while it waits: it wakes as at a shutdown;              *)
(* - a freeze that succeeds: only the counters can observe it;             *)
(* - a container that fails to unfreeze: it ends although a consumer has   *)
(*   won its token, and no process waits for the SlotClose of that         *)
(*   consumer.                                                             *)
(* Left out, of consumers:                                                 *)
(* - the reason why an impatient one gives up: an error from the launcher, *)
(*   or a shutdown;                                                        *)
(* - the timer after which it signals again: the queue cannot observe it;  *)
(* - what its call does, and whether it runs at all: a call that fails     *)
(*   after the win and before it runs closes the slot like any other.      *)
(* Left out as well: trackers, counters and the launcher (see              *)
(* ScalingCallers, which lists what it leaves out).                        *)
(*                                                                         *)
(* The callers are those of the commit that is specified, or, with Later,  *)
(* those of later versions, which queue no errors and whose containers     *)
(* leave a slot open that they won themselves (docs/versions.md).          *)
(*                                                                         *)
(* Each behaviour is one of SlotQueueSteps in which the clients use only   *)
(* tokens that they know.  So `known` is replaced by the constant          *)
(* `everything`, which adds no states.                                     *)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets

CONSTANTS
  Containers, Consumers,  \* the clients
  Rounds,                 \* how often each container queues, each consumer asks
  Idling,                 \* containers that may be idle for too long, or see a shutdown
  Evictable,              \* containers that the environment may evict
  Freezable,              \* containers that may fail to freeze
  Impatient,              \* consumers that may give up by themselves
  Cancellable,            \* consumers whose request may be cancelled from outside
  Failing,                \* containers whose start-up may fail
  Later,                  \* whether the clients are those of later versions
  None

ASSUME Containers \cap Consumers = {} /\ Containers # {} /\ Consumers # {}
ASSUME Rounds \in Nat \ {0} /\ None \notin Containers \cup Consumers
ASSUME Idling \cup Evictable \cup Freezable \cup Failing \subseteq Containers
ASSUME Impatient \cup Cancellable \subseteq Consumers
ASSUME Later \in BOOLEAN /\ (Later => Failing = {})

Clients == Containers \cup Consumers
Dequeuers == Consumers \X (1 .. Rounds)
Tokens == 0 .. Cardinality(Containers) * Rounds - 1

VARIABLES
  slots, nextId, busy, closed, doing, hand,              \* the queue's,
  dequeuer, isWaiting, item, owner, done, canceller,     \* see SlotQueueSteps
  state,       \* state[p]: the state of the client
  token,       \* token[p]: a container's own token, or the one that a consumer was delivered
  round,       \* round[p]: the round that p is in; 0 once it is gone
  evicted,     \* containers that were asked to leave
  slotClosed,  \* tokens whose slot was closed, which hands the container back
  failed       \* tokens whose slot carries an error

callerVars == <<state, token, round, evicted, slotClosed, failed>>
queueVars == <<slots, nextId, busy, closed, doing, hand,
               dequeuer, isWaiting, item, owner, done, canceller>>
vars == <<queueVars, callerVars>>

everything == [p \in Clients |-> Tokens]
Queue == INSTANCE SlotQueueSteps WITH known <- everything

TypeInv ==
  /\ Queue!TypeInv
  /\ \A k \in Containers : state[k] \in {"ready", "waiting", "woken", "busy", "ejected", "gone"}
  /\ \A c \in Consumers :
       state[c] \in {"ready", "waiting", "acquiring", "won", "holding", "failing", "gone"}
  /\ token \in [Clients -> Tokens \cup {None}]
  /\ round \in [Clients -> 0 .. Rounds]
  /\ evicted \subseteq Containers
  /\ slotClosed \subseteq Tokens
  /\ failed \subseteq Tokens

Init ==
  /\ Queue!QueueInit
  /\ state = [p \in Clients |-> "ready"]
  /\ token = [p \in Clients |-> None]
  /\ round = [p \in Clients |-> 1]
  /\ evicted = {}
  /\ slotClosed = {}
  /\ failed = {}

(* A client is in the state s and holds the token t.                       *)
Becomes(p, s, t) ==
  /\ state' = [state EXCEPT ![p] = s]
  /\ token' = [token EXCEPT ![p] = t]
  /\ UNCHANGED <<round, evicted, slotClosed, failed>>

(* A client begins its next round, or is gone after its last.              *)
NextRound(p) ==
  LET last == round[p] = Rounds IN
  /\ state' = [state EXCEPT ![p] = IF last THEN "gone" ELSE "ready"]
  /\ token' = [token EXCEPT ![p] = None]
  /\ round' = [round EXCEPT ![p] = IF last THEN 0 ELSE @ + 1]

(* A consumer has failed, and still has to cancel its context.             *)
Fails(c) ==
  /\ state' = [state EXCEPT ![c] = "failing"]
  /\ token' = [token EXCEPT ![c] = None]
  /\ UNCHANGED round

(* A client leaves for good.                                               *)
Leave(p) ==
  /\ state' = [state EXCEPT ![p] = "gone"]
  /\ token' = [token EXCEPT ![p] = None]
  /\ round' = [round EXCEPT ![p] = 0]

-----------------------------------------------------------------------------
(* Both kinds of clients acquire: a consumer the token that it was         *)
(* delivered, a container its own token when it wakes, for whatever reason.*)
(* A container that loses serves the request that won; a consumer that     *)
(* loses waits again.                                                      *)
AcquireCas(p) ==
  /\ state[p] \in {"acquiring", "woken"}
  /\ Queue!AcquireCas(p, token[p])
  /\ IF p \in Containers
       THEN Becomes(p, IF token[p] \in busy THEN "busy" ELSE "ejected", token[p])
       ELSE IF token[p] \in busy
              THEN Becomes(p, "waiting", None)
              ELSE Becomes(p, "won", token[p])

(* The winner removes its token.                                           *)
AcquireRemove(p) == Queue!AcquireRemove(p) /\ UNCHANGED callerVars

(* The winner closes the trigger.  A container of a later version that has *)
(* won its own token has nothing more to do, and is gone.                  *)
AcquireClose(p) ==
  /\ Queue!AcquireClose(p)
  /\ IF Later /\ state[p] = "ejected"
       THEN Leave(p) /\ UNCHANGED <<evicted, slotClosed, failed>>
       ELSE UNCHANGED callerVars

(* The winner closes the slot: a consumer when its call has run, which     *)
(* hands the container back; a container that ejected itself, as it leaves.*)
(* A consumer that finds an error in the slot closes it at once, before its*)
(* own cancel, and runs nothing: its request fails with that error.        *)
SlotClose(p) ==
  /\ state[p] \in {"holding", "ejected"} \/ (state[p] = "won" /\ token[p] \in failed)
  /\ Queue!Ready(p)
  /\ slotClosed' = slotClosed \cup {token[p]}
  /\ CASE p \in Containers -> Leave(p)
       [] state[p] = "won" -> Fails(p)
       [] OTHER -> NextRound(p)
  /\ UNCHANGED <<queueVars, evicted, failed>>

-----------------------------------------------------------------------------
(* Containers *)

(* An idle container queues its slot.  A container whose start-up failed,  *)
(* before it was ever idle, queues a slot that carries the error; it       *)
(* forgets the token and ends.  No process waits for the trigger of that   *)
(* token, and only a consumer that wins the token takes it out of the list.*)
QueueAppend(k, error) ==
  /\ state[k] = "ready"
  /\ error => k \in Failing /\ round[k] = 1
  /\ Queue!QueueAppend(k)
  /\ IF error
       THEN Leave(k) /\ failed' = failed \cup {nextId} /\ UNCHANGED <<evicted, slotClosed>>
       ELSE Becomes(k, "waiting", nextId)

(* It wakes the sleepers, and then waits; if it queued an error, it has    *)
(* ended.                                                                  *)
QueueBroadcast(k) == Queue!QueueBroadcast(k) /\ UNCHANGED callerVars

(* The wait of a container ends, for one of five reasons: its trigger was  *)
(* closed, it was idle for too long, it was evicted, the agent shuts down, *)
(* or freezing failed.  After the first four it acquires its own token.    *)
(* After the last it is gone, and its token stays listed.                  *)
ContainerWake(k, reason) ==
  /\ state[k] = "waiting"
  /\ Queue!Ready(k)
  /\ CASE reason = "trigger" -> token[k] \in closed
       [] reason = "idle" -> k \in Idling
       [] reason = "shutdown" -> k \in Idling
       [] reason = "evict" -> k \in evicted
       [] reason = "freeze" -> k \in Freezable
  /\ IF reason = "freeze"
       THEN Leave(k) /\ UNCHANGED <<evicted, slotClosed, failed>>
       ELSE Becomes(k, "woken", token[k])
  /\ UNCHANGED queueVars

(* The consumer that won the container's slot has closed it: the container *)
(* begins its next round.                                                  *)
ContainerReturn(k) ==
  /\ state[k] = "busy"
  /\ token[k] \in slotClosed
  /\ NextRound(k)
  /\ UNCHANGED <<queueVars, evicted, slotClosed, failed>>

(* The environment asks a waiting container to leave.                      *)
Evict(k) ==
  /\ k \in Evictable \ evicted
  /\ state[k] = "waiting"
  /\ Queue!Ready(k)
  /\ evicted' = evicted \cup {k}
  /\ UNCHANGED <<queueVars, state, token, round, slotClosed, failed>>

-----------------------------------------------------------------------------
(* Consumers *)

(* A request starts the dequeuer of its round.                             *)
DequeuerStart(c) ==
  /\ state[c] = "ready"
  /\ Queue!DequeuerStart(c, <<c, round[c]>>)
  /\ Becomes(c, "waiting", None)

(* It receives from the dequeuer of this round only.                       *)
DequeuerDeliver(c) ==
  /\ state[c] = "waiting"
  /\ Queue!DequeuerDeliver(<<c, round[c]>>, c)
  /\ Becomes(c, "acquiring", item[<<c, round[c]>>])

(* A context is cancelled.  First, by its consumer when waiting ends:      *)
(* because it has won, or has failed with the error that it won, or gives  *)
(* up, which an impatient consumer may do at any time and any consumer does*)
(* once its context is done.  Second, from outside, by the sender of the   *)
(* request, while the consumer waits, tries a token, has won one or fails. *)
Cancel(c) ==
  /\ Queue!Cancel(<<c, round[c]>>)
  /\ \/ /\ state[c] = "won"
        /\ token[c] \notin failed
        /\ Queue!Ready(c)
        /\ Becomes(c, "holding", token[c])
     \/ /\ \/ state[c] = "failing"
           \/ state[c] = "waiting" /\ (c \in Impatient \/ <<c, round[c]>> \in done)
        /\ NextRound(c)
        /\ UNCHANGED <<evicted, slotClosed, failed>>
     \/ /\ c \in Cancellable
        /\ state[c] \in {"waiting", "acquiring", "won", "failing"}
        /\ <<c, round[c]>> \notin done
        /\ UNCHANGED callerVars

-----------------------------------------------------------------------------
(* Dequeuers and cancellers take the queue's steps.                        *)
DequeuerWait(d) == Queue!DequeuerWait(d) /\ UNCHANGED callerVars
DequeuerPeek(d) == Queue!DequeuerPeek(d) /\ UNCHANGED callerVars
DequeuerExit(d) == Queue!DequeuerExit(d) /\ UNCHANGED callerVars
DequeuerEjected(d) == Queue!DequeuerEjected(d) /\ UNCHANGED callerVars
DequeuerCancelled(d) == Queue!DequeuerCancelled(d) /\ UNCHANGED callerVars
CancellerWake(d) == Queue!CancellerWake(d) /\ UNCHANGED callerVars

Reasons == {"trigger", "idle", "evict", "shutdown", "freeze"}

Next ==
  \/ \E p \in Clients : AcquireCas(p) \/ AcquireRemove(p) \/ AcquireClose(p) \/ SlotClose(p)
  \/ \E k \in Containers :
       \/ \E error \in BOOLEAN : QueueAppend(k, error)
       \/ QueueBroadcast(k)
       \/ \E reason \in Reasons : ContainerWake(k, reason)
       \/ ContainerReturn(k)
       \/ Evict(k)
  \/ \E c \in Consumers :
       \/ DequeuerStart(c)
       \/ DequeuerDeliver(c)
       \/ Cancel(c)
  \/ \E d \in Dequeuers :
       \/ DequeuerWait(d)
       \/ DequeuerPeek(d)
       \/ DequeuerExit(d)
       \/ DequeuerEjected(d)
       \/ DequeuerCancelled(d)
       \/ CancellerWake(d)

(* Weak fairness of every step but these: nobody has to be idle, be        *)
(* evicted, fail to freeze, give up or be cancelled.  But a container that *)
(* was evicted leaves its wait, and a consumer cancels its context once it *)
(* has won or failed or finds the context done.  A container that starts   *)
(* has to queue its slot or its error, either of them.                     *)
MustCancel(c) ==
  /\ state[c] \in {"won", "failing"} \/ <<c, round[c]>> \in done
  /\ Cancel(c)

Fairness ==
  /\ \A p \in Clients :
       /\ WF_vars(AcquireCas(p))
       /\ WF_vars(AcquireRemove(p))
       /\ WF_vars(AcquireClose(p))
       /\ WF_vars(SlotClose(p))
  /\ \A k \in Containers :
       /\ WF_vars(\E error \in BOOLEAN : QueueAppend(k, error))
       /\ WF_vars(QueueBroadcast(k))
       /\ WF_vars(ContainerWake(k, "trigger") \/ ContainerWake(k, "evict"))
       /\ WF_vars(ContainerReturn(k))
  /\ \A c \in Consumers :
       /\ WF_vars(DequeuerStart(c))
       /\ WF_vars(DequeuerDeliver(c))
       /\ WF_vars(MustCancel(c))
  /\ \A d \in Dequeuers :
       /\ WF_vars(DequeuerWait(d) \/ DequeuerPeek(d) \/ DequeuerExit(d)
                  \/ DequeuerEjected(d) \/ DequeuerCancelled(d))
       /\ WF_vars(CancellerWake(d))

Spec == Init /\ [][Next]_vars
FairSpec == Spec /\ Fairness
=============================================================================
