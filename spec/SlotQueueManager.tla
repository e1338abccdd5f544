-------------------------- MODULE SlotQueueManager --------------------------
(***************************************************************************)
(* The map from keys to queues: who gets which queue, and when a queue may *)
(* be deleted.                                                             *)
(*                                                                         *)
(* Source: slotQueueMgr (getSlotQueue, deleteSlotQueue) in                 *)
(* api/agent/slots.go; its callers are the agent's, see docs/callers.md.   *)
(*                                                                         *)
(* Grain: a step is a region of a lock: the manager's, that of a request's *)
(* tracker, or that of a queue's counters.  The latter two may be taken    *)
(* inside the first; who enters or exits between that and the end of the   *)
(* region might as well do so after it.                                    *)
(*                                                                         *)
(* Left out: what a request waits for, and containers: each keeps its queue*)
(* from being idle like a request that is counted.  Of the launcher only   *)
(* its life remains, and its timeout, which may come at any time.          *)
(*                                                                         *)
(* Mends is {} for the original.  "lease" counts a request in the region   *)
(* in which it gets its queue; "lookAgain" lets it look the map up again   *)
(* once it is counted; "compare" deletes a queue and not whatever has its  *)
(* key.                                                                    *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets

CONSTANTS
  Requests,
  Keys,
  KeyOf,            \* KeyOf[r]: the key of the request's call
  MostQueues,       \* queues are numbered; so many can be made
  Mends,            \* what is mended of the original
  StrangersDelete,  \* whether others than a queue's launcher delete it
  None              \* no queue, no key

ASSUME KeyOf \in [Requests -> Keys]
ASSUME Mends \subseteq {"lease", "lookAgain", "compare"} /\ StrangersDelete \in BOOLEAN

Queues == 1 .. MostQueues

VARIABLES
  hot,       \* hot[k]: the queue of the key k in the map
  keyOf,     \* keyOf[q]: the key of the queue, once it is made
  launcher,  \* launcher[q]: whether the queue's launcher runs
  at,        \* at[r]: where the request stands
  queue,     \* queue[r]: the queue that it has
  isNew      \* requests whose queue was made for them

vars == <<hot, keyOf, launcher, at, queue, isNew>>

TypeInv ==
  /\ hot \in [Keys -> Queues \cup {None}]
  /\ \A k \in Keys : hot[k] # None => keyOf[hot[k]] = k
  /\ keyOf \in [Queues -> Keys \cup {None}]
  /\ launcher \in [Queues -> {"absent", "running", "ended"}]
  /\ at \in [Requests -> {"new", "got", "moved", "looking", "starting", "waiting", "stale",
                        "leaving", "left", "gone"}]
  /\ queue \in [Requests -> Queues \cup {None}]
  /\ isNew \subseteq Requests

Init ==
  /\ hot = [k \in Keys |-> None]
  /\ keyOf = [q \in Queues |-> None]
  /\ launcher = [q \in Queues |-> "absent"]
  /\ at = [r \in Requests |-> "new"]
  /\ queue = [r \in Requests |-> None]
  /\ isNew = {}

Goes(r, s) == at' = [at EXCEPT ![r] = s]

(* A request that is counted looks again, or goes on to wait; whose queue  *)
(* is new starts its launcher before.                                      *)
ToWait(new) == IF new THEN "starting" ELSE "waiting"
Counted(new) == IF "lookAgain" \in Mends THEN "looking" ELSE ToWait(new)

(* In the lock, the request finds the queue of its key, or makes it.       *)
Get(r, s, s_new) ==
  LET k == KeyOf[r]
      unmade == {q \in Queues : keyOf[q] = None}
      q == IF hot[k] = None THEN CHOOSE n \in unmade : \A m \in unmade : n <= m ELSE hot[k]
  IN /\ at[r] = "new"
     /\ hot[k] = None => unmade # {}
     /\ hot' = [hot EXCEPT ![k] = q]
     /\ keyOf' = [keyOf EXCEPT ![q] = k]
     /\ queue' = [queue EXCEPT ![r] = q]
     /\ IF hot[k] = None THEN isNew' = isNew \cup {r} /\ Goes(r, s_new)
                         ELSE isNew' = isNew \ {r} /\ Goes(r, s)
     /\ UNCHANGED launcher

(* The original's way: the queue's counters do not know of it yet.         *)
GetSlotQueue(r) == "lease" \notin Mends /\ Get(r, "got", "got")

(* The mended way: the request is counted in the same region.              *)
LeaseSlotQueue(r) == "lease" \in Mends /\ Get(r, Counted(FALSE), Counted(TRUE))

(* The request's tracker moves: to wait, or to done when the request was   *)
(* served or gave up.                                                      *)
RequestMove(r) ==
  /\ at[r] \in {"got", "waiting"}
  /\ Goes(r, IF at[r] = "got" THEN "moved" ELSE "leaving")
  /\ UNCHANGED <<hot, keyOf, launcher, queue, isNew>>

(* The request is counted in its new state.  It may wait, and looks like   *)
(* that until it is counted in its old state no longer.                    *)
RequestEnter(r) ==
  /\ at[r] \in {"moved", "leaving"}
  /\ Goes(r, IF at[r] = "moved" THEN Counted(r \in isNew) ELSE "left")
  /\ UNCHANGED <<hot, keyOf, launcher, queue, isNew>>

(* In the lock, the request sees whether its queue is still the one.       *)
LookAgain(r) ==
  /\ at[r] = "looking"
  /\ Goes(r, IF hot[KeyOf[r]] = queue[r] THEN ToWait(r \in isNew) ELSE "stale")
  /\ UNCHANGED <<hot, keyOf, launcher, queue, isNew>>

(* Whose queue is new starts the one launcher of it, then waits.           *)
LauncherStart(r) ==
  /\ at[r] = "starting"
  /\ Goes(r, "waiting")
  /\ launcher' = [launcher EXCEPT ![queue[r]] = "running"]
  /\ UNCHANGED <<hot, keyOf, queue, isNew>>

(* A request that is done waits no longer.  One whose queue was not the one*)
(* any more takes its count back and begins again.                         *)
RequestExit(r) ==
  /\ at[r] \in {"left", "stale"}
  /\ Goes(r, IF at[r] = "stale" THEN "new" ELSE "gone")
  /\ queue' = [queue EXCEPT ![r] = None]
  /\ isNew' = isNew \ {r}
  /\ UNCHANGED <<hot, keyOf, launcher>>

IsCounted(r) == at[r] \in {"looking", "starting", "waiting", "stale", "leaving", "left"}
IsIdle(q) == \A r \in Requests : queue[r] = q => ~ IsCounted(r)

(* In the lock, an idle queue is deleted, by its key.                      *)
Delete(q) ==
  LET k == keyOf[q]
  IN hot' = IF IsIdle(q) /\ ("compare" \in Mends => hot[k] = q)
              THEN [hot EXCEPT ![k] = None] ELSE hot

(* The launcher of a queue was not signalled for long.  If the queue was   *)
(* idle, it is deleted and the launcher ends.                              *)
DeleteSlotQueue(q) ==
  /\ launcher[q] = "running"
  /\ Delete(q)
  /\ launcher' = IF IsIdle(q) THEN [launcher EXCEPT ![q] = "ended"] ELSE launcher
  /\ UNCHANGED <<keyOf, at, queue, isNew>>

(* Somebody else who has the queue, of old perhaps, deletes it.            *)
StrangerDelete(q) ==
  /\ StrangersDelete
  /\ keyOf[q] # None
  /\ Delete(q)
  /\ UNCHANGED <<keyOf, launcher, at, queue, isNew>>

Next ==
  \/ \E r \in Requests :
       \/ GetSlotQueue(r)
       \/ LeaseSlotQueue(r)
       \/ RequestMove(r)
       \/ RequestEnter(r)
       \/ LookAgain(r)
       \/ LauncherStart(r)
       \/ RequestExit(r)
  \/ \E q \in Queues : DeleteSlotQueue(q) \/ StrangerDelete(q)

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
(* A request waits only on the queue that is in the map.                   *)
WaitsInMapInv == \A r \in Requests : at[r] = "waiting" => hot[KeyOf[r]] = queue[r]

(* And only on a queue whose launcher runs, or is about to be started.     *)
HasLauncherInv ==
  \A r \in Requests : at[r] = "waiting" =>
    \/ launcher[queue[r]] = "running"
    \/ \E s \in isNew :
         queue[s] = queue[r] /\ at[s] \in {"got", "moved", "looking", "starting"}

(* No two queues with one key are alive, that is, waited on.               *)
OneQueueInv ==
  \A r, s \in Requests :
    (at[r] = "waiting" /\ at[s] = "waiting" /\ KeyOf[r] = KeyOf[s]) => queue[r] = queue[s]

(* A queue whose launcher runs is in the map, so that the launcher deletes *)
(* no other by its key.                                                    *)
RunningInMapInv == \A q \in Queues : launcher[q] = "running" => hot[keyOf[q]] = q
=============================================================================
