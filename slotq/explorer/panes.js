// What is seen of a run: the list, the processes with their moves, the properties, the steps.
function brokenNow() {
  const last = app.run.at(-1);
  return propertiesOf(app.system, level()?.property).filter(
    (name) => !holds(name, app.system, state(), last?.before),
  );
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
  $("status").textContent = [app.said, app.broken, app.solved].filter(Boolean).join(" ");
  if (wasMove) {
    const next =
      document.querySelector(`[data-column="${column}"] .move`) ??
      document.querySelector(".move") ??
      $("undo");
    next.focus({ preventScroll: true });
  }
  const address = `#${writeAddress(app.config, wordsOf(app.run))}`;
  if (location.hash !== address) history.replaceState(null, "", address);
}

function chip(token, s, listed) {
  const won = has(s.busy, token);
  const closed = has(s.closed, token);
  const offers = s.dequeuers.filter((d) => d.item === token).length;
  const words = [
    won ? "won" : "free",
    closed && "closed",
    has(s.failed ?? 0, token) && "error",
    offers && `offered${offers > 1 ? ` ${offers} times` : ""}`,
  ].filter(Boolean);
  return h(
    "li",
    { class: `token ${closed ? "closed" : won ? "won" : "free"}${listed ? "" : " out"}` },
    h("b", null, String(token)),
    h("span", null, words.join(", ")),
  );
}

const tokensOf = (s) => {
  const out = range(s.nextId).filter((token) => !s.slots.includes(token));
  return [
    s.slots.length
      ? h(
          "ol",
          { class: "tokens", "aria-label": "listed, oldest first" },
          s.slots.map((t) => chip(t, s, true)),
        )
      : h("p", { class: "quiet" }, "The list is empty."),
    out.length
      ? [
          h("h3", null, "no longer listed"),
          h(
            "ul",
            { class: "tokens" },
            out.map((t) => chip(t, s, false)),
          ),
        ]
      : [],
  ];
};

function showList() {
  const s = state();
  $("list-title").textContent = isCalled() ? "The list, oldest first" : "The map and the queues";
  if (isCalled()) return fill("list", tokensOf(s));
  return fill(
    "list",
    h(
      "p",
      null,
      s.hot[0] === NONE
        ? "The map has no queue for the key."
        : `The map has queue ${s.hot[0] + 1}.`,
    ),
    h(
      "ul",
      { class: "tokens" },
      s.queues.map(
        ({ key, launcher }, q) =>
          key !== NONE &&
          h(
            "li",
            { class: `token ${s.hot[0] === q ? "free" : "closed out"}` },
            h("b", null, String(q + 1)),
            h(
              "span",
              null,
              `${s.hot[0] === q ? "in the map" : "not in the map"}, launcher ${launcher}`,
            ),
          ),
      ),
    ),
  );
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
  fill(
    "processes",
    [...cards].map(([column, { now, later }]) => {
      if (column === "environment" && !now.length) return null;
      return h(
        "section",
        { class: `card${now.length ? " can" : ""}`, "data-column": column },
        h("h3", null, column),
        column === "environment" ? null : h("p", { class: "stand" }, standOf(column)),
        now.map((move) => moveButton(move, ++number)),
        later.length
          ? h(
              "details",
              null,
              h("summary", null, `not now: ${later.length}`),
              h("ul", { class: "later" }, later.map(notNow)),
            )
          : null,
      );
    }),
  );
  if (!number) $("processes").append(h("p", { class: "end" }, "Nobody can move any more."));
}

function moveButton(move, number) {
  const [action] = move.label;
  const code = TEXTS.lines[action];
  return h(
    "button",
    { class: "move", type: "button", "data-word": move.word, onclick: () => take(move) },
    number < 10 ? h("kbd", null, String(number)) : null,
    h("b", null, action),
    " ",
    h("span", null, detail(move)),
    FAULTS[app.config.fault]?.of === action ? h("em", null, ` ${app.config.fault}`) : null,
    code ? h("code", null, code) : null,
  );
}

