------------------------------- MODULE Naming -------------------------------
(* Purpose: shows what TLC calls an action in each way of writing it.        *)
EXTENDS Naturals, Sequences
CONSTANT Process
VARIABLES won, place, note

Tokens == 1..2
Queue == INSTANCE Lower

Init == /\ won = {}
        /\ place = [process \in Process |-> "idle"]
        /\ note = <<>>

(* Conjoins something to the operator of the same name: it is called Take. *)
Take(process, token) == /\ place[process] = "idle"
                        /\ Queue!Take(token)
                        /\ place' = [place EXCEPT ![process] = "busy"]
                        /\ UNCHANGED note

(* Has a record whose text has to be escaped twice in a dump. *)
Write == /\ Len(note) < 1
         /\ note' = Append(note, [text |-> "a\"b /\\ x = 3\nq", size |-> 1..2])
         /\ UNCHANGED <<won, place>>

(* Is another operator and nothing else: it is called by the other's name. *)
Plain(process) == Write

(* Has two ways, which TLC counts apart under one name. *)
Rest(process) == \/ /\ place[process] = "idle"
                    /\ UNCHANGED <<won, place, note>>
                 \/ /\ place[process] = "busy"
                    /\ place' = [place EXCEPT ![process] = "idle"]
                    /\ UNCHANGED <<won, note>>

Next == \/ \E process \in Process, token \in Tokens : Take(process, token)
        \/ \E process \in Process : Plain(process) \/ Rest(process)

Spec == Init /\ [][Next]_<<won, place, note>>
=============================================================================
