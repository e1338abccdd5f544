"use strict";
// The twin of slotq/machine/steps.py, and so of spec/SlotQueueSteps.tla. A state is an object that
// does not change; an action returns the next one or, where a guard is false, what that guard says.
// Sets are numbers whose bit t says whether t is in the set; NONE is no token and no client.
const NONE = -1;
const EVERYTHING = -1;
const has = (set, element) => ((set >> element) & 1) === 1;
const plus = (set, element) => set | (1 << element);
const put = (list, index, change) =>
  list.map((item, at) => (at === index ? { ...item, ...change } : item));

// A guard that is false; `own` says that it reads only the record of the process that would act.
const no = (guard) => ({ guard, own: false });
const own = (guard) => ({ guard, own: true });
const isDisabled = (result) => result.guard !== undefined;

const withClient = (state, p, change) => ({ ...state, clients: put(state.clients, p, change) });
const withDequeuer = (state, d, change) => ({
  ...state,
  dequeuers: put(state.dequeuers, d, change),
});
const wakeAll = (state) => ({
  ...state,
  dequeuers: state.dequeuers.map((d) => (d.dequeuer === "asleep" ? { ...d, dequeuer: "lock" } : d)),
});

function initQueue(clients, dequeuers, known) {
  return {
    slots: [],
    nextId: 0,
    busy: 0,
    closed: 0,
    clients: Array(clients).fill({ known, doing: "nothing", hand: NONE }),
    dequeuers: Array(dequeuers).fill({
      dequeuer: "absent",
      isWaiting: false,
      item: NONE,
      owner: NONE,
      done: false,
      canceller: "absent",
    }),
  };
}

const GUARDS = {
  ready: own('doing[p] = "nothing"'),
  atLock: own('dequeuer[d] = "lock"'),
  offering: own('dequeuer[d] = "offering"'),
  done: own("d \\in done"),
  notDone: own("d \\notin done"),
};

function pickBy(state, d, token, slots) {
  const { dequeuer, done } = state.dequeuers[d];
  if (dequeuer !== "lock") return GUARDS.atLock;
  if (!state.slots.length) return no("slots # <<>>");
  if (done) return GUARDS.notDone;
  return withDequeuer({ ...state, slots }, d, {
    dequeuer: "offering",
    isWaiting: false,
    item: token,
  });
}

const goRound = (state, d) => withDequeuer(state, d, { dequeuer: "lock", item: NONE });

function stopWaiting(state, p) {
  if (state.clients[p].doing !== "broadcast") return own('doing[p] = "broadcast"');
  return withClient(state, p, { doing: "nothing" });
}

const Queue = {
  QueueAppend(state, p) {
    const { known, doing } = state.clients[p];
    if (doing !== "nothing") return GUARDS.ready;
    const token = state.nextId;
    const appended = { ...state, slots: [...state.slots, token], nextId: token + 1 };
    return withClient(appended, p, { known: plus(known, token), doing: "broadcast" });
  },
  QueueBroadcast(state, p) {
    const after = stopWaiting(state, p);
    return isDisabled(after) ? after : wakeAll(after);
  },
  AcquireCas(state, p, token) {
    const { known, doing } = state.clients[p];
    if (doing !== "nothing") return GUARDS.ready;
    if (!has(known, token)) return own("t \\in known[p]");
    if (token >= state.nextId) return no("t < nextId");
    if (has(state.busy, token)) return state;
    return withClient({ ...state, busy: plus(state.busy, token) }, p, {
      doing: "remove",
      hand: token,
    });
  },
  AcquireRemove(state, p) {
    const { doing, hand } = state.clients[p];
    if (doing !== "remove") return own('doing[p] = "remove"');
    const slots = state.slots.filter((token) => token !== hand);
    return withClient({ ...state, slots }, p, { doing: "close" });
  },
  AcquireClose(state, p) {
    const { doing, hand } = state.clients[p];
    if (doing !== "close") return own('doing[p] = "close"');
    const closed = plus(state.closed, hand);
    return withClient({ ...state, closed }, p, { doing: "nothing", hand: NONE });
  },
  DequeuerStart(state, p, d) {
    if (state.clients[p].doing !== "nothing") return GUARDS.ready;
    if (state.dequeuers[d].dequeuer !== "absent") return no('dequeuer[d] = "absent"');
    return withDequeuer(state, d, { dequeuer: "lock", owner: p, canceller: "waiting" });
  },
  DequeuerWait(state, d) {
    const { dequeuer, done } = state.dequeuers[d];
    if (dequeuer !== "lock") return GUARDS.atLock;
    if (state.slots.length) return no("slots = <<>>");
    if (done) return GUARDS.notDone;
    return withDequeuer(state, d, { dequeuer: "asleep", isWaiting: true });
  },
  DequeuerPeek: (state, d) => pickBy(state, d, state.slots.at(-1), state.slots),
  DequeuerExit(state, d) {
    const { dequeuer, done } = state.dequeuers[d];
    if (dequeuer !== "lock") return GUARDS.atLock;
    if (!done) return GUARDS.done;
    return withDequeuer(state, d, { dequeuer: "ended", isWaiting: false });
  },
  DequeuerDeliver(state, d, p) {
    const { dequeuer, owner, item } = state.dequeuers[d];
    if (dequeuer !== "offering") return GUARDS.offering;
    if (owner !== p) return own("owner[d] = p");
    const { known, doing } = state.clients[p];
    if (doing !== "nothing") return no('doing[p] = "nothing"');
    return goRound(withClient(state, p, { known: plus(known, item) }), d);
  },
  DequeuerEjected(state, d) {
    const { dequeuer, item } = state.dequeuers[d];
    if (dequeuer !== "offering") return GUARDS.offering;
    return has(state.closed, item) ? goRound(state, d) : no("item[d] \\in closed");
  },
  DequeuerCancelled(state, d) {
    const { dequeuer, done } = state.dequeuers[d];
    if (dequeuer !== "offering") return GUARDS.offering;
    return done ? goRound(state, d) : GUARDS.done;
  },
  Cancel: (state, d) => (state.dequeuers[d].done ? state : withDequeuer(state, d, { done: true })),
  CancellerWake(state, d) {
    const { isWaiting, done, canceller } = state.dequeuers[d];
    if (canceller !== "waiting") return own('canceller[d] = "waiting"');
    if (!done) return GUARDS.done;
    const after = withDequeuer(state, d, { canceller: "ended" });
    return isWaiting ? wakeAll(after) : after;
  },
};
