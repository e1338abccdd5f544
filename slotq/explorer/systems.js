// The next-state relations, as slotq/machine/next.py has them: every process with every action and
// every value of its parameters, in the same order. And the words of `slotq replay` for each step.
const CHOICES = ["idling", "evictable", "freezable", "impatient", "cancellable", "failing"];
const range = (count) => [...Array(count).keys()];

function makeSystem(kind, bounds, fault, init, names) {
  const entries = [];
  const broken = FAULTS[fault];
  const add = (process, action, act, ...parameters) => {
    const choices =
      broken && broken.choices && broken.of === action
        ? [[NONE], ...range(init.dequeuers.length).map((d) => [d])]
        : [[]];
    for (const choice of choices)
      entries.push({
        process,
        label: [action, ...parameters, ...choice],
        act: (state) => act(state, ...parameters, ...choice),
      });
  };
  const system = {
    kind,
    bounds,
    fault,
    init,
    names,
    entries,
    moves: (state) =>
      entries.map(({ process, label, act }) => ({ process, label, after: act(state) })),
  };
  return [system, add, (action) => (broken && broken.of === action ? broken.act : Queue[action])];
}

const DEQUEUER_ACTIONS = [
  "DequeuerWait",
  "DequeuerPeek",
  "DequeuerExit",
  "DequeuerEjected",
  "DequeuerCancelled",
  "CancellerWake",
];

function general(bounds, fault) {
  const { clients, dequeuers, tokens } = bounds;
  const names = {
    clients: range(clients).map((p) => `client-${p + 1}`),
    contexts: range(dequeuers).map((d) => `${d + 1}`),
  };
  const [system, add, queue] = makeSystem(
    "general",
    bounds,
    fault,
    initQueue(clients, dequeuers, 0),
    names,
  );
  const append = (state, p) =>
    state.nextId === tokens ? no("nextId \\in Tokens") : queue("QueueAppend")(state, p);
  names.clients.forEach((name, p) => {
    add(name, "QueueAppend", append, p);
    add(name, "QueueBroadcast", queue("QueueBroadcast"), p);
    for (const token of range(tokens)) add(name, "AcquireCas", queue("AcquireCas"), p, token);
    for (const action of ["AcquireRemove", "AcquireClose"]) add(name, action, queue(action), p);
    for (const d of range(dequeuers)) add(name, "DequeuerStart", queue("DequeuerStart"), p, d);
  });
  names.contexts.forEach((context, d) => {
    const name = `dequeuer-${context}`;
    add(name, "Cancel", queue("Cancel"), d);
    for (const p of range(clients)) add(name, "DequeuerDeliver", queue("DequeuerDeliver"), d, p);
    for (const action of DEQUEUER_ACTIONS) add(name, action, queue(action), d);
  });
  return system;
}

function callers(bounds, fault) {
  const { containers, consumers, rounds } = bounds;
  const names = {
    clients: [
      ...range(containers).map((k) => `container-${k + 1}`),
      ...range(consumers).map((c) => `consumer-${c + 1}`),
    ],
    contexts: range(consumers * rounds).map(
      (d) => `${Math.floor(d / rounds) + 1}.${(d % rounds) + 1}`,
    ),
  };
  const [system, add, queue] = makeSystem("callers", bounds, fault, initCallers(bounds), names);
  const called =
    (action) =>
    (state, ...parameters) =>
      FAULTS[fault]?.of === action && !FAULTS[fault].kinds.includes("general")
        ? FAULTS[fault].act(Queue[action], state, bounds, ...parameters)
        : Callers[action](queue(action), state, bounds, ...parameters);
  const of = (name, p, action, ...parameters) =>
    add(name, action, called(action), p, ...parameters);
  names.clients.forEach((name, p) => {
    of(name, p, "AcquireCas");
    add(name, "AcquireRemove", queue("AcquireRemove"), p);
    of(name, p, "AcquireClose");
    of(name, p, "SlotClose");
    if (p < containers) {
      of(name, p, "QueueAppend", false);
      of(name, p, "QueueAppend", true);
      add(name, "QueueBroadcast", queue("QueueBroadcast"), p);
      for (const reason of REASONS) of(name, p, "ContainerWake", reason);
      of(name, p, "ContainerReturn");
      of(name, p, "Evict");
    } else {
      of(name, p, "DequeuerStart");
      of(name, p, "DequeuerDeliver");
      of(name, p, "Cancel");
      of(name, p, "Cancel", "request");
    }
  });
  names.contexts.forEach((context, d) => {
    for (const action of DEQUEUER_ACTIONS) add(`dequeuer-${context}`, action, queue(action), d);
  });
  return system;
}

// spec/UnfairLock.tla: taking the lock is a step of its own, and anybody may be faster.
const REGIONS = [
  "AcquireRemove",
  "QueueAppend",
  "DequeuerWait",
  "DequeuerPeek",
  "DequeuerExit",
  "CancellerWake",
];

