// The properties by their names in the specification: of a state, or of a step with the state
// before it. Those of SlotQueueProperties, CallersProperties and SlotQueueManager, and of
// CallersClaims the false ones that a level is about.
const exists = (state) => (1 << state.nextId) - 1;
const setOf = (tokens) => tokens.reduce(plus, 0);
const free = (state) => exists(state) & ~state.busy;
const members = (set) => range(31).filter((token) => has(set, token));
const acquiring = (client) => client.doing === "remove" || client.doing === "close";
const asleep = (state) => state.dequeuers.some((d) => d.dequeuer === "asleep");
const picks = (before, after) =>
  range(before.dequeuers.length).filter(
    (d) => before.dequeuers[d].item === NONE && after.dequeuers[d].item !== NONE,
  );

const OF_THE_QUEUE = {
  OneWinnerInv(state) {
    const hands = state.clients.filter(acquiring).map((client) => client.hand);
    return new Set(hands).size === hands.length;
  },
  HandInv: (state) =>
    state.clients.every((client) =>
      acquiring(client)
        ? client.hand !== NONE && has(state.busy, client.hand)
        : client.hand === NONE,
    ),
  ClosedOnceInv: (state) =>
    !state.clients.some((client) => client.doing === "close" && has(state.closed, client.hand)),
  ClosedNotListedInv: (state) => !(state.closed & ~(state.busy & ~setOf(state.slots))),
  IdsIncreaseInv: ({ slots }) => slots.every((token, at) => at === 0 || slots[at - 1] < token),
  FreeListedInv: (state) => !(free(state) & ~setOf(state.slots)),
  RemovalFindsInv: (state) =>
    state.clients.every((client) => client.doing !== "remove" || state.slots.includes(client.hand)),
  OfferInv: (state) =>
    state.dequeuers.every((d) => (d.dequeuer === "offering") === (d.item !== NONE)),
  NoLostWakeUpInv: (state) =>
    !asleep(state) ||
    state.slots.length <= state.clients.filter((client) => client.doing === "broadcast").length,
  NoLostCancelInv: (state) =>
    state.dequeuers.every((d) => d.dequeuer !== "asleep" || !d.done || d.canceller === "waiting"),
  IsWaitingInv: (state) =>
    state.dequeuers.every((d) =>
      d.dequeuer === "asleep" ? d.isWaiting : !d.isWaiting || d.dequeuer === "lock",
    ),
  LifeInv: (state) =>
    state.dequeuers.every(
      (d) =>
        (d.dequeuer === "absent") === (d.owner === NONE) &&
        (d.dequeuer === "absent") === (d.canceller === "absent") &&
        (d.done || (d.dequeuer !== "ended" && d.canceller !== "ended")),
    ),
};

const OF_STEPS = {
  WonOnceProp: (before, after) =>
    !(before.busy & ~after.busy) &&
    after.clients.every(
      ({ doing, hand }, p) =>
        doing !== "remove" ||
        before.clients[p].doing === "remove" ||
        (!has(before.busy, hand) && after.busy === plus(before.busy, hand)),
    ),
  ClosedForEverProp: (before, after) => !(before.closed & ~after.closed),
  RemovedByWinnerProp: (before, after) =>
    before.slots.every(
      (token) =>
        after.slots.includes(token) ||
        before.clients.some(({ doing, hand }) => doing === "remove" && hand === token),
    ),
  PickedNewestProp: (before, after) =>
    picks(before, after).every((d) => {
      const { item } = after.dequeuers[d];
      return (
        before.slots.includes(item) &&
        [...before.slots, ...members(free(before))].every((token) => token <= item)
      );
    }),
  PickLeavesProp: (before, after) =>
    !picks(before, after).length || String(before.slots) === String(after.slots),
};

const containersOf = (state, bounds) =>
  range(bounds.containers).map((k) => ({ ...state.callers[k], doing: state.clients[k].doing }));
const consumersOf = (state, bounds) => state.callers.slice(bounds.containers);
const holders = (state, token) =>
  state.callers.filter((p) => p.token === token && ["won", "holding", "ejected"].includes(p.state))
    .length;
const hasContainer = (state, bounds, token) =>
  containersOf(state, bounds).some(
    (k) => k.token === token && (k.state === "waiting" || k.state === "woken"),
  );

