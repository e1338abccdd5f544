// A run as a log, in the Informal Trace Format, and as a test.
// What a line of a slotq-trace says of a step; see docs/formats/slotq-trace.md.
function lineOf({ kind, names, bounds }, { before, label, after }) {
  const [action, first, second] = label;
  const d =
    (action === "Cancel" && kind !== "general") ||
    (action === "DequeuerStart" && kind !== "general")
      ? dequeuerOf(bounds, first, before.callers[first].round)
      : action === "DequeuerStart"
        ? second
        : first;
  const client = names.clients[first];
  const dequeuer = `dequeuer-${names.contexts[d]}`;
  const hand = before.clients[first]?.hand;
  const length = after.slots.length;
  const sleepers = before.dequeuers.filter((e) => e.dequeuer === "asleep").length;
  const token = before.callers?.[first]?.token;
  const lines = {
    QueueAppend: () => ({
      token: before.nextId,
      slot: before.nextId,
      length,
      ...(second === true ? { error: true } : {}),
    }),
    QueueBroadcast: () => ({ woken: sleepers }),
    AcquireCas: () => {
      const tried = kind === "general" ? second : token;
      return { token: tried, ok: !has(before.busy, tried) };
    },
    AcquireRemove: () => ({ token: hand, ok: before.slots.includes(hand), length }),
    AcquireClose: () => ({ token: hand, ok: !has(before.closed, hand) }),
    DequeuerStart: () => ({ dequeuer }),
    Cancel: () => ({ dequeuer, ok: !before.dequeuers[d].done }),
    SlotClose: () => ({ token, ok: !has(before.slotClosed, token) }),
    ContainerWake: () => ({ token, reason: second }),
    ContainerReturn: () => ({ token }),
    Evict: () => ({ container: client }),
  };
  if (lines[action]) {
    const outside =
      action === "Evict" || second === "request" || (action === "Cancel" && kind === "general");
    return { process: outside ? "environment" : client, action, ...lines[action]() };
  }
  if (action === "CancellerWake") {
    const { isWaiting } = before.dequeuers[first];
    return {
      process: `canceller-${names.contexts[first]}`,
      action,
      waiting: isWaiting,
      woken: isWaiting ? sleepers : 0,
    };
  }
  const of =
    action === "DequeuerDeliver" && kind !== "general"
      ? dequeuerOf(bounds, first, before.callers[first].round)
      : first;
  const said = { process: `dequeuer-${names.contexts[of]}`, action };
  if (action === "DequeuerPeek") return { ...said, token: after.dequeuers[of].item, length };
  if (action === "DequeuerDeliver")
    return {
      ...said,
      token: before.dequeuers[of].item,
      to: names.clients[kind === "general" ? second : first],
    };
  return action.endsWith("ed") ? { ...said, token: before.dequeuers[of].item } : said;
}

const asLog = (system, run) =>
  [
    { format: "slotq-trace", version: 1, source: "slotq explorer" },
    ...run.map((step, at) => ({ seq: at + 1, ...lineOf(system, step) })),
  ]
    .map((line) => JSON.stringify(line))
    .join("\n") + "\n";

// The variables of the specification, in the Informal Trace Format.
const ofSet = (set, name = (number) => number) => ({ "#set": members(set).map(name) });
const ofMap = (keys, value) => ({ "#map": keys.map((key, at) => [key, value(at)]) });
const ofNames = (keys, value) => Object.fromEntries(keys.map((key, at) => [key, value(at)]));

