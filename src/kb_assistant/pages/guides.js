// Marks a line of the guide that is being edited, and scrolls to it.
export default function ({ data }) {
  const field = document.querySelector(".st-key-kb-g-editor textarea");
  if (!field || !data.line || field.dataset.kbJump === String(data.jump)) return;
  field.dataset.kbJump = data.jump;
  const lines = field.value.split("\n");
  const start = lines.slice(0, data.line - 1).join("\n").length + (data.line > 1 ? 1 : 0);
  const end = start + (lines[data.line - 1] ?? "").length;
  field.focus({ preventScroll: true });
  field.setSelectionRange(start, end);
  // How high the text above it is, long lines wrapped, is told by a copy of the field.
  const look = getComputedStyle(field);
  const copy = document.createElement("div");
  for (const name of ["font", "letterSpacing", "lineHeight", "padding", "tabSize", "overflowWrap"]) {
    copy.style[name] = look[name];
  }
  copy.style.cssText += `;position:absolute;visibility:hidden;box-sizing:border-box;
    white-space:pre-wrap;width:${field.clientWidth}px`;
  copy.textContent = field.value.slice(0, start);
  document.body.append(copy);
  field.scrollTop = Math.max(0, copy.offsetHeight - field.clientHeight / 3);
  copy.remove();
  field.scrollIntoView({ block: "center" });
}
