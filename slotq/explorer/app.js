// What the reader does: the run, and what changes it. After each change all that is seen is made
// anew from the run; texts go into the page as texts, never as HTML.
const app = {
  config: defaults(),
  system: null,
  run: [],
  redo: [],
  seen: new Set(),
  total: null,
  said: "",
  broken: "",
  solved: "",
  text: "",
  log: null,
  notice: "",
  job: 0,
};

function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {}))
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== false && value != null)
      element.setAttribute(name, value === true ? "" : value);
  element.append(...children.flat(3).filter((child) => child != null && child !== false));
  return element;
}

const $ = (id) => document.getElementById(id);
const fill = (id, ...children) =>
  $(id).replaceChildren(...children.flat(3).filter((c) => c != null && c !== false));
const row = (name, head, ...cells) =>
  h(
    "tr",
    { class: name },
    h("th", { scope: "row" }, head),
    cells.map((cell) => h("td", null, cell ?? "")),
  );
const table = (names, rows) =>
  h(
    "table",
    null,
    h(
      "thead",
      null,
      h(
        "tr",
        null,
        names.map((name) => h("th", { scope: "col" }, name)),
      ),
    ),
    h("tbody", null, rows),
  );
const plural = (count, one) => `${count.toLocaleString("en")} ${one}${count === 1 ? "" : "s"}`;
const state = () => (app.run.length ? app.run.at(-1).after : app.system.init);
const level = () => LEVELS[app.config.level - 1];
const isCalled = () => app.system.kind !== "manager";

function choose(config, words = []) {
  app.config = config;
  app.system = makeOf(config);
  app.run = follow(app.system, words);
  app.redo = [];
  app.seen = new Set(
    [app.system.init, ...app.run.map(({ after }) => after)].map((s) => JSON.stringify(s)),
  );
  app.total = null;
  app.solvedBySearch = false;
  $("search").disabled = false;
  countAll();
  show();
}

// A search that goes on while the reader does is not wanted any more.
function endSearch() {
  if (!$("search").disabled) return;
  $("search").disabled = false;
  countAll();
}

function take(move) {
  endSearch();
  app.run.push(move);
  app.redo = app.redo.at(-1)?.word === move.word ? app.redo.slice(0, -1) : [];
  app.seen.add(JSON.stringify(move.after));
  say(`${move.word}: ${move.label[0]}${detail(move) ? `, ${detail(move)}` : ""}.`);
  show();
}

function undo(steps = 1) {
  endSearch();
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
  endSearch();
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
  inPieces(
    job,
    search(app.system, breaks(app.system, wanted)),
    ({ steps, states, stopped }) => {
      $("search").disabled = false;
      if (steps) {
        app.run = steps.map((step) => ({
          ...step,
          word: wordOf(app.system, step.before, step.label),
        }));
        for (const { after } of app.run) app.seen.add(JSON.stringify(after));
        say(
          `The shortest break has ${plural(steps.length, "step")}; ` +
            `${plural(states, "state")} were looked at.`,
        );
      } else if (stopped)
        say(`Nothing is broken in the first ${plural(states, "state")}; there are more.`);
      else {
        app.total = states;
        app.solvedBySearch = level()?.goal === "search";
        app.searched = states;
        say(`All ${plural(states, "state")} seen, nothing broken.`);
      }
      if (app.total === null) countAll();
      show();
    },
    (states) => say(`Searching: ${plural(states, "state")} so far.`),
  );
}

function say(text) {
  app.said = text;
  $("status").textContent = text;
}
