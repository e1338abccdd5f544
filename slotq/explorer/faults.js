// The broken actions of models/faults/MCFaults.tla and MCCallersFaults.tla, by their names. `of` is
// the action whose place one takes, `kinds` the systems in which it is offered. A fault with
// `choices` is tried with every dequeuer, or none, as one more argument.
function setIfFree(state, p, token) {
  const { known, doing, hand } = state.clients[p];
  if (doing === "set" && hand === token)
    return withClient({ ...state, busy: plus(state.busy, token) }, p, { doing: "remove" });
  if (doing !== "nothing") return GUARDS.ready;
  if (!has(known, token) || token >= state.nextId || has(state.busy, token))
    return no("t \\in (known[p] \\cap Exists) \\ busy");
  return withClient(state, p, { doing: "set", hand: token });
}

function goOn(state, p, token) {
  const { known, doing } = state.clients[p];
  if (doing !== "nothing") return GUARDS.ready;
  if (!has(known, token) || token >= state.nextId) return no("t \\in known[p] \\cap Exists");
  return withClient({ ...state, busy: plus(state.busy, token) }, p, {
    doing: "remove",
    hand: token,
  });
}

function removeBy(state, p, change) {
  if (state.clients[p].doing !== "remove") return own('doing[p] = "remove"');
  return withClient({ ...state, ...change }, p, { doing: "close" });
}

const QUEUE = ["general", "callers"];
const FAULTS = {
  SkipBroadcast: { of: "QueueBroadcast", kinds: QUEUE, act: stopWaiting },
  SignalOne: {
    of: "QueueBroadcast",
    kinds: QUEUE,
    choices: true,
    act(state, p, d) {
      const after = stopWaiting(state, p);
      if (isDisabled(after)) return after;
      if (d !== NONE)
        return state.dequeuers[d].dequeuer === "asleep"
          ? withDequeuer(after, d, { dequeuer: "lock" })
          : no('dequeuer[d] = "asleep"');
      return state.dequeuers.some((e) => e.dequeuer === "asleep") ? no("sleepers = {}") : after;
    },
  },
  CheckThenSet: { of: "AcquireCas", kinds: ["general"], act: setIfFree },
  LoserGoesOn: { of: "AcquireCas", kinds: ["general"], act: goOn },
  RemoveLast: {
    of: "AcquireRemove",
    kinds: QUEUE,
    act: (state, p) =>
      state.slots.length
        ? removeBy(state, p, { slots: state.slots.slice(0, -1) })
        : no("slots # <<>>"),
  },
  RemoveNothing: { of: "AcquireRemove", kinds: QUEUE, act: (state, p) => removeBy(state, p, {}) },
  CloseBeforeRemove: {
    of: "AcquireRemove",
    kinds: QUEUE,
    act: (state, p) => removeBy(state, p, { closed: plus(state.closed, state.clients[p].hand) }),
  },
  WaitOnce: {
    of: "DequeuerWait",
    kinds: QUEUE,
    act(state, d) {
      const after = Queue.DequeuerWait(state, d);
      return isDisabled(after) || !state.dequeuers[d].isWaiting
        ? after
        : withDequeuer(after, d, { dequeuer: "ended" });
    },
  },
  WaitBlindly: {
    of: "DequeuerWait",
    kinds: QUEUE,
    act(state, d) {
      if (state.dequeuers[d].dequeuer !== "lock") return GUARDS.atLock;
      if (state.slots.length) return no("slots = <<>>");
      return withDequeuer(state, d, { dequeuer: "asleep", isWaiting: true });
    },
  },
  WaitSilently: {
    of: "DequeuerWait",
    kinds: QUEUE,
    act(state, d) {
      const after = Queue.DequeuerWait(state, d);
      return isDisabled(after)
        ? after
        : withDequeuer(after, d, { isWaiting: state.dequeuers[d].isWaiting });
    },
  },
  PickOldest: {
    of: "DequeuerPeek",
    kinds: QUEUE,
    act: (state, d) => pickBy(state, d, state.slots[0], state.slots),
  },
  PickRemoves: {
    of: "DequeuerPeek",
    kinds: QUEUE,
    act: (state, d) => pickBy(state, d, state.slots.at(-1), state.slots.slice(0, -1)),
  },
  WakeNobody: {
    of: "CancellerWake",
    kinds: QUEUE,
    act(state, d) {
      const after = Queue.CancellerWake(state, d);
      return isDisabled(after) ? after : withDequeuer(state, d, { canceller: "ended" });
    },
  },
  GoWithoutAcquire: {
    of: "ContainerWake",
    kinds: ["callers"],
    act(_, state, bounds, k, reason) {
      if (state.callers[k].state !== "waiting") return WAITING;
      if (state.clients[k].doing !== "nothing") return QUEUE_READY;
      if (reason !== "idle" || !bounds.idling.includes(k))
        return own('reason = "idle" /\\ k \\in Idling');
      const closed = { ...state, slotClosed: plus(state.slotClosed, state.callers[k].token) };
      return withCaller(closed, k, GONE);
    },
  },
  ErrorRuns: {
    of: "Cancel",
    kinds: ["callers"],
    act(cancel, state, bounds, c, by) {
      const { state: stand, round } = state.callers[c];
      if (by === "request" || stand !== "won") return own('state[c] = "won"');
      if (state.clients[c].doing !== "nothing") return QUEUE_READY;
      return withCaller(cancel(state, dequeuerOf(bounds, c, round)), c, { state: "holding" });
    },
  },
};
