// Not on the page: what the comparison with the machine asks of the page's own functions. States
// are written as the machine's named tuples, so that equal states are equal texts.
const encodeQueue = (s) => [
  s.slots,
  s.nextId,
  s.busy,
  s.closed,
  s.clients.map((c) => [c.known, c.doing, c.hand]),
  s.dequeuers.map((d) => [d.dequeuer, d.isWaiting, d.item, d.owner, d.done, d.canceller]),
];
const encodeAbstract = (s) => [
  s.slots,
  s.nextId,
  s.won,
  s.closed,
  s.clients.map((c) => [c.known, c.call, c.hand]),
  s.dequeuers.map((d) => [d.running, d.offer, d.owner, d.done]),
];

function encode(kind, s) {
  if (kind === "manager")
    return [
      s.hot,
      s.queues.map((q) => [q.key, q.launcher]),
      s.requests.map((r) => [r.at, r.queue, r.isNew]),
    ];
  if (kind === "general") return encodeQueue(s);
  const callers = s.callers.map((c) => [c.state, c.token, c.round]);
  return [encodeQueue(s), callers, s.evicted, s.slotClosed, s.failed];
}

// The search of a whole graph, a piece at a time: a line for each state, with what each entry of
// the system comes to there (the number of a state, or "!" and the number of a guard), which
// invariants hold, and the abstract state.
let graph = null;

function begin(kind, bounds, fault) {
  const system = SYSTEMS[kind](JSON.parse(bounds), fault);
  graph = { system, states: [system.init], numbers: new Map(), guards: new Map(), at: 0, edges: 0 };
  graph.numbers.set(JSON.stringify(system.init), 0);
  return JSON.stringify(system.entries.map(({ label }) => label));
}

function numberIn(map, key) {
  if (!map.has(key)) map.set(key, map.size);
  return map.get(key);
}

function comesTo(after) {
  if (isDisabled(after))
    return "!" + numberIn(graph.guards, (after.own ? "own " : "") + after.guard);
  graph.edges += 1;
  const number = numberIn(graph.numbers, JSON.stringify(after));
  if (number === graph.states.length) graph.states.push(after);
  return number;
}

function lines(count) {
  const { system, states } = graph;
  const { kind, bounds } = system;
  const table = kind === "manager" ? OF_THE_MANAGER : OF_THE_QUEUE;
  const found = [];
  for (const end = graph.at + count; graph.at < end && graph.at < states.length; graph.at += 1) {
    const state = states[graph.at];
    const results = system.moves(state).map(({ after }) => comesTo(after));
    const truths = Object.values(table)
      .map((property) => +property(state, bounds))
      .join("");
    const above = kind === "manager" ? "" : JSON.stringify(encodeAbstract(abstractOf(state)));
    found.push([JSON.stringify(encode(kind, state)), results, truths, above].join(" "));
  }
  return found.join("\n");
}

const guards = () => JSON.stringify([...graph.guards.keys()]);

// The whole graph with the names of actions, of systems that are not the machine's.
function wholeGraph(kind, bounds, fault) {
  begin(kind, bounds, fault);
  const { system, states, numbers } = graph;
  const edges = [];
  for (let from = 0; from < states.length; from += 1)
    for (const { label, after } of system.moves(states[from])) {
      if (isDisabled(after)) continue;
      const to = numberIn(numbers, JSON.stringify(after));
      if (to === states.length) states.push(after);
      edges.push([from, label[0], to]);
    }
  return JSON.stringify({ states: states.map((state) => encode(kind, state)), edges });
}

// The length, in states, of the shortest run that breaks a property.
function lengthTo(kind, bounds, fault, property) {
  const system = SYSTEMS[kind](JSON.parse(bounds), fault);
  const { steps, states } = finish(search(system, breaks(system, [property])));
  return JSON.stringify({ length: steps ? steps.length + 1 : null, states });
}

