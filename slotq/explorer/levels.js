// What a level asks for: of its last step, of the whole run, or of a search. A level's texts, its
// address and its solution are in levels.json.
const anyOf = (list, test) => list.some(test);
const consumersIn = (state, system) => state.callers.slice(system.bounds.containers);

const GOALS = {
  served: ({ after }, system) => anyOf(consumersIn(after, system), (c) => c.state === "holding"),
  offered: ({ before, label: [action], after }) =>
    action === "DequeuerPeek" &&
    anyOf(
      after.dequeuers,
      (d, at) => d !== before.dequeuers[at] && d.item !== NONE && has(after.busy, d.item),
    ),
  lost: ({ before, label: [action, p] }, system) =>
    action === "AcquireCas" &&
    p >= system.bounds.containers &&
    has(before.busy, before.callers[p].token),
  ejected: ({ before, label: [action, p] }, system) =>
    GOALS.lost({ before, label: [action, p] }, system) &&
    anyOf(
      before.callers.slice(0, system.bounds.containers),
      (k) => k.state === "ejected" && k.token === before.callers[p].token,
    ),
  slotGone: ({ after }) =>
    anyOf(
      members(free(after)),
      (token) =>
        !after.slots.includes(token) &&
        !anyOf(after.dequeuers, (d) => d.item === token) &&
        !anyOf(after.callers, (p) => p.token === token && p.state === "acquiring"),
    ),
  broken: (step, system, { property }) => !holds(property, system, step.after, step.before),
};

const goalOf = (level) => (level.property ? "broken" : level.goal);

// A run that goes round: the last state was there before, somebody had won all the while and was
// still to remove, and everybody else who could go on all the while did.
function goesRound(run, system) {
  const states = [system.init, ...run.map(({ after }) => after)].map((state) =>
    JSON.stringify(state),
  );
  const start = states.indexOf(states.at(-1));
  const loop = run.slice(start);
  if (!loop.length) return false;
  const hungry = range(system.init.clients.length).some((p) =>
    loop.every(({ after }) => after.clients[p].doing === "remove"),
  );
  const groups = new Map();
  for (const entry of system.entries.filter(isFair))
    groups.set(groupOf(entry), [...(groups.get(groupOf(entry)) ?? []), entry]);
  const neglected = [...groups.values()].some(
    (entries) =>
      !loop.some(({ label }) => entries.some((entry) => String(entry.label) === String(label))) &&
      loop.every(({ before }) => entries.some(({ act }) => !isDisabled(act(before)))),
  );
  return hungry && !neglected;
}

// What a promise of fairness is about: a process takes the lock, ends its region, or acts outside.
function groupOf({ process, label: [action, of] }) {
  if (action === "Lock") return `lock ${of}`;
  if (action === "CancellerWake") return `region canceller ${of}`;
  return `${REGIONS.includes(action) ? "region" : "outside"} ${process}`;
}

// Nobody promises to be idle, evicted, or impatient: see Fairness in spec/UnfairLock.tla.
const isFair = ({ label: [action, , why] }) =>
  action !== "Evict" && !["idle", "evict", "shutdown", "freeze", "request"].includes(why);

function isSolved(level, run, system) {
  if (!run.length || level.goal === "search") return false;
  return level.goal === "round"
    ? goesRound(run, system)
    : GOALS[goalOf(level)](run.at(-1), system, level);
}

// The shortest solution, where a search in breadth finds it.
const solve = (level, system) =>
  search(system, (before, label, after) =>
    GOALS[goalOf(level)]({ before, label, after }, system, level),
  );
