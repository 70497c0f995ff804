// Shows one language at a time of each translated text, with tabs that move together.
// Without this script every language stands on its own line.

const LANGUAGE = /^mt-field-(.+)-([a-z]{2})$/;

let chosen = document.documentElement.lang.slice(0, 2);
const groups = [];

function group(fields) {
  const list = document.createElement("div");
  list.className = "language-tabs";
  list.setAttribute("role", "tablist");
  const rows = new Map();
  for (const [language, field] of fields) {
    const row = field.closest(".form-row");
    const tab = document.createElement("button");
    tab.type = "button";
    tab.id = `${field.id}-tab`;
    tab.textContent = language;
    tab.title = new Intl.DisplayNames([language], { type: "language" }).of(language);
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", `${field.id}-panel`);
    tab.classList.toggle("errors", row.classList.contains("errors"));
    row.id = `${field.id}-panel`;
    row.setAttribute("role", "tabpanel");
    row.setAttribute("aria-labelledby", tab.id);
    const mark = () => tab.classList.toggle("filled", field.value.trim() !== "");
    field.addEventListener("input", mark);
    mark();
    tab.addEventListener("click", () => choose(language, list));
    list.append(tab);
    rows.set(language, { tab, row });
  }
  list.addEventListener("keydown", (event) => move(event, list));
  const [first] = fields.values();
  const label = first.closest(".form-row").querySelector("label");
  list.setAttribute("aria-label", label.textContent.replace(/\s*\[.*$/, ""));
  first.closest(".form-row").before(list);
  return { list, rows };
}

function show({ rows }, language) {
  for (const [code, { tab, row }] of rows) {
    tab.setAttribute("aria-selected", code === language);
    tab.tabIndex = code === language ? 0 : -1;
    row.hidden = code !== language;
  }
}

// What was under the finger stays under the finger, although rows above may change height.
function choose(language, list) {
  const before = list.getBoundingClientRect().top;
  chosen = language;
  for (const one of groups) show(one, language);
  window.scrollBy({ top: list.getBoundingClientRect().top - before, behavior: "instant" });
}

function move(event, list) {
  const tabs = [...list.children];
  const at = tabs.indexOf(document.activeElement);
  const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: tabs.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  const tab = tabs[(to + tabs.length) % tabs.length];
  tab.click();
  tab.focus();
}

function start(root) {
  const found = new Map();
  for (const field of root.querySelectorAll(".mt")) {
    if (field.closest(".empty-form")) continue;
    const match = [...field.classList].map((name) => LANGUAGE.exec(name)).find(Boolean);
    if (!match) continue;
    const [, name, language] = match;
    const key = `${field.name.slice(0, field.name.lastIndexOf(name))}${name}`;
    if (!found.has(key)) found.set(key, new Map());
    found.get(key).set(language, field);
  }
  for (const fields of found.values()) {
    const made = group(fields);
    groups.push(made);
    const wrong = [...made.rows].find(([, { row }]) => row.classList.contains("errors"));
    show(made, wrong ? wrong[0] : made.rows.has(chosen) ? chosen : [...made.rows.keys()][0]);
  }
}

start(document);
document.addEventListener("formset:added", (event) => start(event.target));
