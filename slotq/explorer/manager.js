// The twin of slotq/machine/manager.py, and so of spec/SlotQueueManager.tla, as the original is:
// without leases, one key, and only launchers delete.
const COUNTED = ["looking", "starting", "waiting", "stale", "leaving", "left"];
const withRequest = (state, r, change) => ({ ...state, requests: put(state.requests, r, change) });
const isIdle = (state, q) => !state.requests.some((r) => r.queue === q && COUNTED.includes(r.at));

function initManager(requests) {
  return {
    hot: [NONE],
    queues: Array(requests).fill({ key: NONE, launcher: "absent" }),
    requests: Array(requests).fill({ at: "new", queue: NONE, isNew: false }),
  };
}

const Manager = {
  GetSlotQueue(state, r) {
    if (state.requests[r].at !== "new") return own('at[r] = "new"');
    const queue = state.hot[0];
    if (queue !== NONE) return withRequest(state, r, { at: "got", queue, isNew: false });
    const made = state.queues.findIndex((q) => q.key === NONE);
    if (made < 0) return no("hot[k] = None => unmade # {}");
    const after = { ...state, hot: [made], queues: put(state.queues, made, { key: 0 }) };
    return withRequest(after, r, { at: "got", queue: made, isNew: true });
  },
  LeaseSlotQueue: () => own('"lease" \\in Fixes'),
  RequestMove(state, r) {
    const { at } = state.requests[r];
    if (at !== "got" && at !== "waiting") return own('at[r] \\in {"got", "waiting"}');
    return withRequest(state, r, { at: at === "got" ? "moved" : "leaving" });
  },
  RequestEnter(state, r) {
    const { at, isNew } = state.requests[r];
    if (at !== "moved" && at !== "leaving") return own('at[r] \\in {"moved", "leaving"}');
    return withRequest(state, r, {
      at: at === "leaving" ? "left" : isNew ? "starting" : "waiting",
    });
  },
  LookAgain: () => own('at[r] = "looking"'),
  LauncherStart(state, r) {
    const { at, queue } = state.requests[r];
    if (at !== "starting") return own('at[r] = "starting"');
    const after = { ...state, queues: put(state.queues, queue, { launcher: "running" }) };
    return withRequest(after, r, { at: "waiting" });
  },
  RequestExit(state, r) {
    if (state.requests[r].at !== "left") return own('at[r] \\in {"left", "stale"}');
    return withRequest(state, r, { at: "gone", queue: NONE, isNew: false });
  },
  DeleteSlotQueue(state, q) {
    if (state.queues[q].launcher !== "running") return own('launcher[q] = "running"');
    if (!isIdle(state, q)) return state;
    return { ...state, hot: [NONE], queues: put(state.queues, q, { launcher: "ended" }) };
  },
  StrangerDelete: () => own("StrangersDelete"),
};
