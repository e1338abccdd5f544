---------------------------- MODULE SlotKeyLater ----------------------------
(***************************************************************************)
(* The key of later versions of the original: it takes one string more, in *)
(* which a driver says what else a slot depends on, the extensions.        *)
(*                                                                         *)
(* Source: getSlotQueueKey of a later version; see docs/versions.md.       *)
(*                                                                         *)
(* Grain: that of SlotKey.                                                 *)
(*                                                                         *)
(* The extensions follow the annotations, with nothing between them, and   *)
(* end in a NUL; where there are none, nothing is written.  After the      *)
(* config comes then an odd number of strings, and an even one without     *)
(* extensions, so that they are told apart as long as no string contains   *)
(* NUL.  Nobody checks that, of the extensions as of the others: with a NUL*)
(* they are what another call has as annotations.                          *)
(***************************************************************************)
EXTENDS SlotKey

CONSTANT Extensions  \* the strings that are tried; the empty one is none

(* A call of SlotKey with its extensions.                                  *)
LaterCalls ==
  {[app |-> c.app, syslog |-> c.syslog, fn |-> c.fn, image |-> c.image,
    integers |-> c.integers, config |-> c.config, annotations |-> c.annotations,
    extensions |-> e] : c \in Calls, e \in Extensions}

EncodeLater(c) ==
  Encode(c) \o IF c.extensions = <<>> THEN <<>> ELSE Terminated(c.extensions)

(* All calls with their bytes, once and for all.                           *)
LaterEncoded == {<<c, EncodeLater(c)>> : c \in LaterCalls}

LaterTypeInv ==
  /\ call \in LaterCalls
  /\ bytes \in Seq(0 .. 255)
  /\ other \in LaterCalls

LaterInit ==
  /\ \E e \in LaterEncoded : call = e[1] /\ bytes = e[2]
  /\ other = call

(* Some call with the same bytes is found.                                 *)
LaterCollide ==
  /\ other' \in {e[1] : e \in {e \in LaterEncoded : e[2] = bytes}}
  /\ UNCHANGED <<call, bytes>>

LaterSpec == LaterInit /\ [][LaterCollide]_vars
=============================================================================