const OF_CALLERS = {
  BroadcastToComeInv: (state, bounds) =>
    !asleep(state) ||
    state.slots.every((token) =>
      containersOf(state, bounds).some(
        (k) =>
          k.doing === "broadcast" &&
          (k.token === token || (has(state.failed, token) && k.state === "gone")),
      ),
    ),
  WonIsHeldInv: (state, bounds) =>
    members(state.busy & ~state.slotClosed).every(
      (token) =>
        holders(state, token) === 1 ||
        (bounds.later && has(state.closed, token) && holders(state, token) === 0),
    ),
  ClosedWasWonInv: (state) => !(state.slotClosed & ~state.busy),
  ErrorNeverRunsInv: (state, bounds) =>
    consumersOf(state, bounds).every((c) => c.state !== "holding" || !has(state.failed, c.token)),
  BusyHasConsumerInv: (state, bounds) =>
    containersOf(state, bounds).every(
      (k) =>
        k.state !== "busy" ||
        has(state.slotClosed, k.token) ||
        consumersOf(state, bounds).some((c) => c.token === k.token),
    ),
  HealthyBehindInv: (state, bounds) =>
    members(free(state) & ~state.failed).every((token) => hasContainer(state, bounds, token)),
};

// False, as a level shows.
const CLAIMS = {
  HealthyFirstInv: (state, bounds) =>
    !consumersOf(state, bounds).some((c) => c.state === "won" && has(state.failed, c.token)) ||
    !containersOf(state, bounds).some((k) => k.state === "waiting" && has(free(state), k.token)),
  WonNewestProp: (before, after, bounds) =>
    consumersOf(before, bounds).every((c, at) => {
      const { state, token } = after.callers[bounds.containers + at];
      return (
        c.state !== "acquiring" ||
        state !== "won" ||
        members(free(before)).every((other) => other <= token)
      );
    }),
};

const waits = (state) => state.requests.filter((r) => r.at === "waiting");
const OF_THE_MANAGER = {
  WaitsInMapInv: (state) => waits(state).every((r) => state.hot[0] === r.queue),
  HasLauncherInv: (state) =>
    waits(state).every(
      ({ queue }) =>
        state.queues[queue].launcher === "running" ||
        state.requests.some(
          (r) =>
            r.isNew && r.queue === queue && ["got", "moved", "looking", "starting"].includes(r.at),
        ),
    ),
  OneQueueInv: (state) => new Set(waits(state).map((r) => r.queue)).size < 2,
  RunningInMapInv: (state) =>
    state.queues.every(({ launcher, key }, q) => launcher !== "running" || state.hot[key] === q),
};

// Which are looked at in a system; a claim only where it is asked for.
function propertiesOf({ kind, bounds }, claim = "") {
  const listed = (table) => Object.keys(table);
  if (kind === "manager") return listed(OF_THE_MANAGER);
  const common = [...listed(OF_THE_QUEUE), ...listed(OF_STEPS)];
  if (kind === "general") return common;
  const behind = bounds.freezable.length ? [] : ["HealthyBehindInv"];
  const called = listed(OF_CALLERS).filter((name) => name !== "HealthyBehindInv");
  return [...common, ...called, ...behind, ...(claim in CLAIMS ? [claim] : [])];
}

const EVERY = { ...OF_THE_QUEUE, ...OF_CALLERS, ...OF_THE_MANAGER, ...CLAIMS };

// Whether a property holds of a state, and of the step to it from `before`, if there was one.
function holds(name, { bounds }, state, before) {
  if (name.endsWith("Inv")) return EVERY[name](state, bounds);
  return !before || (OF_STEPS[name] || CLAIMS[name])(before, state, bounds);
}

// The shortest run to a step that is wanted, by a search in breadth: {steps, states}, where steps
// is null if no such step can be reached, and states says how many were seen. A generator, which
// yields from time to time, so that a page can go on.
function* search(system, wanted, most = 200000) {
  const seen = new Map([[JSON.stringify(system.init), null]]);
  let layer = [system.init];
  let looked = 0;
  while (layer.length) {
    const next = [];
    for (const before of layer) {
      if (++looked % 100 === 0) yield seen.size;
      for (const { label, after } of system.moves(before)) {
        if (isDisabled(after)) continue;
        const key = JSON.stringify(after);
        const isNew = !seen.has(key);
        if (isNew) {
          seen.set(key, { before, label });
          next.push(after);
        }
        if (wanted(before, label, after))
          return { steps: [...stepsTo(seen, before), { before, label, after }], states: seen.size };
        if (seen.size > most) return { steps: null, states: seen.size, stopped: true };
      }
    }
    layer = next;
  }
  return { steps: null, states: seen.size };
}

function stepsTo(seen, state) {
  const steps = [];
  for (let after = state, from; (from = seen.get(JSON.stringify(after))); after = from.before)
    steps.unshift({ ...from, after });
  return steps;
}

function finish(generator) {
  for (;;) {
    const { done, value } = generator.next();
    if (done) return value;
  }
}

const breaks = (system, names) => (before, _, after) =>
  names.some((name) => !holds(name, system, after, before));
