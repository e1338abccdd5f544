// The refinement mapping, as slotq/machine/abstract.py has it: what clients see of a state, and
// which step of spec/SlotQueue.tla a step is; "" where it stutters.
function abstractOf(state) {
  return {
    slots: state.slots,
    nextId: state.nextId,
    won: state.busy,
    closed: state.closed,
    clients: state.clients.map(({ known, doing, hand }) => ({
      known,
      call: doing === "broadcast" ? "nothing" : doing,
      hand,
    })),
    dequeuers: state.dequeuers.map(({ dequeuer, item, owner, done }) => ({
      running: ["lock", "asleep", "offering"].includes(dequeuer),
      offer: item,
      owner,
      done,
    })),
  };
}

const ABSTRACT_ACTIONS = {
  QueueAppend: "Queue",
  AcquireRemove: "Remove",
  AcquireClose: "Close",
  DequeuerStart: "Start",
  DequeuerPeek: "Pick",
  DequeuerDeliver: "Deliver",
  DequeuerEjected: "Withdraw",
  DequeuerCancelled: "Withdraw",
  DequeuerExit: "End",
  Cancel: "Cancel",
};

function abstractStep({ before, label, after }) {
  if (label[0] === "AcquireCas") return before.busy === after.busy ? "Lose" : "Win";
  const same = JSON.stringify(abstractOf(before)) === JSON.stringify(abstractOf(after));
  return same ? "" : ABSTRACT_ACTIONS[label[0]] || "";
}
