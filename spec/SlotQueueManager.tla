-------------------------- MODULE SlotQueueManager --------------------------
(***************************************************************************)
(* The map from keys to queues: which request gets which queue, and when a *)
(* queue may be deleted.                                                   *)
(*                                                                         *)
(* Source: slotQueueMgr (getSlotQueue, deleteSlotQueue) in                 *)
(* api/agent/slots.go; its callers are the agent's, see docs/callers.md.   *)
(*                                                                         *)
(* Grain: a step is a region of a lock: the manager's, that of a request's *)
(* tracker, or that of a queue's counters.  The last two may be taken      *)
(* inside the first; a process that enters or exits a counter between that *)
(* and the end of the manager's region might as well do so after it.       *)
(*                                                                         *)
(* Left out: what a request waits for, and the containers, each of which   *)
(* keeps its queue from being idle as a counted request does.  Of the      *)
(* launcher only its lifetime remains, and its timeout, which may happen at*)
(* any time.                                                               *)
(*                                                                         *)
(* Fixes is {} for the original.  The others are fixes: "lease" counts a   *)
(* request in the region in which it gets its queue; "lookAgain" lets a    *)
(* request look the map up again once it is counted; "compare" deletes the *)
(* queue that is given, not any queue that has its key.                    *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets

CONSTANTS
  Requests,
  Keys,
  KeyOf,            \* KeyOf[r]: the key of the request's call
  MostQueues,       \* the number of queues that can be made
  Fixes,            \* the fixes of the original
  StrangersDelete,  \* whether processes other than a queue's launcher delete it
  None              \* no queue, no key

ASSUME Requests # {} /\ MostQueues \in Nat \ {0}
ASSUME None \notin Keys /\ None \notin 1 .. MostQueues
ASSUME KeyOf \in [Requests -> Keys]
ASSUME Fixes \subseteq {"lease", "lookAgain", "compare"} /\ StrangersDelete \in BOOLEAN

Queues == 1 .. MostQueues

VARIABLES
  hot,       \* hot[k]: the queue of the key k in the map
  keyOf,     \* keyOf[q]: the key of the queue, once it is made
  launcher,  \* launcher[q]: the state of the queue's launcher
  at,        \* at[r]: the state of the request
  queue,     \* queue[r]: the queue that it has
  isNew      \* requests that made their queue

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

(* A request that is counted looks the map up again, if that fix is made,  *)
(* and then waits.  If its queue is new, it first starts the queue's       *)
(* launcher.                                                               *)
ToWait(new) == IF new THEN "starting" ELSE "waiting"
Counted(new) == IF "lookAgain" \in Fixes THEN "looking" ELSE ToWait(new)

(* Under the lock, the request finds the queue of its key, or makes one.   *)
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

(* As in the original: the request has its queue, but is not counted in it *)
(* yet.                                                                    *)
GetSlotQueue(r) == "lease" \notin Fixes /\ Get(r, "got", "got")

(* The fix "lease": the request is counted in the same region.             *)
LeaseSlotQueue(r) == "lease" \in Fixes /\ Get(r, Counted(FALSE), Counted(TRUE))

(* The request's tracker moves: to wait, or to done when the request was   *)
(* served or has given up.                                                 *)
RequestMove(r) ==
  /\ at[r] \in {"got", "waiting"}
  /\ Goes(r, IF at[r] = "got" THEN "moved" ELSE "leaving")
  /\ UNCHANGED <<hot, keyOf, launcher, queue, isNew>>

(* The request is counted in its new state.  After the move to done it     *)
(* still counts as waiting, too, until RequestExit.                        *)
RequestEnter(r) ==
  /\ at[r] \in {"moved", "leaving"}
  /\ Goes(r, IF at[r] = "moved" THEN Counted(r \in isNew) ELSE "left")
  /\ UNCHANGED <<hot, keyOf, launcher, queue, isNew>>

(* The fix "lookAgain".  Under the lock, the request checks whether its    *)
(* queue is still in the map.                                              *)
LookAgain(r) ==
  /\ at[r] = "looking"
  /\ Goes(r, IF hot[KeyOf[r]] = queue[r] THEN ToWait(r \in isNew) ELSE "stale")
  /\ UNCHANGED <<hot, keyOf, launcher, queue, isNew>>

(* A request that created its queue starts the queue's launcher, and then  *)
(* waits.                                                                  *)
LauncherStart(r) ==
  /\ at[r] = "starting"
  /\ Goes(r, "waiting")
  /\ launcher' = [launcher EXCEPT ![queue[r]] = "running"]
  /\ UNCHANGED <<hot, keyOf, queue, isNew>>

(* A request that is done is counted as waiting no longer.  A request whose*)
(* queue is in the map no longer takes its count back and begins again.    *)
RequestExit(r) ==
  /\ at[r] \in {"left", "stale"}
  /\ Goes(r, IF at[r] = "stale" THEN "new" ELSE "gone")
  /\ queue' = [queue EXCEPT ![r] = None]
  /\ isNew' = isNew \ {r}
  /\ UNCHANGED <<hot, keyOf, launcher>>

IsCounted(r) == at[r] \in {"looking", "starting", "waiting", "stale", "leaving", "left"}
IsIdle(q) == \A r \in Requests : queue[r] = q => ~ IsCounted(r)

(* Under the lock, an idle queue is deleted, by its key.                   *)
Delete(q) ==
  LET k == keyOf[q]
  IN hot' = IF IsIdle(q) /\ ("compare" \in Fixes => hot[k] = q)
              THEN [hot EXCEPT ![k] = None] ELSE hot

(* The launcher of a queue has timed out: it has had no signal for a long  *)
(* time.  If the queue is idle, it is deleted and the launcher ends.       *)
DeleteSlotQueue(q) ==
  /\ launcher[q] = "running"
  /\ Delete(q)
  /\ launcher' = IF IsIdle(q) THEN [launcher EXCEPT ![q] = "ended"] ELSE launcher
  /\ UNCHANGED <<keyOf, at, queue, isNew>>

(* A process other than its launcher deletes a queue, which may be in the  *)
(* map no longer.                                                          *)
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

(* A request waits only on a queue whose launcher runs or is about to be   *)
(* started.                                                                *)
HasLauncherInv ==
  \A r \in Requests : at[r] = "waiting" =>
    \/ launcher[queue[r]] = "running"
    \/ \E s \in isNew :
         queue[s] = queue[r] /\ at[s] \in {"got", "moved", "looking", "starting"}

(* Two requests with one key never wait on two queues.                     *)
OneQueueInv ==
  \A r, s \in Requests :
    (at[r] = "waiting" /\ at[s] = "waiting" /\ KeyOf[r] = KeyOf[s]) => queue[r] = queue[s]

(* A queue whose launcher runs is in the map, so that the launcher deletes *)
(* no other queue by its key.                                              *)
RunningInMapInv == \A q \in Queues : launcher[q] = "running" => hot[keyOf[q]] = q
=============================================================================
