// What is seen. Everything is made anew after each step from the run; texts go into the page as
// texts, never as HTML.
const app = {
  config: defaults(), system: null, run: [], redo: [], seen: new Set(), total: null, said: "", text: "",
  log: null, notice: "", job: 0,
};

function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {}))
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== false && value != null) element.setAttribute(name, value === true ? "" : value);
  element.append(...children.flat(3).filter((child) => child != null && child !== false));
  return element;
}

const $ = (id) => document.getElementById(id);
const fill = (id, ...children) => $(id).replaceChildren(...children.flat(3).filter((c) => c != null && c !== false));
const plural = (count, one) => `${count.toLocaleString("en")} ${one}${count === 1 ? "" : "s"}`;
const state = () => (app.run.length ? app.run.at(-1).after : app.system.init);
const level = () => LEVELS[app.config.level - 1];
const isCalled = () => app.system.kind !== "manager";

// ---- doing

function choose(config, words = []) {
  app.config = config;
  app.system = makeOf(config);
  app.run = follow(app.system, words);
  app.redo = [];
  app.seen = new Set([app.system.init, ...app.run.map(({ after }) => after)].map((s) => JSON.stringify(s)));
  app.total = null;
  app.solvedBySearch = false;
  countAll();
  show();
}

function take(move) {
  app.run.push(move);
  app.redo = app.redo.at(-1)?.word === move.word ? app.redo.slice(0, -1) : [];
  app.seen.add(JSON.stringify(move.after));
  say(`${move.word}: ${move.label[0]}${detail(move) ? `, ${detail(move)}` : ""}.`);
  show();
}

function undo(steps = 1) {
  const taken = app.run.splice(Math.max(0, app.run.length - steps));
  if (taken.length) say(`Back before step ${app.run.length + 1}.`);
  app.redo.push(...taken.reverse());
  show();
}

function redo() {
  const move = app.redo.at(-1);
  if (move) take(move);
}

function walkAtRandom() {
  for (let left = 10; left > 0; left -= 1) {
    const moves = enabled(app.system, state());
    if (!moves.length) break;
    const move = moves[Math.floor(Math.random() * moves.length)];
    app.run.push(move);
    app.seen.add(JSON.stringify(move.after));
    if (brokenNow().length) break;
  }
  app.redo = [];
  say(`Took steps at random: ${plural(app.run.length, "step")}.`);
  show();
}

// Runs a generator a little at a time, so that the page stays alive; a newer job ends an older one.
function inPieces(job, generator, onEnd, onProgress) {
  const until = performance.now() + 25;
  let result = generator.next();
  while (!result.done && performance.now() < until) result = generator.next();
  if (app.job !== job) return;
  if (result.done) onEnd(result.value);
  else {
    onProgress?.(result.value);
    setTimeout(() => inPieces(job, generator, onEnd, onProgress));
  }
}

const notAtOnce = () => false;

function countAll() {
  const job = ++app.job;
  inPieces(job, search(app.system, notAtOnce, 60000), ({ states, stopped }) => {
    app.total = stopped ? Infinity : states;
    showSeen();
  });
}

function breakShortest() {
  const job = ++app.job;
  const wanted = level()?.property ? [level().property] : propertiesOf(app.system);
  $("search").disabled = true;
  inPieces(job, search(app.system, breaks(app.system, wanted)), ({ steps, states, stopped }) => {
    $("search").disabled = false;
    if (steps) {
      app.run = steps.map((step) => ({ ...step, word: wordOf(app.system, step.before, step.label) }));
      for (const { after } of app.run) app.seen.add(JSON.stringify(after));
      say(`The shortest break has ${plural(steps.length, "step")}; ${plural(states, "state")} were looked at.`);
    } else if (stopped) say(`Nothing is broken in the first ${plural(states, "state")}; there are more.`);
    else {
      app.total = states;
      app.solvedBySearch = level()?.goal === "search";
      app.searched = states;
      say(`All ${plural(states, "state")} seen, nothing broken.`);
    }
    show();
  }, (states) => say(`Searching: ${plural(states, "state")} so far.`));
}

