// The judge of the page: the model, fed with the lines of a log or the states of a counterexample.
// It knows less than `slotq check` does, and says what it leaves to it.
const MOST_LINES = 20000;
const MOST_TOKENS = 31; // bits of a set

class Unjudged extends Error {}

const QUEUE_FIELDS = {
  QueueAppend: ["token", "length"],
  QueueBroadcast: ["woken"],
  AcquireCas: ["ok"],
  AcquireRemove: ["token", "ok", "length"],
  AcquireClose: ["token", "ok"],
  DequeuerPeek: ["token", "length"],
  DequeuerDeliver: ["token"],
  DequeuerEjected: ["token"],
  DequeuerCancelled: ["token"],
  Cancel: ["ok"],
  CancellerWake: ["waiting", "woken"],
};

function parseLine(text, at) {
  try {
    const line = JSON.parse(text);
    if (line && typeof line === "object" && !Array.isArray(line)) return line;
  } catch {
    /* said below */
  }
  throw new Unjudged(`line ${at + 1} is no object of JSON`);
}

function judgeLog(text) {
  const [header, ...lines] = text
    .split("\n")
    .filter((line) => line.trim())
    .map(parseLine);
  if (header?.format !== "slotq-trace" || header.version !== 1)
    throw new Unjudged("this is no slotq-trace of version 1");
  if (header.order === "approximate") throw new Unjudged("its order is approximate");
  if (header.omits?.some((action) => action in Queue))
    throw new Unjudged("it omits steps of the queue");
  if (lines.length > MOST_LINES) throw new Unjudged(`it has more than ${MOST_LINES} lines`);
  const queues = new Map();
  const steps = [];
  for (const [at, line] of lines.entries()) {
    const name = line.queue ?? header.queue ?? "";
    if (!queues.has(name)) queues.set(name, newQueue());
    const fault =
      line.action === "End"
        ? unfinished(line.queue === undefined ? [...queues.values()] : [queues.get(name)], line)
        : takeLine(queues.get(name), line, steps, at);
    if (fault)
      return { steps, names: queues.get(name), fault: { line: at + 2, said: line, ...fault } };
  }
  return { steps, names: queues.get("") ?? [...queues.values()][0], fault: null };
}

const newQueue = () => ({ clients: [], dequeuers: [], state: initQueue(0, 0, 0) });

function numberOf(queue, list, name) {
  if (typeof name !== "string" || !name) throw new Unjudged("a line names nobody");
  if (!queue[list].includes(name)) {
    queue[list].push(name);
    const fresh = initQueue(1, 1, 0)[list][0];
    queue.state = { ...queue.state, [list]: [...queue.state[list], fresh] };
  }
  return queue[list].indexOf(name);
}

function argumentsOf(queue, line) {
  const { action, process, token, dequeuer, to } = line;
  const client = (name) => numberOf(queue, "clients", name);
  const own = (name) => numberOf(queue, "dequeuers", name);
  if (action === "AcquireCas") {
    if (line.for !== undefined) throw new Unjudged("somebody acquires on behalf of another");
    return [client(process), token];
  }
  if (action === "DequeuerStart") return [client(process), own(dequeuer)];
  if (action === "DequeuerDeliver") return [own(process), client(to)];
  if (action === "Cancel") return [own(dequeuer)];
  if (action === "CancellerWake") return [own(process.replace(/^canceller-/, "dequeuer-"))];
  return [(action.startsWith("Dequeuer") ? own : client)(process)];
}

function expectedOf(before, after, action, [first, second]) {
  const hand = before.clients[first]?.hand;
  const item = before.dequeuers[first]?.item;
  const sleepers = before.dequeuers.filter((d) => d.dequeuer === "asleep").length;
  const waiting = before.dequeuers[first]?.isWaiting;
  const length = after.slots.length;
  return (
    {
      QueueAppend: { token: before.nextId, length },
      QueueBroadcast: { woken: sleepers },
      AcquireCas: { ok: !has(before.busy, second) },
      AcquireRemove: { token: hand, ok: before.slots.includes(hand), length },
      AcquireClose: { token: hand, ok: !has(before.closed, hand) },
      DequeuerPeek: { token: after.dequeuers[first]?.item, length },
      Cancel: { ok: !before.dequeuers[first]?.done },
      CancellerWake: { waiting, woken: waiting ? sleepers : 0 },
    }[action] ?? { token: item }
  );
}

function takeLine(queue, line, steps, at) {
  const { action } = line;
  if (!(action in Queue)) {
    steps.push({ line, at: at + 2 });
    return null;
  }
  if (typeof line.process !== "string") throw new Unjudged("a line names nobody");
  const parameters = argumentsOf(queue, line);
  const before = queue.state;
  const { token = 0 } = line;
  if (!(Number.isInteger(token) && token >= 0)) throw new Unjudged("a token is no number");
  if (before.nextId >= MOST_TOKENS || (action === "AcquireCas" && token >= MOST_TOKENS))
    throw new Unjudged(`it has more than ${MOST_TOKENS} tokens`);
  const after = Queue[action](before, ...parameters);
  if (isDisabled(after)) return { guard: after.guard };
  const expected = expectedOf(before, after, action, parameters);
  for (const field of QUEUE_FIELDS[action] ?? [])
    if (line[field] !== undefined && line[field] !== expected[field])
      return {
        guard: `${field} = ${JSON.stringify(expected[field])}`,
        field,
        expected: expected[field],
      };
  queue.state = after;
  steps.push({ line, at: at + 2, before, after, label: [action, ...parameters] });
  return null;
}

