// A button for each literal of an action. It puts the text on the clipboard, and says so.
const SHOWN_FOR = 2000;

async function write(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return writeOldWay(text); // no clipboard without https, other than on localhost
  }
}

function writeOldWay(text) {
  const field = document.createElement("textarea");
  const before = document.activeElement;
  field.value = text;
  field.style.cssText = "position:fixed;opacity:0";
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  before?.focus?.({ preventScroll: true });
  return done;
}

function button({ name, text }, says) {
  const verb = document.createElement("span");
  const literal = document.createElement("span");
  const made = document.createElement("button");
  const words = name ? `Copy ${name}` : "Copy";
  verb.textContent = words;
  literal.textContent = text;
  made.type = "button";
  made.append(verb, literal);
  made.onclick = async () => {
    const done = await write(text);
    verb.textContent = done ? "Copied" : "Not copied";
    says.textContent = done ? `Copied: ${text}` : "Not copied. Select the text and copy it.";
    setTimeout(() => { verb.textContent = words; says.textContent = ""; }, SHOWN_FOR);
  };
  return made;
}

export default function ({ parentElement, data }) {
  const list = parentElement.querySelector(".copies");
  const says = parentElement.querySelector(".copied");
  const wanted = JSON.stringify(data.texts);
  if (!list || list.dataset.shown === wanted) return; // drawn already: keep the focus
  list.dataset.shown = wanted;
  list.replaceChildren(...data.texts.map((one) => {
    const item = document.createElement("li");
    item.append(button(one, says));
    return item;
  }));
}