function say(text) {
  app.said = text;
  $("status").textContent = text;
}

// ---- words for a state

const inWords = (set) => `{${members(set).join(", ")}}`;

function detail({ label: [action, first, second], before, after }) {
  if (action === "AcquireCas")
    return has(before.busy, tokenOf(before, first, second)) ? `loses token ${tokenOf(before, first, second)}`
      : `${after.busy === before.busy ? "looks at" : "wins"} token ${tokenOf(before, first, second)}`;
  if (action === "QueueAppend") return `token ${before.nextId}${second === true ? ", an error" : ""}`;
  if (action === "QueueBroadcast" || action === "CancellerWake") {
    const count = (s) => s.dequeuers.filter((d) => d.dequeuer === "asleep").length;
    const woken = count(before) - count(after);
    return `wakes ${woken || "nobody"}`;
  }
  if (action === "ContainerWake") return `because of ${second}`;
  if (action === "Cancel") return second === "request" ? "from outside" : "";
  if (action === "DequeuerPeek") return `token ${after.dequeuers[first].item}`;
  if (action === "AcquireRemove" || action === "AcquireClose") return `token ${before.clients[first].hand}`;
  if (action === "DeleteSlotQueue") return isIdle(before, first) ? "idle: deletes by key" : "not idle";
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
    const call = doing === "nothing" ? "" : `has to ${doing}${hand === NONE ? "" : ` token ${hand}`}`;
    const caller = s.callers?.[p];
    const stand = caller ? `${caller.state}${caller.token === NONE ? "" : ` (token ${caller.token})`}`
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
  return [...names.clients, ...started.flatMap((c) => [`dequeuer-${c}`, `canceller-${c}`]), "environment"];
}

function ownColumn(word) {
  const column = columnOf(word).replace(/^lock-/, "");
  return /^(cancel|evict)-/.test(column) ? "environment" : column;
}

// ---- panes

function brokenNow() {
  const last = app.run.at(-1);
  return propertiesOf(app.system, level()?.property)
    .filter((name) => !holds(name, app.system, state(), last?.before));
}

function show() {
  const column = document.activeElement?.closest?.("[data-column]")?.dataset.column;
  const wasMove = document.activeElement?.classList.contains("move");
  showList();
  showProcesses();
  showProperties();
  showRun();
  showLevel();
  showAbove();
  showSeen();
  showSwitches();
  showLog();
  $("undo").disabled = !app.run.length;
  $("redo").disabled = !app.redo.length;
  $("restart").disabled = !app.run.length;
  $("text").value = app.text;
  if (wasMove) {
    const next = document.querySelector(`[data-column="${column}"] .move`) ?? document.querySelector(".move") ?? $("undo");
    next.focus({ preventScroll: true });
  }
  const address = `#${writeAddress(app.config, wordsOf(app.run))}`;
  if (location.hash !== address) history.replaceState(null, "", address);
}

function chip(token, s, listed) {
  const won = has(s.busy, token);
  const closed = has(s.closed, token);
  const offers = s.dequeuers.filter((d) => d.item === token).length;
  const words = [won ? "won" : "free", closed && "closed", has(s.failed ?? 0, token) && "error",
    offers && `offered${offers > 1 ? ` ${offers} times` : ""}`].filter(Boolean);
  return h("li", { class: `token ${closed ? "closed" : won ? "won" : "free"}${listed ? "" : " out"}` },
    h("b", null, String(token)), h("span", null, words.join(", ")));
}

const tokensOf = (s) => {
  const out = range(s.nextId).filter((token) => !s.slots.includes(token));
  return [
    s.slots.length ? h("ol", { class: "tokens", "aria-label": "listed, oldest first" }, s.slots.map((t) => chip(t, s, true)))
      : h("p", { class: "quiet" }, "The list is empty."),
    out.length ? [h("h3", null, "no longer listed"), h("ul", { class: "tokens" }, out.map((t) => chip(t, s, false)))] : [],
  ];
};

