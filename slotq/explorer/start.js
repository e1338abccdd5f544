// The beginning: the buttons, the keys, the address.
function onKey(event) {
  if (
    event.ctrlKey ||
    event.metaKey ||
    event.altKey ||
    /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)
  )
    return;
  const { key } = event;
  const act =
    { u: () => undo(), r: redo, w: walkAtRandom, b: breakShortest }[key] ??
    (/^[1-9]$/.test(key) ? () => document.querySelectorAll(".move")[+key - 1]?.click() : null);
  if (!act) return;
  event.preventDefault();
  act();
}

function fromAddress() {
  try {
    const { config, words } = readAddress(location.hash);
    choose(config, words);
  } catch (error) {
    choose(defaults());
    say(`This address cannot be followed: ${error.message}.`);
  }
}

function start() {
  $("choose").append(
    h("option", { value: "0" }, "Free play"),
    ...LEVELS.map(({ title }, at) => h("option", { value: String(at + 1) }, `${at + 1}. ${title}`)),
  );
  $("choose").addEventListener("change", (event) => goTo(+event.target.value));
  for (const [id, act] of Object.entries({
    undo: () => undo(),
    redo,
    walk: walkAtRandom,
    search: breakShortest,
    restart: () => undo(app.run.length),
  }))
    $(id).addEventListener("click", act);
  for (const what of Object.keys(EXPORTS))
    $(`as-${what}`).addEventListener("click", () => copyAs(what));
  $("file").addEventListener(
    "change",
    (event) => event.target.files[0] && readFile(event.target.files[0]),
  );
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
performance.mark("shown");
