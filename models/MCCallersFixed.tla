--------------------------- MODULE MCCallersFixed ----------------------------
(* Fixed versions of single actions of Callers.  A configuration substitutes*)
(* one and names what holds then.                                           *)
EXTENDS CallersClaims

(* For ContainerWake: a container that fails to freeze acquires its token,  *)
(* as after any other reason.                                               *)
FreezeEjects(k, reason) ==
  /\ state[k] = "waiting"
  /\ Queue!Ready(k)
  /\ CASE reason = "trigger" -> token[k] \in closed
       [] reason = "idle" -> k \in Idling
       [] reason = "shutdown" -> k \in Idling
       [] reason = "evict" -> k \in evicted
       [] reason = "freeze" -> k \in Freezable
  /\ Becomes(k, "woken", token[k])
  /\ UNCHANGED queueVars

(* For QueueAppend: a container that fails to start tells its error to one *)
(* waiting consumer, if one is listening, and queues nothing.              *)
ErrorTold(k, error) ==
  /\ state[k] = "ready"
  /\ error => k \in Failing /\ round[k] = 1
  /\ IF error
       THEN /\ Queue!Ready(k)
            /\ \E told \in {{}} \cup {{c} : c \in {c \in Consumers : state[c] = "waiting"}} :
                 state' = [p \in Clients |->
                             IF p = k THEN "gone" ELSE IF p \in told THEN "failing" ELSE state[p]]
            /\ token' = [token EXCEPT ![k] = None]
            /\ round' = [round EXCEPT ![k] = 0]
            /\ UNCHANGED <<queueVars, evicted, slotClosed, failed>>
       ELSE Queue!QueueAppend(k) /\ Becomes(k, "waiting", nextId)

(* For AcquireCas: whatever a consumer was delivered, it wins the newest    *)
(* free token, under the lock.  A container acquires its own token, as in   *)
(* the original.                                                            *)
NewestOr(none) ==
  LET free == Listed \ busy
  IN IF free = {} THEN none ELSE CHOOSE t \in free : \A u \in free : u <= t
AcquireNewest(p) ==
  LET t == IF p \in Consumers THEN NewestOr(token[p]) ELSE token[p]
  IN /\ state[p] \in {"acquiring", "woken"}
     /\ Queue!AcquireCas(p, t)
     /\ IF p \in Containers
          THEN Becomes(p, IF t \in busy THEN "busy" ELSE "ejected", t)
          ELSE IF t \in busy THEN Becomes(p, "waiting", None) ELSE Becomes(p, "won", t)
=============================================================================