function showList() {
  const s = state();
  $("list-title").textContent = isCalled() ? "The list, oldest first" : "The map and the queues";
  if (isCalled()) return fill("list", tokensOf(s));
  return fill("list", h("p", null, s.hot[0] === NONE ? "The map has no queue for the key." : `The map has queue ${s.hot[0] + 1}.`),
    h("ul", { class: "tokens" }, s.queues.map(({ key, launcher }, q) => key !== NONE && h("li", { class: `token ${s.hot[0] === q ? "free" : "closed out"}` },
      h("b", null, String(q + 1)), h("span", null, `${s.hot[0] === q ? "in the map" : "not in the map"}, launcher ${launcher}`)))));
}

function showProcesses() {
  const moves = app.system.moves(state());
  const cards = new Map(columnsNow().map((column) => [column, { now: [], later: [] }]));
  for (const { label, after } of moves) {
    if (isDisabled(after) && after.own) continue;
    const word = wordOf(app.system, state(), label);
    const card = cards.get(ownColumn(word));
    if (!card) continue;
    if (isDisabled(after)) card.later.push({ label, guard: after.guard });
    else card.now.push({ label, after, word, before: state() });
  }
  let number = 0;
  fill("processes", [...cards].map(([column, { now, later }]) => {
    if (column === "environment" && !now.length) return null;
    return h("section", { class: `card${now.length ? " can" : ""}`, "data-column": column },
      h("h3", null, column), column === "environment" ? null : h("p", { class: "stand" }, standOf(column)),
      now.map((move) => moveButton(move, ++number)),
      later.length ? h("details", null, h("summary", null, `not now: ${later.length}`), h("ul", { class: "later" }, later.map(notNow))) : null);
  }));
  if (!number) $("processes").append(h("p", { class: "end" }, "Nobody can move any more."));
}

function moveButton(move, number) {
  const [action] = move.label;
  const code = TEXTS.lines[action];
  return h("button", { class: "move", type: "button", "data-word": move.word, onclick: () => take(move) },
    number < 10 ? h("kbd", null, String(number)) : null,
    h("b", null, action), " ", h("span", null, detail(move)),
    FAULTS[app.config.fault]?.of === action ? h("em", null, ` ${app.config.fault}`) : null, code ? h("code", null, code) : null);
}

const notNow = ({ label, guard }) => h("li", null, h("b", null, label[0]),
  label.length > 2 && typeof label[2] !== "boolean" && label[2] !== NONE ? ` (${label[2]})` : "", " needs ",
  h("code", null, guard), TEXTS.guards[guard] ? `: ${TEXTS.guards[guard]}` : "");

function showProperties() {
  const broken = brokenNow();
  const every = propertiesOf(app.system, level()?.property);
  const item = (name) => h("li", { class: broken.includes(name) ? "broken" : "holds", "data-property": name },
    h("b", null, `${name} ${broken.includes(name) ? "is broken" : "holds"}`), h("span", null, TEXTS.sentences[name] ?? ""));
  fill("properties", broken.length ? h("ul", { class: "props" }, broken.map(item)) : null,
    h("details", { open: app.open }, h("summary", { onclick: () => { app.open = !app.open; } },
      broken.length ? `${plural(every.length - broken.length, "other")} hold` : `all ${every.length} hold`),
    h("ul", { class: "props" }, every.filter((name) => !broken.includes(name)).map(item))));
  if (broken.length) {
    const last = `${app.said} Broken: ${broken.join(", ")}.`;
    $("status").textContent = last;
  }
}

