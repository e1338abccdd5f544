---------------------------- MODULE SlotKeyLater ----------------------------
(***************************************************************************)
(* The key of later versions of the original: it takes one string more, the*)
(* extensions, in which a driver says what else a slot depends on.         *)
(*                                                                         *)
(* Source: getSlotQueueKey of a later version; see docs/versions.md.       *)
(*                                                                         *)
(* Grain: that of SlotKey.                                                 *)
(*                                                                         *)
(* The extensions follow the annotations, with nothing between them, and   *)
(* end in a NUL; where there are none, nothing is written.  So after the   *)
(* config there is an odd number of strings with extensions and an even    *)
(* number without, which tells the two apart as long as no string contains *)
(* a NUL.  Nobody checks that, for the extensions as for the other strings:*)
(* extensions with a NUL can read like the annotations of another call.    *)
(***************************************************************************)
EXTENDS SlotKey

CONSTANT Extensions  \* the extensions of the calls; the empty string stands for none

(* A call of SlotKey with its extensions.                                  *)
LaterCalls ==
  {[app |-> c.app, syslog |-> c.syslog, fn |-> c.fn, image |-> c.image,
    integers |-> c.integers, config |-> c.config, annotations |-> c.annotations,
    extensions |-> e] : c \in Calls, e \in Extensions}

EncodeLater(c) ==
  Encode(c) \o IF c.extensions = <<>> THEN <<>> ELSE Terminated(c.extensions)

(* All calls with their bytes, computed once.                              *)
LaterEncoded == {<<c, EncodeLater(c)>> : c \in LaterCalls}

LaterTypeInv ==
  /\ call \in LaterCalls
  /\ bytes \in Seq(0 .. 255)
  /\ other \in LaterCalls

LaterInit ==
  /\ \E e \in LaterEncoded : call = e[1] /\ bytes = e[2]
  /\ other = call

(* The behaviour finds some call with the same bytes, perhaps the call     *)
(* itself.                                                                 *)
LaterCollide ==
  /\ other' \in {e[1] : e \in {e \in LaterEncoded : e[2] = bytes}}
  /\ UNCHANGED <<call, bytes>>

LaterSpec == LaterInit /\ [][LaterCollide]_vars
=============================================================================