// What fairness promises and has not come, or another number of live dequeuers.
function unfinished(queues, line) {
  let live = 0;
  for (const { state, clients, dequeuers } of queues.filter(Boolean)) {
    const busy = state.clients.findIndex(({ doing }) => doing !== "nothing");
    if (busy >= 0) return { guard: `doing[${clients[busy]}] = "nothing"` };
    for (const [d, name] of dequeuers.entries()) {
      const due = DEQUEUER_ACTIONS.find((action) => !isDisabled(Queue[action](state, d)));
      if (due) return { guard: `~ENABLED ${due}(${name})` };
      if (!["absent", "ended"].includes(state.dequeuers[d].dequeuer)) live += 1;
    }
  }
  const said = line.live_dequeuer_threads;
  return said === live || said === 2 * live
    ? null
    : { guard: `live_dequeuer_threads = ${live}`, expected: live };
}

// A value of TLA+ as one text, however it is written.
function canonical(value) {
  if (Array.isArray(value)) return `<${value.map(canonical)}>`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (value["#tup"]) return canonical(value["#tup"]);
  if (value["#bigint"]) return String(value["#bigint"]);
  if (value["#set"]) return `{${value["#set"].map(canonical).sort()}}`;
  const pairs = value["#map"] ?? Object.entries(value);
  return `[${pairs.map(([key, one]) => `${canonical(key)}:${canonical(one)}`).sort()}]`;
}

const canonicalState = (variables) =>
  Object.keys(variables)
    .filter((name) => name[0] !== "#")
    .sort()
    .map((name) => `${name}=${canonical(variables[name])}`);

// Which system a counterexample is of, with everything allowed: it does not say what is.
function configOf(first) {
  const keys = (value) => (value["#map"] ?? Object.entries(value)).map(([key]) => key);
  if (first.hot) return { ...defaults("manager"), bounds: { requests: keys(first.at).length } };
  if (first.known) {
    const tokens = 3;
    const bounds = {
      clients: keys(first.doing).length,
      dequeuers: keys(first.dequeuer).length,
      tokens,
    };
    return { ...defaults("general"), bounds };
  }
  if (!first.state || !first.dequeuer)
    throw new Unjudged("its variables are of no system of this page");
  const count = (name) => keys(first.state).filter((key) => key.startsWith(name)).length;
  const containers = count("container");
  const consumers = count("consumer");
  const k = range(containers);
  const c = range(consumers).map((number) => number + containers);
  const bounds = {
    containers,
    consumers,
    rounds: keys(first.dequeuer).length / consumers,
    idling: k,
    evictable: k,
    freezable: k,
    impatient: c,
    cancellable: c,
    failing: k,
    later: false,
  };
  return { kind: first.holder ? "lock" : "callers", bounds, fault: "", level: 0 };
}

function judgeItf(document) {
  const { states } = document;
  if (!Array.isArray(states) || !states.length) throw new Unjudged("it has no states");
  const config = configOf(states[0]);
  if (Object.values(config.bounds).some((value) => typeof value === "number" && !(value <= MOST)))
    throw new Unjudged(`it has more than ${MOST} processes of a kind`);
  const system = makeOf(config);
  const written = (state) => canonicalState(variablesOf(system, state));
  const run = [];
  let state = system.init;
  for (const [index, variables] of states.entries()) {
    const wanted = canonicalState(variables);
    const action = variables["#meta"]?.action;
    const moves = index ? enabled(system, state) : [{ after: state, label: [""] }];
    const step = moves.find(
      ({ after, label }) =>
        written(after).join() === wanted.join() &&
        (!action || system.kind === "lock" || action === label[0]),
    );
    if (!step)
      return {
        config,
        system,
        run,
        fault: { state: index, action, ...nearest(moves, written, wanted) },
      };
    if (index) run.push(step);
    state = step.after;
  }
  return { config, system, run, fault: null };
}

// The variables in which the nearest possible state differs.
function nearest(moves, written, wanted) {
  const differ = moves.map(({ after }) => {
    const ours = written(after);
    return wanted.filter((text) => !ours.includes(text));
  });
  return { differs: differ.sort((a, b) => a.length - b.length)[0] ?? [] };
}

function judgeText(text) {
  const start = text.trimStart();
  if (start.startsWith("{") && /"states"\s*:/.test(start)) {
    try {
      return { kind: "itf", ...judgeItf(JSON.parse(text)) };
    } catch (error) {
      if (error instanceof SyntaxError) throw new Unjudged("it is no JSON");
      throw error;
    }
  }
  return { kind: "log", ...judgeLog(text) };
}
