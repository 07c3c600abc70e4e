// The keyboard: where the focus goes with each answer, and the keys that save the mouse.
// On a touch screen the focus stays, because the on-screen keyboard would cover the verdict.
const SETTLES_IN = 5000;
const HELD = 15;
const PICKS = '[class*="st-key-kb-pick-"] button';

const input = () => document.querySelector(".st-key-kb-ask textarea");
const picks = () => [...document.querySelectorAll(PICKS)].filter((one) => one.checkVisibility());

function isTyping(target) {
  if (target.closest?.('textarea, select, [contenteditable], [role="combobox"], [role="listbox"]')) return true;
  return target.matches?.('input:not([type="checkbox"])') ?? false;
}

function move(event, step) {
  const all = picks();
  const at = all.indexOf(document.activeElement);
  const loose = document.activeElement === document.body || document.activeElement === input();
  if (!all.length || (at < 0 && !loose)) return;
  event.preventDefault();
  all[at < 0 ? (step > 0 ? 0 : all.length - 1) : (at + step + all.length) % all.length].focus();
}

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const typing = isTyping(event.target);
  const emptyInput = event.target === input() && !event.target.value;
  const down = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (down && (!typing || (emptyInput && event.key === "ArrowDown"))) move(event, down);
  if (typing) return;
  if (event.key === "/") {
    event.preventDefault();
    input()?.focus();
  } else if (/^[1-3]$/.test(event.key) && document.querySelector(".kb-badge")) {
    picks()[event.key - 1]?.click();
  }
}

// The section that opens shows its marked passage.
function opened({ target }) {
  if (!target.open || !target.matches?.(".kb-around")) return;
  const box = target.querySelector(".kb-passage");
  const line = target.querySelector(".kb-matched");
  if (!box || !line) return;
  box.scrollTop = line.offsetTop - box.offsetTop - box.clientHeight / 4;
  box.scrollIntoView({ block: "nearest" });
}

function focusOn(data) {
  const field = input();
  if (!field || field.dataset.kbTurn === data.turn) return;
  field.dataset.kbTurn = data.turn;
  document.querySelector('[data-testid="stMain"]')?.scrollTo({ top: 0 });
  if (!window.matchMedia("(pointer: fine)").matches) return;
  if (document.activeElement?.closest(".st-key-kb-answer")) return; // the agent has moved on
  const until = performance.now() + SETTLES_IN;
  let held = 0;
  const done = new AbortController(); // with the first key or click the focus is the agent's
  for (const act of ["keydown", "pointerdown"]) {
    document.addEventListener(act, () => done.abort(), { signal: done.signal, capture: true });
  }
  const timer = setInterval(() => { // what is to be focused may not be drawn yet, or once more
    if (done.signal.aborted || held === HELD || performance.now() > until) {
      done.abort();
      clearInterval(timer);
      return;
    }
    const target = data.asks ? picks()[0] : input();
    held = target && target === document.activeElement ? held + 1 : 0;
    if (!held) target?.focus({ preventScroll: true });
  }, 30);
}

export default function ({ data }) {
  focusOn(data);
  document.kbKeys?.abort(); // one set of listeners, whatever is drawn again
  const mine = new AbortController();
  document.kbKeys = mine;
  document.addEventListener("keydown", pressed, { signal: mine.signal });
  document.addEventListener("toggle", opened, { signal: mine.signal, capture: true });
  return () => mine.abort();
}
