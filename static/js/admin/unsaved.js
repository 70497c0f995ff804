// Asks before a half-written form is left: the browser's own question, only when something in it is
// different from when she first touched it, or when the page says that it shows what is not saved.

// Ticks in a list are not written, and nobody asks about a password.
const OTHERS = "#changelist-form, :has(input[type=password])";
const UNSAVED = "[data-unsaved], .errorlist, .errornote:not([hidden])";
const TOUCHES = ["pointerdown", "focusin", "keydown", "beforeinput"];

const before = new Map(); // form → what it said before she touched it
let sent = null;
let isCall = false;

const isWritten = (form) => form?.method === "post" && !form.matches(OTHERS);

// Files by their name, because two that are equal are not the same object.
function says(form) {
  const fields = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
  return JSON.stringify(fields.map(([name, value]) => [name, value.name ?? value]));
}

function isUnsaved(form) {
  if (form === sent || !form.isConnected) return false;
  return says(form) !== before.get(form);
}

function touched({ target }) {
  const form = target.form ?? target.closest?.("form");
  if (isWritten(form) && !before.has(form)) before.set(form, says(form));
}

for (const form of document.forms) {
  // Whatever it says is not saved.
  if (isWritten(form) && (form.matches(UNSAVED) || form.querySelector(UNSAVED))) before.set(form, null);
}

for (const name of TOUCHES) document.addEventListener(name, touched, { capture: true, passive: true });
document.addEventListener("input", () => { sent = null; });

document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented) sent = event.target;
});

// A telephone number leaves the page where it is.
document.addEventListener("click", ({ target }) => {
  const link = target.closest?.("a[href]");
  isCall = Boolean(link) && !link.protocol.startsWith("http");
});

addEventListener("beforeunload", (event) => {
  if (!isCall && [...before.keys()].some(isUnsaved)) event.preventDefault();
});
