----------------------------- MODULE UnfairLock -----------------------------
(***************************************************************************)
(* The queue and its callers with a lock that is only weakly fair: what    *)
(* does the algorithm need of its mutex?                                   *)
(*                                                                         *)
(* Grain: taking the lock is a step of its own.  The region and its unlock *)
(* are still one step, since no process could interleave.  Everything that *)
(* Callers leaves out is left out here.                                    *)
(*                                                                         *)
(* Where a whole region is one step, a process that wants the lock stays   *)
(* enabled, so that weak fairness lets it in.  Where other processes may   *)
(* take the lock first, it is enabled again and again, but not             *)
(* continuously.  A lock free of starvation (strong fairness of Lock) lets *)
(* it in all the same, and every call that has begun returns.  Under weak  *)
(* fairness alone a dequeuer may take the lock and offer a busy token for  *)
(* ever, while the token's winner never gets the lock to remove it.  One   *)
(* token is enough for that, so the bounded callers suffice.               *)
(***************************************************************************)
EXTENDS Callers

VARIABLE holder  \* the process that holds the lock

lockVars == <<vars, holder>>

Nobody == <<"nobody">>
Client(p) == <<"client", p>>
Dequeuer(d) == <<"dequeuer", d>>
Canceller(d) == <<"canceller", d>>
Processes == {Client(p) : p \in Clients} \cup {Dequeuer(d) : d \in Dequeuers}
             \cup {Canceller(d) : d \in Dequeuers}

LockTypeInv == holder \in Processes \cup {Nobody}

LockInit == Init /\ holder = Nobody

(* The region that a process is about to enter.                            *)
Region(process) ==
  LET name == process[2] IN
  CASE process[1] = "client" ->
         \/ AcquireRemove(name)
         \/ name \in Containers /\ \E error \in BOOLEAN : QueueAppend(name, error)
    [] process[1] = "dequeuer" ->
         DequeuerWait(name) \/ DequeuerPeek(name) \/ DequeuerExit(name)
    [] process[1] = "canceller" -> CancellerWake(name)

(* A process that is about to enter a region takes the lock while it is    *)
(* free.                                                                   *)
Lock(process) ==
  /\ holder = Nobody
  /\ ENABLED Region(process)
  /\ holder' = process
  /\ UNCHANGED vars

(* The holder finishes its region and releases the lock.                   *)
Unlock(process) ==
  /\ holder = process
  /\ Region(process)
  /\ holder' = Nobody

(* What clients and dequeuers do without the lock, whichever process holds *)
(* it.                                                                     *)
ClientOutside(p) ==
  /\ \/ AcquireCas(p) \/ AcquireClose(p) \/ SlotClose(p)
     \/ /\ p \in Containers
        /\ QueueBroadcast(p) \/ ContainerReturn(p) \/ ContainerWake(p, "trigger")
     \/ p \in Consumers /\ (DequeuerStart(p) \/ DequeuerDeliver(p) \/ MustCancel(p))
  /\ UNCHANGED holder

DequeuerOutside(d) ==
  /\ DequeuerEjected(d) \/ DequeuerCancelled(d)
  /\ UNCHANGED holder

(* What the environment may do to clients, without the lock.               *)
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

(* A lock free of starvation: a process that could take it again and again *)
(* takes it eventually.                                                    *)
FairLockSpec ==
  /\ UnfairLockSpec
  /\ \A process \in Processes : SF_lockVars(Lock(process))

-----------------------------------------------------------------------------
(* A winner removes its token eventually.  True with a lock free of        *)
(* starvation, false without.                                              *)
RemovalComesProp == \A p \in Clients : doing[p] = "remove" ~> doing[p] = "close"
=============================================================================
