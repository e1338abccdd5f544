"""Drives an implementation over lines of JSON and says whether it is a slot queue.

The driver makes one call at a time, and the implementation does as it likes in between: its
dequeuers pick and withdraw unobserved. So what is known after an answer is a set of candidate
states of the machine of SlotQueue, those that are consistent with all answers so far
(`candidates`). An answer that leaves no candidate is the fault.

`calls` are the questions and answers; `wire` writes and reads them; `program` is the process at the
other end, which may do anything. `session` asks one call and judges its answer, `edge_walk` goes
where no call was tried yet, `random_calls` lets Hypothesis look further and shrinks what fails.
`serve` is the other end, for an implementation in Python, and `reference_program` the reference
behind it.
"""
