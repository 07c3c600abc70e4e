// Keeps the keyboard in the input: when the page opens, and after each answer.
// On a touch screen it does not, because the on-screen keyboard would cover the verdict.
export default function ({ data }) {
  const input = document.querySelector(".st-key-kb-ask textarea");
  if (!input || input.dataset.kbTurn === data.turn) return;
  input.dataset.kbTurn = data.turn;
  if (window.matchMedia("(pointer: fine)").matches) input.focus({ preventScroll: true });
  document.querySelector('[data-testid="stMain"]')?.scrollTo({ top: 0 });
}
