// What can be chosen: a level, and who there is and what is broken.
function showLevel() {
  const pane = $("level");
  const now = level();
  $("choose").value = String(app.config.level);
  app.solved = "";
  if (!now)
    return fill(
      "level",
      h("h2", { id: "level-title" }, "Free play"),
      h("p", null, "Choose sizes, permissions and faults under “Switches”."),
    );
  const isDone = app.solvedBySearch || isSolved(now, app.run, app.system);
  pane.classList.toggle("solved", isDone);
  app.solved =
    isDone && app.praised !== now
      ? `Solved: level ${app.config.level}, in ${plural(app.run.length, "step")}.`
      : "";
  if (isDone) app.praised = now;
  return fill(
    "level",
    h("h2", { id: "level-title" }, `Level ${app.config.level}: ${now.title}`),
    h("p", null, now.task),
    isDone ? explanation(now) : hint(now),
  );
}

function explanation(now) {
  const shortest = now.solution?.split(" ").length ?? 0;
  const steps = app.run.length;
  const how = steps > shortest ? `The shortest way has ${shortest}.` : "There is no shorter way.";
  const done =
    now.goal === "search"
      ? `All ${plural(app.searched ?? 0, "state")} seen, nothing broken.`
      : `Solved in ${plural(steps, "step")}. ${how}`;
  const next = LEVELS[app.config.level];
  const onclick = () => goTo(app.config.level + 1);
  return h(
    "div",
    { class: "after" },
    h("p", null, h("b", null, done)),
    h("p", null, now.after),
    next &&
      h(
        "button",
        { type: "button", class: "primary", id: "next", onclick },
        `Level ${app.config.level + 1}: ${next.title}`,
      ),
  );
}

function hint(now) {
  const onclick = () => choose(app.config, now.solution.split(" "));
  return h(
    "details",
    null,
    h("summary", null, "Hint"),
    h("p", null, now.hint),
    now.solution && h("button", { type: "button", onclick }, "Show a shortest solution"),
  );
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
  const kinds = {
    callers: "containers and requests",
    general: "clients that may do anything",
    lock: "with an unfair lock",
    manager: "the manager of queues",
  };
  const select = (label, options, value, onchange, name = label) =>
    h(
      "label",
      null,
      label,
      h(
        "select",
        { name, onchange: (event) => onchange(event.target.value) },
        Object.entries(options).map(([key, text]) =>
          h("option", { value: key, selected: key === String(value) }, text),
        ),
      ),
    );
  const faults = Object.fromEntries([
    ["", "nothing is broken"],
    ...Object.entries(FAULTS)
      .filter(([, f]) => f.kinds.includes(kind))
      .map(([name]) => [name, name]),
  ]);
  const sizes = Object.keys(SIZES[kind]).map((name) =>
    select(name, { 1: "1", 2: "2", 3: "3" }, bounds[name], (value) =>
      change({ bounds: { ...clearSets(bounds), [name]: +value } }),
    ),
  );
  const sets = !bounds.idling
    ? []
    : CHOICES.map((choice) =>
        h(
          "fieldset",
          null,
          h("legend", null, TEXTS.choices[choice]),
          range(bounds.containers + bounds.consumers)
            .filter((p) => p < bounds.containers === !["impatient", "cancellable"].includes(choice))
            .map((p) =>
              h(
                "label",
                { class: "check" },
                h("input", {
                  type: "checkbox",
                  name: choice,
                  checked: bounds[choice].includes(p),
                  onchange: (event) =>
                    change({
                      bounds: {
                        ...bounds,
                        [choice]: event.target.checked
                          ? [...bounds[choice], p].sort()
                          : bounds[choice].filter((q) => q !== p),
                      },
                    }),
                }),
                clientName(bounds, p),
              ),
            ),
        ),
      );
  fill(
    "switches",
    select("what there is", kinds, kind, (value) => choose(defaults(value)), "kind"),
    ...sizes,
    Object.keys(faults).length > 1
      ? select("what is broken", faults, fault, (value) => change({ fault: value }), "fault")
      : null,
    fault ? h("p", { class: "fault" }, h("b", null, `${fault}: `), TEXTS.faults[fault]) : null,
    ...sets,
  );
}

const clearSets = (bounds) =>
  Object.fromEntries(
    Object.entries(bounds).map(([name, value]) => [name, Array.isArray(value) ? [] : value]),
  );
