// Remembers which sections of a form are open, for as long as the tab is; opens those with errors
// and those that a link leads to.

const form = document.querySelector(".change-form #content-main form");
const sections = form ? [...form.querySelectorAll("fieldset > details")] : [];
const key = `sections ${location.pathname}`;
const nameOf = (section) => section.querySelector("[id$=-heading]")?.id ?? "";

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(key)) ?? {};
  } catch {
    return {}; // not allowed, or not ours
  }
}

function write() {
  const open = Object.fromEntries(sections.map((section) => [nameOf(section), section.open]));
  try {
    sessionStorage.setItem(key, JSON.stringify(open));
  } catch {
    // It works without.
  }
}

function openTarget() {
  const target = document.getElementById(location.hash.slice(1));
  const section = target?.closest("details") ?? target?.querySelector(":scope > details");
  if (section) {
    section.open = true;
    target.scrollIntoView();
  }
}

const before = read();
for (const section of sections) {
  section.open = before[nameOf(section)] ?? section.open;
  if (section.querySelector(".errorlist, .errors")) {
    section.open = true;
  }
  section.addEventListener("toggle", write);
}
addEventListener("hashchange", openTarget);
openTarget();