function variablesOf({ kind, names, bounds }, state) {
  const plain = (name) => name.replace("-", "");
  if (kind === "manager") {
    const optional = (value) => (value === NONE ? "None" : value + 1);
    return {
      hot: { a: optional(state.hot[0]) },
      keyOf: state.queues.map(({ key }) => (key === NONE ? "None" : "a")),
      launcher: state.queues.map(({ launcher }) => launcher),
      at: ofNames(names.requests, (r) => state.requests[r].at),
      queue: ofNames(names.requests, (r) => optional(state.requests[r].queue)),
      isNew: { "#set": names.requests.filter((_, r) => state.requests[r].isNew) },
    };
  }
  const clients = names.clients.map(plain);
  const dequeuers = state.dequeuers.map((_, d) =>
    kind === "general"
      ? `dequeuer${d + 1}`
      : [`consumer${Math.floor(d / bounds.rounds) + 1}`, (d % bounds.rounds) + 1],
  );
  const optional = (value) => (value === NONE ? "None" : value);
  const ofClients = (name, value = (v) => v) =>
    ofMap(clients, (p) => value(state.clients[p][name]));
  const ofDequeuers = (name, value = (v) => v) =>
    ofMap(dequeuers, (d) => value(state.dequeuers[d][name]));
  const variables = {
    slots: state.slots,
    nextId: state.nextId,
    busy: ofSet(state.busy),
    closed: ofSet(state.closed),
    doing: ofClients("doing"),
    hand: ofClients("hand", optional),
    dequeuer: ofDequeuers("dequeuer"),
    isWaiting: ofDequeuers("isWaiting"),
    item: ofDequeuers("item", optional),
    canceller: ofDequeuers("canceller"),
    owner: ofDequeuers("owner", (p) => (p === NONE ? "None" : clients[p])),
    done: { "#set": dequeuers.filter((_, d) => state.dequeuers[d].done) },
  };
  if (kind === "general") return { ...variables, known: ofClients("known", (set) => ofSet(set)) };
  const ofCallers = (name, value = (v) => v) =>
    ofMap(clients, (p) => value(state.callers[p][name]));
  const withHolder = kind === "lock" ? { holder: holderOf(state.holder, plain) } : {};
  return {
    ...variables,
    ...withHolder,
    state: ofCallers("state"),
    token: ofCallers("token", optional),
    round: ofCallers("round"),
    evicted: ofSet(state.evicted, (k) => clients[k]),
    slotClosed: ofSet(state.slotClosed),
    failed: ofSet(state.failed),
  };
}

function holderOf(name, plain) {
  const [role, context] = name.split(/-(.*)/);
  if (!name) return ["nobody"];
  if (role !== "dequeuer" && role !== "canceller") return ["client", plain(name)];
  const [consumer, round] = context.split(".");
  return [role, [`consumer${consumer}`, Number(round)]];
}

function asItf(config, system, run) {
  const states = [{ after: system.init, label: [""] }, ...run];
  const modelValues = [
    "None",
    ...(system.names.clients || []).map((name) => name.replace("-", "")),
    ...(system.kind === "general" ? system.init.dequeuers.map((_, d) => `dequeuer${d + 1}`) : []),
  ];
  return (
    JSON.stringify(
      {
        "#meta": {
          format: "ITF",
          source: asReplay(config, run),
          tool: "slotq explorer",
          "model values": system.kind === "manager" ? ["None"] : modelValues,
          closing: "",
        },
        vars: Object.keys(variablesOf(system, system.init)).sort(),
        states: states.map(({ after, label }, index) => ({
          "#meta": { index, action: label[0] },
          ...variablesOf(system, after),
        })),
      },
      null,
      1,
    ) + "\n"
  );
}

// Words in lines of a length that a linter lets pass.
function wrap(words) {
  const lines = [""];
  for (const word of words)
    if (lines.at(-1).length + word.length > 80) lines.push(word);
    else lines.push(`${lines.pop()} ${word}`.trim());
  return lines;
}

function programOf(config) {
  const lines = rightProgramOf(config);
  if (!config.fault) return lines;
  const [first, ...others] = lines.join("\n").replace("= ", `= broken("${config.fault}", `).split("\n");
  return [first, ...others].map((line, at) => (at === lines.length - 1 ? `${line})` : line));
}

function rightProgramOf({ kind, bounds }) {
  const numbers = Object.entries(bounds).filter(([, value]) => typeof value === "number");
  const sets = Object.entries(bounds).filter(([, value]) => value === true || value?.length);
  if (kind === "manager") return [`PROGRAM = ManagerProgram(${bounds.requests})`];
  if (kind === "general")
    return [`PROGRAM = GeneralProgram(${numbers.map(([, value]) => value).join(", ")})`];
  return [
    "PROGRAM = CallersProgram(",
    "    Bounds(",
    ...numbers.map(([name, value]) => `        ${name}=${value},`),
    ...sets.map(
      ([name, value]) =>
        `        ${name}=${value === true ? "True" : `frozenset({${value.join(", ")}})`},`,
    ),
    "    )",
    ")",
  ];
}

function asTest(config, run) {
  return [
    ...[...TEXTS.imports[config.kind], ...(config.fault ? [TEXTS.imports.broken] : [])].sort(),
    "",
    ...programOf(config),
    'SCHEDULE = """',
    ...wrap(wordsOf(run)),
    '"""',
    "ACTIONS = [",
    ...run.map(({ label }) => `    "${label[0]}",`),
    "]",
    "",
    "",
    "def test_the_code_takes_these_steps() -> None:",
    '    """A run of the explorer."""',
    "    judged = judge(PROGRAM, parse_schedule(SCHEDULE))",
    "    assert [step.action for step in judged.steps] == ACTIONS",
    "",
  ].join("\n");
}
