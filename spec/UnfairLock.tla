----------------------------- MODULE UnfairLock -----------------------------
(***************************************************************************)
(* The queue and its callers with a lock that promises nothing: what does  *)
(* the algorithm need of its mutex?                                        *)
(*                                                                         *)
(* Grain: taking the lock is a step of its own; the region and its unlock  *)
(* are still one, since nobody else could step in between.  Everything that*)
(* Callers leaves out is left out here.                                    *)
(*                                                                         *)
(* With whole regions as steps, a process that wants the lock can go on all*)
(* the time, and weak fairness lets it.  With a lock that others may take  *)
(* first, again and again, it only can from time to time.  If the lock lets*)
(* it in then (a lock without starvation), what was begun ends.  If not, a *)
(* dequeuer may take the lock and offer a busy token for ever, while the   *)
(* token's winner never gets the lock to remove it.  Nothing of that needs *)
(* more than one token, so that the bounded callers do.                    *)
(***************************************************************************)
EXTENDS Callers

VARIABLE holder  \* who has the lock

lockVars == <<vars, holder>>

Nobody == <<"nobody">>
Client(p) == <<"client", p>>
Dequeuer(d) == <<"dequeuer", d>>
Canceller(d) == <<"canceller", d>>
Processes == {Client(p) : p \in Clients} \cup {Dequeuer(d) : d \in Dequeuers}
             \cup {Canceller(d) : d \in Dequeuers}

LockTypeInv == holder \in Processes \cup {Nobody}

LockInit == Init /\ holder = Nobody

(* The region of the lock that a process is about to enter.                *)
Region(process) ==
  LET name == process[2] IN
  CASE process[1] = "client" ->
         \/ AcquireRemove(name)
         \/ name \in Containers /\ \E error \in BOOLEAN : QueueAppend(name, error)
    [] process[1] = "dequeuer" ->
         DequeuerWait(name) \/ DequeuerPeek(name) \/ DequeuerExit(name)
    [] process[1] = "canceller" -> CancellerWake(name)

(* A process that wants the lock takes it while nobody has it.             *)
Lock(process) ==
  /\ holder = Nobody
  /\ ENABLED Region(process)
  /\ holder' = process
  /\ UNCHANGED vars

(* Who has it does what it wanted it for, and lets it go.                  *)
Unlock(process) ==
  /\ holder = process
  /\ Region(process)
  /\ holder' = Nobody

(* What clients and dequeuers do without the lock, with no regard to it.   *)
ClientOutside(p) ==
  /\ \/ AcquireCas(p) \/ AcquireClose(p) \/ SlotClose(p)
     \/ /\ p \in Containers
        /\ QueueBroadcast(p) \/ ContainerReturn(p) \/ ContainerWake(p, "trigger")
     \/ p \in Consumers /\ (DequeuerStart(p) \/ DequeuerDeliver(p) \/ MustCancel(p))
  /\ UNCHANGED holder

DequeuerOutside(d) ==
  /\ DequeuerEjected(d) \/ DequeuerCancelled(d)
  /\ UNCHANGED holder

(* What the environment may do to clients.                                 *)
Environment ==
  /\ \/ \E k \in Containers :
          Evict(k) \/ \E reason \in Reasons \ {"trigger"} : ContainerWake(k, reason)
     \/ \E c \in Consumers : Cancel(c)
  /\ UNCHANGED holder

LockNext ==
  \/ \E process \in Processes : Lock(process) \/ Unlock(process)
  \/ \E p \in Clients : ClientOutside(p)
  \/ \E d \in Dequeuers : DequeuerOutside(d)
  \/ Environment

WeakFairness ==
  /\ \A process \in Processes : WF_lockVars(Lock(process)) /\ WF_lockVars(Unlock(process))
  /\ \A p \in Clients : WF_lockVars(ClientOutside(p))
  /\ \A d \in Dequeuers : WF_lockVars(DequeuerOutside(d))

UnfairLockSpec == LockInit /\ [][LockNext]_lockVars /\ WeakFairness

(* A lock without starvation: who wants it again and again gets it.        *)
FairLockSpec ==
  /\ UnfairLockSpec
  /\ \A process \in Processes : SF_lockVars(Lock(process))

-----------------------------------------------------------------------------
(* Who has won a token removes it.  True with a fair lock, false without.  *)
RemovalComesProp == \A p \in Clients : doing[p] = "remove" ~> doing[p] = "close"
=============================================================================