function showRun() {
  const columns = [...new Set(app.run.map(({ word }) => ownColumn(word)))];
  if (!app.run.length) return fill("run", h("p", { class: "quiet" }, "No step yet. Choose who moves, or press a number."));
  const head = h("tr", null, h("th", { scope: "col" }, "step"), columns.map((column) => h("th", { scope: "col" }, column)),
    isCalled() && app.system.kind !== "lock" ? h("th", { scope: "col", class: "above" }, "in SlotQueue") : null);
  const rows = app.run.map((step, at) => h("tr", null,
    h("th", { scope: "row" }, h("button", { type: "button", class: "go", "aria-label": `go back to after step ${at + 1}`, onclick: () => undo(app.run.length - at - 1) }, String(at + 1))),
    columns.map((column) => h("td", null, column === ownColumn(step.word)
      ? [h("b", null, step.label[0]), h("small", null, detail(step))] : step.word.endsWith(`>${column}`) ? "receives" : "")),
    isCalled() && app.system.kind !== "lock" ? h("td", { class: "above" }, aboveWord(step)) : null));
  fill("run", h("table", null, h("thead", null, head), h("tbody", null, rows)));
  $("run").scrollTop = $("run").scrollHeight;
  return null;
}

const aboveWord = (step) => abstractStep(step) || "(stutters)";

function showAbove() {
  const pane = $("above-pane");
  pane.hidden = !isCalled() || app.system.kind === "lock";
  if (pane.hidden) return;
  const s = abstractOf(state());
  const { names } = app.system;
  const rows = [["queue", `⟨${s.slots.join(", ")}⟩`], ["won", inWords(s.won)], ["closed", inWords(s.closed)],
    ...s.dequeuers.map((d, at) => [`dequeuer-${names.contexts[at]}`, d.owner === NONE ? "not started"
      : [d.running ? "running" : "ended", d.offer !== NONE && `offers ${d.offer}`, d.done && "done"].filter(Boolean).join(", ")])];
  fill("above", h("dl", null, rows.map(([name, value]) => [h("dt", null, name), h("dd", null, value)])));
}

function showSeen() {
  const seen = app.seen.size;
  const total = app.total === null ? "counting all" : app.total === Infinity ? "of more than 60,000" : `of ${app.total.toLocaleString("en")}`;
  $("seen").textContent = `${plural(seen, "state")} seen, ${total}`;
  const bar = $("bar");
  bar.max = Number.isFinite(app.total) && app.total ? app.total : 1;
  bar.value = Number.isFinite(app.total) && app.total ? seen : 0;
}

function showLevel() {
  const pane = $("level");
  const now = level();
  $("choose").value = String(app.config.level);
  if (!now) return fill("level", h("h2", { id: "level-title" }, "Free play"), h("p", null, "Choose who there is and what is broken under “Switches”, or a level above."));
  const isDone = app.solvedBySearch || isSolved(now, app.run, app.system);
  pane.classList.toggle("solved", isDone);
  const next = LEVELS[app.config.level];
  const shortest = now.solution?.split(" ").length ?? 0;
  if (isDone && app.praised !== now) {
    app.praised = now;
    $("status").textContent = `${app.said} Solved: level ${app.config.level}, in ${plural(app.run.length, "step")}.`;
  }
  return fill("level", h("h2", { id: "level-title" }, `Level ${app.config.level}: ${now.title}`), h("p", null, now.task),
    isDone ? h("div", { class: "after" }, h("p", null, h("b", null, now.goal === "search" ? `All ${plural(app.searched ?? 0, "state")} seen, nothing broken.`
      : `Solved in ${plural(app.run.length, "step")}.${app.run.length > shortest ? ` The shortest way has ${shortest}.` : " There is no shorter way."}`)), h("p", null, now.after),
    next ? h("button", { type: "button", class: "primary", id: "next", onclick: () => goTo(app.config.level + 1) }, `Level ${app.config.level + 1}: ${next.title}`) : null)
      : h("details", null, h("summary", null, "Hint"), h("p", null, now.hint),
        now.solution ? h("button", { type: "button", onclick: () => choose(app.config, now.solution.split(" ")) }, "Show a shortest solution") : null));
}

function goTo(number) {
  const config = number ? readAddress(LEVELS[number - 1].setup).config : { ...defaults() };
  app.praised = null;
  say(number ? `Level ${number}: ${LEVELS[number - 1].task}` : "Free play.");
  choose({ ...config, level: number });
}

