// Keeps the selection that one makes on this device, so that whatever is picked on any page comes
// together. Looking at a selection that somebody sent keeps nothing.
const KEY = "selection";
const MOST = 30;

function read() {
  try {
    const kept = localStorage.getItem(KEY) || "";
    return kept.split("-").filter((name) => /^[oeq][1-9]\d{0,15}$/.test(name)).slice(0, MOST);
  } catch {
    return []; // The browser keeps nothing: each selection begins anew.
  }
}

function keep(names) {
  try {
    if (names.length) localStorage.setItem(KEY, names.join("-"));
    else localStorage.removeItem(KEY);
  } catch {
    // See above.
  }
}

// A selection is the last part of its address.
const named = (link) => link.pathname.match(/\/selection\/([^/]+)\/$/)?.[1].split("-") ?? [];

for (const link of document.querySelectorAll("[data-pick]")) {
  const own = link.pathname;
  const name = link.dataset.pick;
  link.addEventListener("click", () => {
    const picked = read();
    const all = picked.includes(name) ? picked : [...picked, name].slice(-MOST);
    link.pathname = own.replace(/[^/]+\/$/, `${all.join("-")}/`);
    keep(all);
  });
}

// Moving, removing and adding lead to the new selection.
for (const part of document.querySelectorAll("[data-selection]")) {
  part.addEventListener("click", (event) => {
    const link = event.target.closest('a[href*="/selection/"]');
    if (link) keep(named(link));
  });
}

for (const link of document.querySelectorAll("[data-empty-selection]")) {
  link.addEventListener("click", () => keep([]));
}

// On a list: a button on every card, once one wants to pick several or has begun to.
const starts = document.querySelectorAll("[data-pick-several]");
const bar = document.querySelector(".picked");

function show() {
  const picked = read();
  const link = bar.querySelector("a");
  link.pathname = `${link.pathname.match(/^.*\/selection\//)[0]}${picked.length ? `${picked.join("-")}/` : ""}`;
  bar.querySelector("[data-count]").textContent = picked.length;
  bar.hidden = !picked.length;
  for (const button of document.querySelectorAll("button.pick")) {
    const isPicked = picked.includes(button.closest("[data-card]").dataset.card);
    button.setAttribute("aria-pressed", isPicked);
    button.textContent = isPicked ? "✓" : "+";
  }
}

function offer() {
  for (const start of starts) start.hidden = true;
  for (const card of document.querySelectorAll("[data-card]")) {
    const button = document.createElement("button");
    const name = card.querySelector("h3").textContent.trim();
    Object.assign(button, { type: "button", className: "pick" });
    button.setAttribute("aria-label", `${bar.dataset.pickLabel}: ${name}`);
    button.addEventListener("click", () => {
      const picked = read();
      const rest = picked.filter((other) => other !== card.dataset.card);
      keep(rest.length < picked.length ? rest : [...picked, card.dataset.card].slice(-MOST));
      show();
    });
    card.append(button);
  }
  show();
}

if (bar && document.querySelector("[data-card]")) {
  for (const start of starts) {
    start.hidden = false;
    start.addEventListener("click", () => {
      offer();
      document.querySelector("button.pick").focus();
    });
  }
  if (read().length) offer();
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
