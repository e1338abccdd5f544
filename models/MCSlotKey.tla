------------------------------ MODULE MCSlotKey ------------------------------
(* Bounds for SlotKey.  All models of the original's encoding draw from one *)
(* pool.  Each kind of string in it has a plain one and one with a NUL, and *)
(* all but two of the texts have an empty one; the models differ in the     *)
(* rules, which exclude some of these.  The long strings make a text as long*)
(* as a block of integers, and a block that reads like the entry of a map.  *)
(* Two entries show the order of keys.                                      *)
EXTENDS SlotKey

Ones(n) == [i \in 1 .. n |-> 1]
Zeros(n) == [i \in 1 .. n |-> 0]

FullPool == [
  app |-> {<<>>, <<1>>, <<1, 0, 1>>},
  syslog |-> {<<1>>, <<1, 0, 1>>},
  fn |-> {<<1>>, <<1, 0, 1>>},
  image |-> {<<>>, <<1>>, Ones(28), <<1, 0>> \o Ones(28)},
  configKey |-> {<<>>, <<1>>, <<2>>, <<1, 0, 1, 0, 2>>},
  configValue |-> {<<>>, <<1>>, Ones(26), <<1, 0, 2, 0, 1>>},
  annotationKey |-> {<<>>, <<1>>, <<2>>, <<1, 0, 1, 0, 2>>},
  annotationValue |-> {<<>>, <<1>>, <<1, 0, 2, 0, 1>>}]
(* A prefix, and keys whose order by their first bytes differs from that by *)
(* length and by the bytes that follow.                                     *)
OrderPool == [FullPool EXCEPT !["configKey"] = {<<1>>, <<1, 3, 1>>, <<2, 1>>}]
FullBlocks == {Ones(28), <<1, 0>> \o Ones(26)}

(* Without rules there are too many calls for the full pool.               *)
SmallPool == [kind \in {"app", "syslog", "fn", "image", "configKey", "configValue",
                        "annotationKey", "annotationValue"} |->
                CASE kind \in {"syslog", "fn"} -> {<<0>>}
                  [] kind \in {"configKey", "annotationKey"} -> {<<>>, <<0>>, <<0, 0>>}
                  [] OTHER -> {<<>>, <<0>>}]
SmallBlocks == {Zeros(28)}

(* Before orders any two strings, and strictly.                            *)
ShortStrings == UNION {[1 .. n -> 0 .. 2] : n \in 0 .. 2}
ASSUME
  \A s, t \in ShortStrings :
    /\ ~ Before(s, s)
    /\ s # t => Before(s, t) # Before(t, s)
    /\ \A u \in ShortStrings : Before(s, t) /\ Before(t, u) => Before(s, u)

AllKinds == Kinds
AllButConfigKey == Kinds \ {"configKey"}
AllButAnnotationValue == Kinds \ {"annotationValue"}
=============================================================================