function showSwitches() {
  const { kind, bounds, fault } = app.config;
  const change = (next) => choose({ ...app.config, level: 0, ...next });
  const kinds = { callers: "containers and requests", general: "clients that may do anything", lock: "with an unfair lock", manager: "the manager of queues" };
  const select = (label, options, value, onchange) => h("label", null, label, h("select", { onchange: (event) => onchange(event.target.value) },
    Object.entries(options).map(([key, text]) => h("option", { value: key, selected: key === String(value) }, text))));
  const faults = Object.fromEntries([["", "nothing is broken"], ...Object.entries(FAULTS).filter(([, f]) => f.kinds.includes(kind)).map(([name]) => [name, name])]);
  const sizes = Object.keys(SIZES[kind]).map((name) => select(name, { 1: "1", 2: "2", 3: "3" }, bounds[name],
    (value) => change({ bounds: { ...clearSets(bounds), [name]: +value } })));
  const sets = !bounds.idling ? [] : CHOICES.map((choice) => h("fieldset", null, h("legend", null, TEXTS.choices[choice]),
    range(bounds.containers + bounds.consumers).filter((p) => (p < bounds.containers) === !["impatient", "cancellable"].includes(choice)).map((p) =>
      h("label", { class: "check" }, h("input", { type: "checkbox", checked: bounds[choice].includes(p), onchange: (event) => change({
        bounds: { ...bounds, [choice]: event.target.checked ? [...bounds[choice], p].sort() : bounds[choice].filter((q) => q !== p) } }) }), clientName(bounds, p)))));
  fill("switches", select("what there is", kinds, kind, (value) => choose(defaults(value))), ...sizes,
    Object.keys(faults).length > 1 ? select("what is broken", faults, fault, (value) => change({ fault: value })) : null,
    fault ? h("p", { class: "fault" }, h("b", null, `${fault}: `), TEXTS.faults[fault]) : null, ...sets);
}

const clearSets = (bounds) => Object.fromEntries(Object.entries(bounds).map(([name, value]) => [name, Array.isArray(value) ? [] : value]));

// ---- logs

const EXPORTS = {
  replay: () => (isCalled() && app.system.kind !== "lock" ? asReplay(app.config, app.run) : "slotq replay has no such program: hand on the address of this page."),
  log: () => (isCalled() ? asLog(app.system, app.run) : "Logs have no steps of the manager."),
  itf: () => asItf(app.config, app.system, app.run),
  test: () => (app.config.fault || app.system.kind === "lock" ? "# A test runs the code as it is: choose nothing broken, and no lock of its own.\n" : asTest(app.config, app.run)),
  link: () => location.href,
};

function copyAs(what) {
  app.text = EXPORTS[what]();
  $("text").value = app.text;
  $("text").focus();
  $("text").select();
  navigator.clipboard?.writeText(app.text).then(() => say("Copied."), () => say("Copy it from the text field."));
}

async function readFile(file) {
  try {
    if (file.size > 16e6) throw new Unjudged("it is larger than 16 MB");
    const isZipped = new Uint8Array(await file.slice(0, 2).arrayBuffer()).join() === "31,139";
    const stream = isZipped ? file.stream().pipeThrough(new DecompressionStream("gzip")) : file.stream();
    take_in(file.name, judgeText(await new Response(stream).text()));
  } catch (error) {
    app.log = null;
    app.notice = `${file.name}: this page does not judge it, because ${error.message}. slotq check judges more.`;
    say(app.notice);
    showLog();
  }
}

function take_in(name, judged) {
  const { fault } = judged;
  app.notice = fault ? `${name}: impossible at ${judged.kind === "itf" ? `state ${fault.state}` : `line ${fault.line}`}.`
    : `${name}: every step of the queue is possible.${judged.kind === "log" ? " This page looks at the queue's own steps; slotq check judges callers and counters, too." : ""}`;
  say(app.notice);
  if (judged.kind === "itf") {
    app.log = { ...judged, name };
    const words = wordsOf(judged.run);
    choose({ ...judged.config, level: 0 }, words);
  } else {
    app.log = { ...judged, name, at: fault ? judged.steps.length : 0 };
    showLog();
  }
  $("log-pane").scrollIntoView({ block: "start" });
}