const notNow = ({ label, guard }) =>
  h(
    "li",
    null,
    h("b", null, label[0]),
    label.length > 2 && typeof label[2] !== "boolean" && label[2] !== NONE ? ` (${label[2]})` : "",
    " needs ",
    h("code", null, guard),
    TEXTS.guards[guard] ? `: ${TEXTS.guards[guard]}` : "",
  );

function showProperties() {
  const broken = brokenNow();
  const every = propertiesOf(app.system, level()?.property);
  const item = (name) =>
    h(
      "li",
      { class: broken.includes(name) ? "broken" : "holds", "data-property": name },
      h("b", null, `${name} ${broken.includes(name) ? "is broken" : "holds"}`),
      h("span", null, TEXTS.sentences[name] ?? ""),
    );
  fill(
    "properties",
    broken.length ? h("ul", { class: "props" }, broken.map(item)) : null,
    h(
      "details",
      { open: app.open },
      h(
        "summary",
        {
          onclick: () => {
            app.open = !app.open;
          },
        },
        broken.length
          ? `${plural(every.length - broken.length, "other")} hold`
          : `all ${every.length} hold`,
      ),
      h("ul", { class: "props" }, every.filter((name) => !broken.includes(name)).map(item)),
    ),
  );
  app.broken = broken.length ? `Broken: ${broken.join(", ")}.` : "";
}

function showRun() {
  const { run, system } = app;
  if (!run.length)
    return fill(
      "run",
      h("p", { class: "quiet" }, "No step yet. Choose who moves, or press a number."),
    );
  const columns = [...new Set(run.map(({ word }) => ownColumn(word)))];
  const isRefined = isCalled() && system.kind !== "lock";
  const rows = run.map((step, at) =>
    row(
      "",
      goBack(at),
      ...columns.map((column) => cell(step, column)),
      ...(isRefined ? [above(step)] : []),
    ),
  );
  fill("run", table(["step", ...columns, ...(isRefined ? ["in SlotQueue"] : [])], rows));
  $("run").scrollTop = $("run").scrollHeight;
  return null;
}

const goBack = (at) =>
  h(
    "button",
    {
      type: "button",
      class: "go",
      "aria-label": `go back to after step ${at + 1}`,
      onclick: () => undo(app.run.length - at - 1),
    },
    String(at + 1),
  );

function cell(step, column) {
  if (column === ownColumn(step.word))
    return [h("b", null, step.label[0]), h("small", null, detail(step))];
  return step.word.endsWith(`>${column}`) ? "receives" : "";
}

const above = (step) => h("span", { class: "above" }, abstractStep(step) || "(stutters)");

function showAbove() {
  const pane = $("above-pane");
  pane.hidden = !isCalled() || app.system.kind === "lock";
  if (pane.hidden) return;
  const s = abstractOf(state());
  const { names } = app.system;
  const rows = [
    ["queue", `⟨${s.slots.join(", ")}⟩`],
    ["won", inWords(s.won)],
    ["closed", inWords(s.closed)],
    ...s.dequeuers.map((d, at) => [
      `dequeuer-${names.contexts[at]}`,
      d.owner === NONE
        ? "not started"
        : [
            d.running ? "running" : "ended",
            d.offer !== NONE && `offers ${d.offer}`,
            d.done && "done",
          ]
            .filter(Boolean)
            .join(", "),
    ]),
  ];
  fill(
    "above",
    h(
      "dl",
      null,
      rows.map(([name, value]) => [h("dt", null, name), h("dd", null, value)]),
    ),
  );
}

function showSeen() {
  const seen = app.seen.size;
  const total =
    app.total === null
      ? "counting all"
      : app.total === Infinity
        ? "of more than 60,000"
        : `of ${app.total.toLocaleString("en")}`;
  $("seen").textContent = `${plural(seen, "state")} seen, ${total}`;
  const bar = $("bar");
  bar.max = Number.isFinite(app.total) && app.total ? app.total : 1;
  bar.value = Number.isFinite(app.total) && app.total ? seen : 0;
}
