// What goes out of the page, and the logs and counterexamples that come in.
const EXPORTS = {
  replay: () =>
    app.system.kind !== "lock"
      ? asReplay(app.config, app.run)
      : "slotq replay has no such program: hand on the address of this page.",
  log: () => (isCalled() ? asLog(app.system, app.run) : "Logs have no steps of the manager."),
  itf: () => asItf(app.config, app.system, app.run),
  test: () =>
    app.system.kind === "lock"
      ? "# A test runs the code, which has no lock of this page's own.\n"
      : asTest(app.config, app.run),
  link: () => location.href,
};

function copyAs(what) {
  app.text = EXPORTS[what]();
  $("text").value = app.text;
  $("text").focus();
  $("text").select();
  navigator.clipboard?.writeText(app.text).then(
    () => say("Copied."),
    () => say("Copy it from the text field."),
  );
}

const MOST_TEXT = 64e6; // bytes of a log, unpacked

async function readFile(file) {
  try {
    const isZipped = new Uint8Array(await file.slice(0, 2).arrayBuffer()).join() === "31,139";
    const stream = isZipped
      ? file.stream().pipeThrough(new DecompressionStream("gzip"))
      : file.stream();
    takeIn(file.name, judgeText(await readBounded(stream)));
  } catch (error) {
    const why = error instanceof Unjudged ? error.message : "it is not in a format that it knows";
    app.log = null;
    app.notice =
      `${file.name}: this page does not judge it, because ${why}. ` + "slotq check judges more.";
    say(app.notice);
    showLog();
  }
}

// A small file can unpack to a very large one.
async function readBounded(stream) {
  const reader = stream.getReader();
  const pieces = [];
  for (let size = 0, piece; !(piece = await reader.read()).done; pieces.push(piece.value)) {
    size += piece.value.length;
    if (size > MOST_TEXT) throw new Unjudged("it is too large");
  }
  return new Blob(pieces).text();
}

const QUEUE_ONLY =
  " This page looks at the queue's own steps; slotq check judges callers and counters, too.";

function takeIn(name, judged) {
  const { fault, kind } = judged;
  const place = fault && (kind === "itf" ? `state ${fault.state}` : `line ${fault.line}`);
  const whole = `every step of the queue is possible.${kind === "log" ? QUEUE_ONLY : ""}`;
  app.notice = `${name}: ${fault ? `impossible at ${place}.` : whole}`;
  say(app.notice);
  if (kind === "itf") {
    app.log = { ...judged, name };
    choose({ ...judged.config, level: 0 }, wordsOf(judged.run));
  } else {
    app.log = { ...judged, name, at: fault ? judged.steps.length : 0 };
    showLog();
  }
  $("log-pane").scrollIntoView({ block: "start" });
}

function showLog() {
  const { log, notice } = app;
  if (!log) return fill("log", notice && h("p", { class: "fault" }, notice));
  const verdict = h("p", { class: log.fault ? "broken" : "" }, notice);
  fill("log", verdict, log.kind === "itf" ? ofStates(log) : ofLines(log));
  const row = document.querySelector("#log tr.broken") ?? document.querySelector("#log tr.here");
  row?.scrollIntoView({ block: "nearest" });
  return null;
}

function ofStates({ fault }) {
  if (!fault) return h("p", null, "It is the run above: go through it with Undo and Redo.");
  const action = fault.action ? `No step ${fault.action} leads there. ` : "";
  return [
    h("p", null, action, "In the nearest state that can be reached these are not so:"),
    h(
      "ul",
      null,
      fault.differs.map((text) => h("li", null, h("code", null, text))),
    ),
  ];
}

const NOT_SHOWN = ["process", "action", "seq", "time"];

function lineRow({ line, at }, isHere) {
  const fields = Object.entries(line)
    .filter(([name]) => !NOT_SHOWN.includes(name))
    .map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  return row(isHere ? "here" : "", at, line.process, [
    `${line.action}`,
    h("small", null, fields.join(", ")),
  ]);
}

function whyNot({ said, field, expected, guard }) {
  const text = (value) => h("code", null, JSON.stringify(value));
  if (field) return [`says ${field} `, text(said[field]), ", and it must be ", text(expected)];
  const words = guard.startsWith("~ENABLED") ? "this step has not come" : TEXTS.guards[guard];
  return [
    "is impossible, since this is false: ",
    h("code", null, guard),
    words ? ` (${words})` : "",
  ];
}

function ofLines(log) {
  const { steps, fault, at } = log;
  const go = (to) => () => {
    log.at = Math.max(0, Math.min(to, steps.length));
    showLog();
    $("log-next").focus({ preventScroll: true });
  };
  const button = (text, to, id) => h("button", { type: "button", id, onclick: go(to) }, text);
  const before = steps.slice(0, at).findLast((step) => step.after);
  const rows = steps
    .slice(Math.max(0, at - 9), at + 3)
    .map((step) => lineRow(step, step === steps[at - 1]));
  if (fault && at === steps.length)
    rows.push(
      row("broken", fault.line, fault.said.process, [`${fault.said.action} `, ...whyNot(fault)]),
    );
  return [
    h(
      "p",
      { class: "buttons" },
      button("First", 0),
      button("Previous", at - 1),
      button("Next", at + 1, "log-next"),
      button(fault ? "To the fault" : "Last", steps.length),
    ),
    h(
      "div",
      { class: "scroll", tabindex: 0, role: "region", "aria-label": "lines of the log" },
      table(["line", "process", "action"], rows),
    ),
    h("h3", null, "the list after this line"),
    tokensOf(before?.after ?? initQueue(0, 0, 0)),
  ];
}