function showLog() {
  const { log } = app;
  if (!log) return fill("log", app.notice ? h("p", { class: "fault" }, app.notice) : null);
  if (log.kind === "itf")
    return fill("log", h("p", { class: log.fault ? "broken" : "" }, app.notice), log.fault
      ? [h("p", null, log.fault.action ? `No step ${log.fault.action} leads there. ` : "", "In the nearest state that can be reached these are not so:"), h("ul", null, log.fault.differs.map((text) => h("li", null, h("code", null, text))))]
      : h("p", null, "It is the run above: go through it with Undo and Redo."));
  const { steps, fault, at } = log;
  const go = (to) => { log.at = Math.max(0, Math.min(to, steps.length)); showLog(); $("log-next").focus({ preventScroll: true }); };
  const last = steps.slice(0, at).findLast((step) => step.after);
  const rows = steps.slice(Math.max(0, at - 9), at + 3).map((step) => h("tr", { class: step === steps[at - 1] ? "here" : "" },
    h("th", { scope: "row" }, String(step.at)), h("td", null, step.line.process ?? ""), h("td", null, step.line.action ?? "",
      h("small", null, Object.entries(step.line).filter(([key]) => !["process", "action", "seq", "time"].includes(key)).map(([key, value]) => `${key} ${JSON.stringify(value)}`).join(", ")))));
  const broken = fault && at === steps.length ? h("tr", { class: "broken" }, h("th", { scope: "row" }, String(fault.line)), h("td", null, String(fault.said.process ?? "")),
    h("td", null, `${fault.said.action} `, h("small", null, "is impossible: false is "), h("code", null, fault.guard))) : null;
  return fill("log", h("p", { class: fault ? "broken" : "" }, app.notice),
    h("p", { class: "buttons" }, h("button", { type: "button", onclick: () => go(0) }, "First"), h("button", { type: "button", onclick: () => go(at - 1) }, "Previous"),
      h("button", { type: "button", id: "log-next", onclick: () => go(at + 1) }, "Next"), h("button", { type: "button", onclick: () => go(steps.length) }, fault ? "To the fault" : "Last")),
    h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "lines of the log" }, h("table", null, h("thead", null, h("tr", null, ["line", "process", "action"].map((name) => h("th", { scope: "col" }, name)))), h("tbody", null, rows, broken))),
    h("h3", null, "the list after this line"), tokensOf(last?.after ?? initQueue(0, 0, 0)));
}

// ---- beginning

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
  const { key } = event;
  const act = { u: () => undo(), r: redo, w: walkAtRandom, b: breakShortest }[key]
    ?? (/^[1-9]$/.test(key) ? () => document.querySelectorAll(".move")[+key - 1]?.click() : null);
  if (!act) return;
  event.preventDefault();
  act();
}

function fromAddress() {
  try {
    const { config, words } = readAddress(decodeAddress());
    choose(config, words);
  } catch (error) {
    choose(defaults());
    say(`This address cannot be followed: ${error.message}.`);
  }
}

const decodeAddress = () => location.hash;

function start() {
  $("choose").append(h("option", { value: "0" }, "Free play"), ...LEVELS.map(({ title }, at) => h("option", { value: String(at + 1) }, `${at + 1}. ${title}`)));
  $("choose").addEventListener("change", (event) => goTo(+event.target.value));
  for (const [id, act] of Object.entries({ undo: () => undo(), redo, walk: walkAtRandom, search: breakShortest, restart: () => undo(app.run.length) }))
    $(id).addEventListener("click", act);
  for (const what of Object.keys(EXPORTS)) $(`as-${what}`).addEventListener("click", () => copyAs(what));
  $("file").addEventListener("change", (event) => event.target.files[0] && readFile(event.target.files[0]));
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files[0]) readFile(event.dataTransfer.files[0]);
  });
  addEventListener("keydown", onKey);
  addEventListener("hashchange", fromAddress);
  if (location.hash.length > 1) fromAddress();
  else goTo(1);
}

start();
