------------------------- MODULE SlotQueueTraceFile -------------------------
(***************************************************************************)
(* SlotQueueTrace on a file: TLC reads a slotq-trace by itself, and says at*)
(* which line no behaviour can follow.                                     *)
(*                                                                         *)
(* Source: the file that the environment variable SLOTQ_TRACE names, one   *)
(* JSON object a line; see docs/formats/slotq-trace.md.                    *)
(*                                                                         *)
(* It needs the modules Json and IOUtils of the Community Modules, of which*)
(* none is needed elsewhere; that is why it is in a folder of its own.     *)
(*                                                                         *)
(* The verdict is a deadlock or none.  All lines are explained if TLC finds*)
(* no error.  Otherwise no behaviour can follow Events[line], where line is*)
(* that of the last state of the counterexample: PrintT says which line of *)
(* the file that is, when TLC comes to it.                                 *)
(*                                                                         *)
(* Left out: logs that omit steps, whose order is approximate, that have   *)
(* several queues, or in which a client acquires on behalf of another one; *)
(* numbers from 2^31 on, which TLC does not have.  slotq check --tlc knows *)
(* what to do with these.                                                  *)
(***************************************************************************)
EXTENDS SlotQueueTrace, Json, IOUtils, TLC

Lines == ndJsonDeserialize(IOEnv.SLOTQ_TRACE)
Header == Head(Lines)
Has(e, field) == field \in DOMAIN e

ASSUME Header.format = "slotq-trace" /\ Header.version = 1
ASSUME \A field \in {"omits", "order", "queue"} : ~ Has(Header, field)
ASSUME \A i \in DOMAIN Lines : ~ Has(Lines[i], "queue") /\ ~ Has(Lines[i], "for")

OfClient ==
  {"QueueAppend", "QueueBroadcast", "AcquireCas", "AcquireRemove", "AcquireClose", "DequeuerStart"}
OfDequeuer ==
  {"DequeuerWait", "DequeuerPeek", "DequeuerExit", "DequeuerDeliver", "DequeuerEjected",
   "DequeuerCancelled"}
OfRequest == {"RequestMove", "RequestEnter", "RequestExit"}
OfContainer == {"ContainerMove", "ContainerEnter", "ContainerExit"}
OfCounting == OfRequest \cup OfContainer \cup {"LaunchCheck"}

Known(e) == e.action \in OfClient \cup OfDequeuer \cup OfCounting \cup {"Cancel", "CancellerWake", "End"}
Events == SelectSeq(Tail(Lines), Known)

(* canceller-1 is the canceller of dequeuer-1.                             *)
DequeuerOf(name) == "dequeuer" \o SubSeq(name, Len("canceller") + 1, Len(name))

(* A tracker is called by its kind and its name, since a request and a     *)
(* container may have the same one.                                        *)
Tracker(e) == <<IF e.action \in OfRequest THEN "request" ELSE "container", e.object>>

(* The fields of a line that keep their names.                             *)
Kept(e) ==
  [field \in DOMAIN e \cap {"action", "token", "length", "ok", "woken", "waiting", "dequeuer",
                            "state", "from", "count", "request", "container", "needed"} |-> e[field]]

(* A line as SlotQueueTrace has it.                                        *)
Line(e) ==
  CASE e.action \in OfClient -> ("client" :> e.process) @@ Kept(e)
    [] e.action = "DequeuerDeliver" ->
         ("dequeuer" :> e.process) @@ ("client" :> e.to) @@ Kept(e)
    [] e.action \in OfDequeuer -> ("dequeuer" :> e.process) @@ Kept(e)
    [] e.action = "CancellerWake" -> ("dequeuer" :> DequeuerOf(e.process)) @@ Kept(e)
    [] e.action \in OfCounting ->
         ("mover" :> e.process) @@ Kept(e)
         @@ (IF Has(e, "object") THEN "object" :> Tracker(e) ELSE <<>>)
    [] e.action = "End" -> ("live" :> e.live_dequeuer_threads) @@ Kept(e)
    [] OTHER -> Kept(e)

(* Evaluated once, and not at each use as what a configuration substitutes.*)
FileLog == [i \in DOMAIN Events |-> Line(Events[i])]

Values(field) == {FileLog[i][field] : i \in {j \in DOMAIN FileLog : Has(FileLog[j], field)}}

(* What TLC has come to is printed, so that the last one is the verdict.   *)
Told == PrintT(<<"slotq: explained all lines before", IF Finished THEN "the end" ELSE Events[line].seq>>)

FileLogs == <<FileLog>>
FileOmitted == <<{}>>
FileClients == Values("client")
FileDequeuers == Values("dequeuer")
FileTokens == 0 .. Cardinality({i \in DOMAIN FileLog : FileLog[i].action = "QueueAppend"})
FileRequests == {tracker \in Values("object") : tracker[1] = "request"}
FileContainers == {tracker \in Values("object") : tracker[1] = "container"}
FileMovers == Values("mover")
FileModulus == 536870912
=============================================================================
