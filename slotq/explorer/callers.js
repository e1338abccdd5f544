// The twin of slotq/machine/callers.py, and so of spec/Callers.tla: the queue with containers and
// consumers. The consumer c's dequeuer of its round r is number dequeuerOf(bounds, c, r).
const REASONS = ["trigger", "idle", "evict", "shutdown", "freeze"];
const GONE = { state: "gone", token: NONE, round: 0 };
const withCaller = (state, p, change) => ({ ...state, callers: put(state.callers, p, change) });
const dequeuerOf = (bounds, consumer, round) =>
  (consumer - bounds.containers) * bounds.rounds + round - 1;
const nextRound = (bounds, round) =>
  round === bounds.rounds ? GONE : { state: "ready", token: NONE, round: round + 1 };

function initCallers(bounds) {
  const clients = bounds.containers + bounds.consumers;
  return {
    ...initQueue(clients, bounds.consumers * bounds.rounds, EVERYTHING),
    callers: Array(clients).fill({ state: "ready", token: NONE, round: 1 }),
    evicted: 0,
    slotClosed: 0,
    failed: 0,
  };
}

const WAITING = own('state[k] = "waiting"');
const READY = own('state[k] = "ready"');
const QUEUE_READY = own("Queue!Ready(p)");

function noReason(state, bounds, k, reason) {
  const { token } = state.callers[k];
  if (reason === "trigger" && !has(state.closed, token)) return no("token[k] \\in closed");
  if ((reason === "idle" || reason === "shutdown") && !bounds.idling.includes(k))
    return own("k \\in Idling");
  if (reason === "evict" && !has(state.evicted, k)) return no("k \\in evicted");
  if (reason === "freeze" && !bounds.freezable.includes(k)) return own("k \\in Freezable");
  return null;
}

// The actions take the queue's action of their name as their first argument, so that a broken one
// can be put in its place.
const Callers = {
  AcquireCas(cas, state, bounds, p) {
    const { state: stand, token } = state.callers[p];
    if (stand !== "acquiring" && stand !== "woken")
      return own('state[p] \\in {"acquiring", "woken"}');
    const after = cas(state, p, token);
    if (isDisabled(after)) return after;
    const lost = has(state.busy, token);
    if (p < bounds.containers) return withCaller(after, p, { state: lost ? "busy" : "ejected" });
    return withCaller(after, p, lost ? { state: "waiting", token: NONE } : { state: "won" });
  },
  AcquireClose(close, state, bounds, p) {
    const after = close(state, p);
    if (isDisabled(after)) return after;
    const leaves = bounds.later && state.callers[p].state === "ejected";
    return leaves ? withCaller(after, p, GONE) : after;
  },
  SlotClose(_, state, bounds, p) {
    const { state: stand, token, round } = state.callers[p];
    if (!["holding", "ejected", "won"].includes(stand))
      return own('state[p] \\in {"holding", "ejected", "won"}');
    if (stand === "won" && !has(state.failed, token)) return no("token[p] \\in failed");
    if (state.clients[p].doing !== "nothing") return QUEUE_READY;
    const closed = { ...state, slotClosed: plus(state.slotClosed, token) };
    if (p < bounds.containers) return withCaller(closed, p, GONE);
    if (stand === "won") return withCaller(closed, p, { state: "failing", token: NONE });
    return withCaller(closed, p, nextRound(bounds, round));
  },
  QueueAppend(append, state, bounds, k, error) {
    const { state: stand, round } = state.callers[k];
    if (stand !== "ready") return READY;
    if (error && !(bounds.failing.includes(k) && round === 1))
      return own("k \\in Failing /\\ round[k] = 1");
    const token = state.nextId;
    const after = append(state, k);
    if (isDisabled(after)) return after;
    if (!error) return withCaller(after, k, { state: "waiting", token });
    return withCaller({ ...after, failed: plus(after.failed, token) }, k, GONE);
  },
  ContainerWake(_, state, bounds, k, reason) {
    if (state.callers[k].state !== "waiting") return WAITING;
    if (state.clients[k].doing !== "nothing") return QUEUE_READY;
    const asleep = noReason(state, bounds, k, reason);
    if (asleep) return asleep;
    return withCaller(state, k, reason === "freeze" ? GONE : { state: "woken" });
  },
  ContainerReturn(_, state, bounds, k) {
    const { state: stand, token, round } = state.callers[k];
    if (stand !== "busy") return own('state[k] = "busy"');
    if (!has(state.slotClosed, token)) return no("token[k] \\in slotClosed");
    return withCaller(state, k, nextRound(bounds, round));
  },
  Evict(_, state, bounds, k) {
    if (!bounds.evictable.includes(k) || has(state.evicted, k))
      return no("k \\in Evictable \\ evicted");
    if (state.callers[k].state !== "waiting") return WAITING;
    if (state.clients[k].doing !== "nothing") return QUEUE_READY;
    return { ...state, evicted: plus(state.evicted, k) };
  },
  DequeuerStart(start, state, bounds, c) {
    const { state: stand, round } = state.callers[c];
    if (stand !== "ready") return READY;
    const after = start(state, c, dequeuerOf(bounds, c, round));
    return isDisabled(after) ? after : withCaller(after, c, { state: "waiting" });
  },
  DequeuerDeliver(deliver, state, bounds, c) {
    const { state: stand, round } = state.callers[c];
    if (stand !== "waiting") return own('state[c] = "waiting"');
    const d = dequeuerOf(bounds, c, round);
    const after = deliver(state, d, c);
    // What is the dequeuer's own is not the consumer's.
    if (isDisabled(after)) return no(after.guard);
    return withCaller(after, c, { state: "acquiring", token: state.dequeuers[d].item });
  },
  Cancel(cancel, state, bounds, c, by) {
    return by === "request"
      ? cancelRequest(cancel, state, bounds, c)
      : cancelOwn(cancel, state, bounds, c);
  },
};

function cancelOwn(cancel, state, bounds, c) {
  const { state: stand, token, round } = state.callers[c];
  const d = dequeuerOf(bounds, c, round);
  if (!["won", "waiting", "failing"].includes(stand))
    return own('state[c] \\in {"won", "waiting", "failing"}');
  if (stand === "won") {
    if (has(state.failed, token)) return no("token[c] \\notin failed");
    if (state.clients[c].doing !== "nothing") return QUEUE_READY;
    return withCaller(cancel(state, d), c, { state: "holding" });
  }
  if (stand === "waiting" && !bounds.impatient.includes(c) && !state.dequeuers[d].done)
    return no("c \\in Impatient \\/ <<c, round[c]>> \\in done");
  return withCaller(cancel(state, d), c, nextRound(bounds, round));
}

function cancelRequest(cancel, state, bounds, c) {
  if (!bounds.cancellable.includes(c)) return own("c \\in Cancellable");
  const { state: stand, round } = state.callers[c];
  if (!["waiting", "acquiring", "won", "failing"].includes(stand))
    return own('state[c] \\in {"waiting", "acquiring", "won", "failing"}');
  const d = dequeuerOf(bounds, c, round);
  return state.dequeuers[d].done ? no("<<c, round[c]>> \\notin done") : cancel(state, d);
}
