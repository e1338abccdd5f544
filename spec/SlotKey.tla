------------------------------ MODULE SlotKey -------------------------------
(***************************************************************************)
(* The bytes of which the key of a call is the hash, and when two different*)
(* calls have the same bytes.                                              *)
(*                                                                         *)
(* Source: getSlotQueueKey in api/agent/slots.go.                          *)
(*                                                                         *)
(* Grain: a call is encoded in one step, by a pure function.  A behaviour  *)
(* picks a call, and then some call with the same bytes.                   *)
(*                                                                         *)
(* Left out: SHA-256, which is taken to be free of collisions, and how the *)
(* integers become a block of fixed size.                                  *)
(*                                                                         *)
(* Strings are sequences of bytes.  A rule says of one kind of string that *)
(* it contains no NUL, or that it is not empty.  The calls of a model are  *)
(* those that keep to its rules, out of a pool of strings for each kind.   *)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets

CONSTANTS
  Pool,     \* Pool[kind]: the strings of that kind
  Blocks,   \* blocks of integers, all of one length
  MapSize,  \* how many entries a map may have
  Nul,      \* kinds of strings that may contain a NUL
  Empty,    \* kinds of strings that may be empty
  Prefixed  \* whether strings are written with their lengths, or with a NUL at the end

Texts == {"app", "syslog", "fn", "image"}
Kinds == Texts \cup {"configKey", "configValue", "annotationKey", "annotationValue"}

ASSUME DOMAIN Pool = Kinds /\ Nul \subseteq Kinds /\ Empty \subseteq Kinds
ASSUME Blocks # {} /\ MapSize \in Nat /\ \A kind \in Kinds : Pool[kind] # {}
ASSUME Prefixed \in BOOLEAN
ASSUME \A b, c \in Blocks : Len(b) = Len(c)

NUL == 0
HasNul(s) == \E i \in DOMAIN s : s[i] = NUL
Strings(kind) == {s \in Pool[kind] : (kind \in Nul \/ ~ HasNul(s)) /\ (kind \in Empty \/ s # <<>>)}

Maps(keys, values) ==
  UNION {[domain -> values] : domain \in {d \in SUBSET keys : Cardinality(d) <= MapSize}}

(* Everything on which the key depends.                                    *)
Calls ==
  [app : Strings("app"), syslog : Strings("syslog"), fn : Strings("fn"), image : Strings("image"),
   integers : Blocks,
   config : Maps(Strings("configKey"), Strings("configValue")),
   annotations : Maps(Strings("annotationKey"), Strings("annotationValue"))]

-----------------------------------------------------------------------------
(* Strings are compared byte by byte, and a prefix comes before what it is *)
(* a prefix of.                                                            *)
Before(s, t) ==
  \/ \E i \in DOMAIN s \cap DOMAIN t : SubSeq(s, 1, i - 1) = SubSeq(t, 1, i - 1) /\ s[i] < t[i]
  \/ Len(s) < Len(t) /\ SubSeq(t, 1, Len(s)) = s

(* The entries of a map in the order of their keys, each written by Entry. *)
RECURSIVE Entries(_, _, _)
Entries(Entry(_), map, keys) ==
  IF keys = {} THEN <<>>
  ELSE LET k == CHOOSE k \in keys : \A l \in keys \ {k} : Before(k, l)
       IN Entry(k) \o Entry(map[k]) \o Entries(Entry, map, keys \ {k})

(* Each string ends with a NUL, and so do the integers and the config, but *)
(* not the annotations.                                                    *)
Terminated(s) == Append(s, NUL)
Encode(c) ==
  Terminated(c.app) \o Terminated(c.syslog) \o Terminated(c.fn) \o Terminated(c.image)
  \o Terminated(c.integers)
  \o Terminated(Entries(Terminated, c.config, DOMAIN c.config))
  \o Entries(Terminated, c.annotations, DOMAIN c.annotations)

(* Each string is preceded by its length and each map by its size, as eight*)
(* bytes, the lowest first.  Here these numbers are less than 256.         *)
Size(n) == <<n, 0, 0, 0, 0, 0, 0, 0>>
WithSize(s) == Size(Len(s)) \o s
MapWithSize(map) ==
  Size(Cardinality(DOMAIN map)) \o Entries(WithSize, map, DOMAIN map)
EncodeInjectively(c) ==
  WithSize(c.app) \o WithSize(c.syslog) \o WithSize(c.fn) \o WithSize(c.image)
  \o c.integers \o MapWithSize(c.config) \o MapWithSize(c.annotations)

(* All calls with their bytes, computed once.                              *)
Encoded == {<<c, IF Prefixed THEN EncodeInjectively(c) ELSE Encode(c)>> : c \in Calls}

-----------------------------------------------------------------------------
VARIABLES
  call,   \* a call
  bytes,  \* what its key is the hash of
  other   \* a call with the same bytes

vars == <<call, bytes, other>>

TypeInv ==
  /\ call \in Calls
  /\ bytes \in Seq(0 .. 255)
  /\ other \in Calls

Init ==
  /\ \E e \in Encoded : call = e[1] /\ bytes = e[2]
  /\ other = call

(* The behaviour finds some call with the same bytes, perhaps the call     *)
(* itself.                                                                 *)
Collide ==
  /\ other' \in {e[1] : e \in {e \in Encoded : e[2] = bytes}}
  /\ UNCHANGED <<call, bytes>>

Spec == Init /\ [][Collide]_vars

(* The encoding is injective on these calls.                               *)
InjectiveInv == other = call
=============================================================================
