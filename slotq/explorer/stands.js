// A state and a step in words.
const inWords = (set) => `{${members(set).join(", ")}}`;

// What a step does, as far as its name does not say it.
function detail({ label: [action, first, second], before, after }) {
  if (action === "AcquireCas") {
    const token = tokenOf(before, first, second);
    const won = after.busy === before.busy ? "looks at" : "wins";
    return `${has(before.busy, token) ? "loses" : won} token ${token}`;
  }
  if (action === "QueueAppend")
    return `token ${before.nextId}${second === true ? ", an error" : ""}`;
  if (action === "QueueBroadcast" || action === "CancellerWake") {
    const count = (s) => s.dequeuers.filter((d) => d.dequeuer === "asleep").length;
    const woken = count(before) - count(after);
    return `wakes ${woken || "nobody"}`;
  }
  if (action === "ContainerWake") return `because of ${second}`;
  if (action === "Cancel") return second === "request" ? "from outside" : "";
  if (action === "DequeuerPeek") return `token ${after.dequeuers[first].item}`;
  if (action === "AcquireRemove" || action === "AcquireClose")
    return `token ${before.clients[first].hand}`;
  if (action === "DeleteSlotQueue")
    return isIdle(before, first) ? "idle: deletes by key" : "not idle";
  return "";
}

const tokenOf = (before, p, second) => (before.callers ? before.callers[p].token : second);

function standOf(column) {
  const s = state();
  const { names, kind } = app.system;
  const [role, context] = column.split(/-(.*)/);
  if (kind === "manager") {
    const r = names.requests.indexOf(column);
    if (r >= 0) {
      const { at, queue, isNew } = s.requests[r];
      return `${at}${queue === NONE ? "" : `, queue ${queue + 1}${isNew ? ", new" : ""}`}`;
    }
    return s.queues[names.queues.indexOf(column)].launcher;
  }
  const p = names.clients.indexOf(column);
  if (p >= 0) {
    const { doing, hand, known } = s.clients[p];
    const call =
      doing === "nothing" ? "" : `has to ${doing}${hand === NONE ? "" : ` token ${hand}`}`;
    const caller = s.callers?.[p];
    const stand = caller
      ? `${caller.state}${caller.token === NONE ? "" : ` (token ${caller.token})`}`
      : `knows ${inWords(known & exists(s))}`;
    return [stand, call].filter(Boolean).join(", ");
  }
  const d = s.dequeuers[names.contexts.indexOf(context)];
  if (!d) return "the environment";
  const done = d.done ? ", context done" : "";
  if (role === "canceller") return d.canceller + done;
  const stands = { lock: "wants the lock", offering: `offers token ${d.item}` };
  return (stands[d.dequeuer] ?? d.dequeuer) + done;
}

function columnsNow() {
  const s = state();
  const { names, kind } = app.system;
  if (kind === "manager")
    return [...names.requests, ...names.queues.filter((_, q) => s.queues[q].key !== NONE)];
  const started = names.contexts.filter((_, d) => s.dequeuers[d].dequeuer !== "absent");
  return [
    ...names.clients,
    ...started.flatMap((c) => [`dequeuer-${c}`, `canceller-${c}`]),
    "environment",
  ];
}

function ownColumn(word) {
  const column = columnOf(word).replace(/^lock-/, "");
  return /^(cancel|evict)-/.test(column) ? "environment" : column;
}