// A run that takes enabled steps by chance, in words, with the action and the state after each.
function wander(kind, bounds, fault, length, seed) {
  const system = SYSTEMS[kind](JSON.parse(bounds), fault);
  const run = [];
  let state = system.init;
  let chance = seed;
  while (run.length < length) {
    const moves = system.moves(state).filter(({ after }) => !isDisabled(after));
    if (!moves.length) break;
    chance = (chance * 1103515245 + 12345) % 2147483648;
    const { label, after } = moves[Math.floor((chance / 2147483648) * moves.length)];
    run.push([wordOf(system, state, label), label[0], encode(kind, after)]);
    state = after;
  }
  return JSON.stringify(run);
}

// The shortest run that goes round (see goesRound): to each state the shortest way, then every way
// of so many steps on which somebody still has to remove, until one comes back.
function shortestRound(system) {
  const most = 12;
  let best = null;
  const ways = new Map([[JSON.stringify(system.init), []]]);
  let layer = [system.init];
  const hungry = ({ clients }) => clients.some(({ doing }) => doing === "remove");
  while (layer.length) {
    const next = [];
    for (const state of layer) {
      const way = ways.get(JSON.stringify(state));
      for (const move of enabled(system, state)) {
        const key = JSON.stringify(move.after);
        if (ways.has(key)) continue;
        ways.set(key, [...way, move]);
        next.push(move.after);
      }
      if (hungry(state)) walk(state, way, []);
    }
    layer = next;
  }
  function walk(start, way, loop) {
    const length = way.length + loop.length;
    if (loop.length > most || length >= (best ? best.length : 20)) return;
    const state = loop.length ? loop.at(-1).after : start;
    for (const move of enabled(system, state)) {
      if (!hungry(move.after)) continue;
      const run = [...way, ...loop, move];
      if (JSON.stringify(move.after) === JSON.stringify(start)) {
        if ((!best || run.length < best.length) && goesRound(run, system)) best = run;
      } else walk(start, way, [...loop, move]);
    }
  }
  return wordsOf(best ?? []).join(" ");
}

// What is to be known of a level: how many steps the shortest solution has, whether the one that is
// written down solves it, before its end too, and the states on its way.
function levelOf(number) {
  const level = LEVELS[number - 1];
  const { config } = readAddress(level.setup);
  const system = makeOf(config);
  const run = level.solution ? follow(system, level.solution.split(" ")) : [];
  const solved = run.map((_, at) => isSolved(level, run.slice(0, at + 1), system));
  const shortest = () => {
    if (level.goal === "round") return shortestRound(system).split(" ").length;
    const wanted = level.goal === "search" ? breaks(system, propertiesOf(system)) : null;
    const { steps } = finish(wanted ? search(system, wanted) : solve(level, system));
    return steps && steps.length;
  };
  return JSON.stringify({
    config,
    solved,
    shortest: shortest(),
    run: run.map(({ word, label, after }) => [word, label[0], encode(config.kind, after)]),
  });
}

const exported = {
  replay: (system, config, run) => asReplay(config, run),
  log: (system, config, run) => asLog(system, run),
  itf: (system, config, run) => asItf(config, system, run),
  test: (system, config, run) => asTest(config, run),
  address: (system, config, run) => writeAddress(config, wordsOf(run)),
};

// A run, given by its address, in another form.
function exportAs(form, address) {
  const { config, words } = readAddress(address);
  const system = makeOf(config);
  return exported[form](system, config, follow(system, words));
}

// The faults: the action in whose place each is, and the systems that have it.
const faults = () =>
  JSON.stringify(
    Object.fromEntries(Object.entries(FAULTS).map(([name, { of, kinds }]) => [name, { of, kinds }])),
  );

// What the judge of the page says: where, or why it does not judge.
function verdictOf(text) {
  try {
    const { fault, steps, run } = judgeText(text);
    return JSON.stringify({ fault, taken: (steps ?? run).length });
  } catch (error) {
    if (error instanceof Unjudged) return JSON.stringify({ unjudged: error.message });
    throw error;
  }
}

// States in which two different steps have the same word.
function sameWords(kind, bounds, fault) {
  const { states } = JSON.parse(wholeGraph(kind, bounds, fault));
  return JSON.stringify(
    graph.states
      .flatMap((state) => {
        const words = enabled(graph.system, state).map(({ word }) => word);
        return words.length === new Set(words).size ? [] : [words];
      })
      .slice(0, 1)
      .concat(states.length ? [] : ["no state"]),
  );
}
