// A run in the words of `slotq replay`, which are the page's address, too.
const MOST = 3; // processes of a kind
const SIZES = {
  callers: { containers: 1, consumers: 1, rounds: 1 },
  general: { clients: 2, dequeuers: 1, tokens: 1 },
  lock: { containers: 1, consumers: 1, rounds: 1 },
  manager: { requests: 2 },
};
const MOST_STEPS = 1000;
const FLAGS = ["--later", "--unfair-lock"];

// Everything that may be chosen: the kind of system, its bounds, a fault, a level.
function defaults(kind = "callers") {
  const sets =
    kind === "callers" || kind === "lock"
      ? Object.fromEntries([...CHOICES.map((choice) => [choice, []]), ["later", false]])
      : {};
  return { kind, bounds: { ...SIZES[kind], ...sets }, fault: "", level: 0 };
}

function makeOf({ kind, bounds, fault }) {
  return SYSTEMS[kind](bounds, fault && FAULTS[fault]?.kinds.includes(kind) ? fault : "");
}

const clientName = (bounds, p) =>
  p < bounds.containers ? `container-${p + 1}` : `consumer-${p - bounds.containers + 1}`;

function optionsOf({ kind, bounds, fault }) {
  const options = [];
  if (kind === "lock") options.push("--unfair-lock");
  for (const [name, value] of Object.entries(bounds)) {
    if (name === "requests") options.push("--manager", String(value));
    else if (typeof value === "number") options.push(`--${name}`, String(value));
    else if (value === true) options.push(`--${name}`);
    else if (value) for (const p of value) options.push(`--${name}`, clientName(bounds, p));
  }
  if (fault) options.push("--break", fault);
  return options;
}

function writeAddress(config, words) {
  const level = config.level ? ["--level", String(config.level)] : [];
  return [...level, ...optionsOf(config), ...words]
    .map(encodeURIComponent)
    .join("+")
    .replaceAll("%3A", ":");
}

// Reads an address, or what stands after `slotq replay`.
function readAddress(text) {
  const parts = text
    .replace(/^#/, "")
    .split(/[+\s]+/)
    .map(decodeURIComponent)
    .map((part) => part.replace(/^'|'$/g, ""))
    .filter(Boolean);
  const kind = parts.includes("--clients")
    ? "general"
    : parts.includes("--manager")
      ? "manager"
      : parts.includes("--unfair-lock")
        ? "lock"
        : "callers";
  const config = defaults(kind);
  const words = [];
  const options = [];
  while (parts.length) {
    const part = parts.shift();
    if (!part.startsWith("--")) words.push(part);
    else if (FLAGS.includes(part)) options.push([part.slice(2), ""]);
    else options.push([part.slice(2), parts.shift() || ""]);
  }
  if (words.length > MOST_STEPS) throw new Error(`it has more than ${MOST_STEPS} steps`);
  // Who a name is depends on how many there are.
  const isName = ([, value]) => /^con/.test(value);
  for (const option of [...options].sort((a, b) => isName(a) - isName(b)))
    if (!setOption(config, ...option))
      throw new Error(`--${option.join(" ")} is no option of this page`);
  return { config, words };
}

// Sets an option, and says whether there is such a one.
function setOption(config, name, value) {
  const { bounds, kind } = config;
  const size = name === "manager" ? "requests" : name;
  if (name === "unfair-lock") return kind === "lock";
  if (name === "claim") return kind === "callers" && value in CLAIMS;
  if (name === "break" && FAULTS[value]?.kinds.includes(kind)) config.fault = value;
  else if (name === "level" && LEVELS[value - 1]) config.level = Number(value);
  else if (name === "later" && bounds.later === false) bounds.later = true;
  else if (typeof bounds[size] === "number" && /^[1-9]$/.test(value))
    bounds[size] = Math.min(value, MOST);
  else if (Array.isArray(bounds[name])) {
    const clients = range(bounds.containers + bounds.consumers);
    const p = clients.find((client) => clientName(bounds, client) === value);
    if (p === undefined) return false;
    bounds[name] = [...bounds[name], p];
  } else return false;
  return true;
}

// The enabled moves of a state, each with its word.
const enabled = (system, state) =>
  system
    .moves(state)
    .filter(({ after }) => !isDisabled(after))
    .map((move) => ({ ...move, before: state, word: wordOf(system, state, move.label) }));

function follow(system, words) {
  const run = [];
  let state = system.init;
  for (const word of words) {
    const moves = enabled(system, state);
    const wanted = word
      .replace(/:0(?=>|$)/, "")
      .replace(/^launcher-of-(.*)/, (_, name) => `launcher-${startersOf(run).indexOf(name) + 1}`);
    const move =
      moves.find((one) => one.word === wanted) ||
      // A consumer whose context is done and that may give up has two arms for the same step.
      moves.find((one) => one.label[0] === "Cancel" && one.word === wanted.replace(":2", ":1"));
    if (!move) {
      const others = moves.map((one) => one.word).join(", ") || "nothing";
      throw new Error(`step ${run.length + 1}: ${word} is not possible, only ${others}`);
    }
    run.push(move);
    state = move.after;
  }
  return run;
}

const wordsOf = (run) => run.map(({ word }) => word);
// The code names a launcher after the request that starts it.
const startersOf = (run) =>
  run.filter(({ label }) => label[0] === "LauncherStart").map(({ word }) => word);

function asReplay(config, run) {
  const starters = startersOf(run);
  const words = wordsOf(run).map((word) =>
    word.replace(/^launcher-(\d+)$/, (_, number) => `launcher-of-${starters[number - 1]}`),
  );
  const { property } = LEVELS[config.level - 1] || {};
  const claim = property in CLAIMS ? ["--claim", property] : [];
  return `slotq replay ${[...optionsOf(config), ...claim, `'${words.join(" ")}'`].join(" ")}`;
}