function unfairLock(bounds) {
  const system = callers(bounds, "");
  const holderOf = (state, entry) => columnOf(wordOf(system, state, entry.label));
  const inside = system.entries.filter((entry) => REGIONS.includes(entry.label[0]));
  const processes = [
    ...system.names.clients,
    ...system.names.contexts.flatMap((context) => [`dequeuer-${context}`, `canceller-${context}`]),
  ];
  const entries = system.entries.map((entry) =>
    !inside.includes(entry)
      ? entry
      : {
          ...entry,
          act(state) {
            const after = entry.act(state);
            if (isDisabled(after)) return after;
            return state.holder === holderOf(state, entry)
              ? { ...after, holder: "" }
              : no("holder = process");
          },
        },
  );
  for (const process of processes)
    entries.push({
      process,
      label: ["Lock", process],
      act(state) {
        const wants = inside.some(
          (entry) => holderOf(state, entry) === process && !isDisabled(entry.act(state)),
        );
        if (!wants) return own("ENABLED Region(process)");
        return state.holder ? no("holder = Nobody") : { ...state, holder: process };
      },
    });
  return {
    ...system,
    kind: "lock",
    entries,
    init: { ...system.init, holder: "" },
    moves: (state) =>
      entries.map(({ process, label, act }) => ({ process, label, after: act(state) })),
  };
}

function manager(bounds) {
  const names = {
    requests: range(bounds.requests).map((r) => `request-${r + 1}`),
    queues: range(bounds.requests).map((q) => `launcher-${q + 1}`),
  };
  const [system, add] = makeSystem("manager", bounds, "", initManager(bounds.requests), names);
  names.requests.forEach((name, r) => {
    for (const action of [
      "GetSlotQueue",
      "LeaseSlotQueue",
      "RequestMove",
      "RequestEnter",
      "LookAgain",
      "LauncherStart",
      "RequestExit",
    ])
      add(name, action, Manager[action], r);
  });
  names.queues.forEach((name, q) => {
    for (const action of ["DeleteSlotQueue", "StrangerDelete"])
      add(name, action, Manager[action], q);
  });
  return system;
}

const SYSTEMS = { callers, general, lock: unfairLock, manager };

// A step in the words of `slotq replay`: the process, the arm of its select, who receives.
function wordOf(system, state, label) {
  const [action, first, second] = label;
  const { kind, names, bounds } = system;
  if (action === "Lock") return `lock-${first}`;
  if (kind === "manager")
    return action === "DeleteSlotQueue" || action === "StrangerDelete"
      ? names.queues[first]
      : names.requests[first];
  const process = names.clients[first];
  if (action === "Evict") return `evict-${process}`;
  if (action === "CancellerWake") return `canceller-${names.contexts[first]}`;
  if (action === "Cancel")
    return kind === "general"
      ? `cancel-${names.contexts[first]}`
      : cancelWord(system, state, first, second);
  if (action === "DequeuerDeliver") {
    const d = kind === "general" ? first : dequeuerOf(bounds, first, state.callers[first].round);
    return `dequeuer-${names.contexts[d]}>${names.clients[kind === "general" ? second : first]}`;
  }
  if (action === "QueueBroadcast" && second > NONE)
    return process + arm(beforeInSleep(state, second));
  if (action === "DequeuerStart" || !action.startsWith("Dequeuer"))
    return (
      process + arm(kind === "general" ? generalArm(state, label) : callerArm(bounds, state, label))
    );
  const arms = { DequeuerEjected: 1, DequeuerCancelled: 2 };
  return `dequeuer-${names.contexts[first]}${arm(arms[action] || 0)}`;
}

const arm = (number) => (number ? `:${number}` : "");
const columnOf = (word) => word.split(/[:>]/)[0];
const beforeInSleep = (state, d) =>
  state.dequeuers.slice(0, d).filter((e) => e.dequeuer === "asleep").length;

function generalArm(state, [action, p, parameter]) {
  const { known, doing } = state.clients[p];
  const before = (end) => range(end).filter((token) => has(known, token)).length;
  if (action === "AcquireCas" && doing === "nothing") return 1 + before(parameter);
  return action === "DequeuerStart" ? 1 + before(state.nextId) + parameter : 0;
}

function callerArm(bounds, state, [action, p, parameter]) {
  if (action === "QueueAppend")
    return +(!parameter && bounds.failing.includes(p) && state.callers[p].round === 1);
  if (action !== "ContainerWake") return 0;
  const arms = ["trigger", "evict"];
  if (bounds.idling.includes(p)) arms.push("idle", "shutdown");
  return [...arms, "freeze"].indexOf(parameter);
}

function cancelWord({ names, bounds }, state, c, by) {
  const { state: stand, round } = state.callers[c];
  const d = dequeuerOf(bounds, c, Math.max(round, 1));
  if (by === "request") return `cancel-${names.contexts[d]}`;
  if (stand !== "waiting") return names.clients[c];
  return names.clients[c] + arm(state.dequeuers[d].done ? 1 : 2);
}
