// Makes sharing smoother: it opens where one is, the message can be changed, the link is copied.
// Without this, "share" is a page of its own with the same links. The selection is in this file too:
// the same pages need both, and one file is lighter than two.

function start(root) {
  const text = root.querySelector("[data-share-text]");
  const link = root.querySelector("[data-share-link]");

  text.readOnly = false;
  text.addEventListener("input", () => {
    for (const way of root.querySelectorAll("[data-share-by]")) {
      const start = way.dataset.shareBy;
      const written = start.startsWith("mailto:") ? text.value.replace(/\n/g, "\r\n") : text.value;
      way.href = start + encodeURIComponent(written);
    }
  });

  const native = root.querySelector("[data-share-native]");
  if (navigator.share) {
    native.hidden = false;
    native.addEventListener("click", () => navigator.share({ text: text.value }).catch(() => {}));
  }

  const copy = root.querySelector("[data-share-copy]");
  if (navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(link.value);
      copy.querySelector("span").textContent = copy.dataset.done;
    });
  }
}

async function fill(dialog, address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(response.status);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const root = document.importNode(page.querySelector("[data-share]"), true);
  dialog.querySelector("[data-share]")?.remove();
  dialog.append(root);
  start(root);
  // The other languages are links to the same page with another question.
  for (const choice of root.querySelectorAll('a[href^="?"]')) {
    choice.href = new URL(choice.getAttribute("href"), address).href;
    choice.addEventListener("click", async (event) => {
      event.preventDefault();
      try {
        await fill(dialog, choice.href);
        dialog.querySelector("[data-share] [aria-current]").focus();
      } catch {
        location.assign(choice.href);
      }
    });
  }
}

async function open(link) {
  const dialog = document.createElement("dialog");
  dialog.className = "share-dialog";
  dialog.setAttribute("aria-labelledby", "share-heading");
  const close = document.createElement("button");
  close.className = "button outline share-close";
  close.type = "button";
  close.textContent = link.dataset.close;
  close.addEventListener("click", () => dialog.close());
  dialog.append(close);
  // What lies under a dialog cannot be pressed.
  const exit = document.querySelector(".quick-exit");
  if (exit) dialog.append(exit.cloneNode(true));
  dialog.addEventListener("close", () => {
    dialog.remove();
    link.focus();
  });
  try {
    await fill(dialog, link.href);
  } catch {
    location.assign(link.href);
    return;
  }
  // A second tap while the first was waiting opens nothing more.
  if (document.querySelector(".share-dialog")) return;
  document.body.append(dialog);
  dialog.showModal();
}

// The address to show a driver, to put into another app.
for (const copy of navigator.clipboard ? document.querySelectorAll("[data-copy]") : []) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(copy.dataset.copy);
    copy.querySelector("span").textContent = copy.dataset.done;
  });
}

// Apple's devices know no addresses that begin with geo: and would show an error.
if (/iPhone|iPad|Macintosh/.test(navigator.userAgent)) {
  for (const link of document.querySelectorAll("[data-app]")) link.hidden = true;
}

// A page that "back" takes from memory still has what was chosen there; it shows what was asked.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form.filters, form.ask")) form.reset();
});

// The selection: kept on this device, so that whatever is picked on any page comes together. Looking
// at a selection that somebody sent keeps nothing.
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

// A list that comes back from the browser's memory shows what it was asked, not what was chosen last.
addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.querySelectorAll("form.filters")) form.reset();
});

// On a list: a button on every card, once one wants to pick several or has begun to.
let starts, bar;

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

function begin() {
  for (const root of document.querySelectorAll("[data-share]")) start(root);
  // Phones of before 2022 have no dialogs: there it stays a link.
  const opening = window.HTMLDialogElement ? document.querySelectorAll("[data-share-open]") : [];
  for (const link of opening) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      open(link);
    });
  }

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

  starts = document.querySelectorAll("[data-pick-several]");
  bar = document.querySelector(".picked");
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
}

begin();
// Another list stands on the page (map.js).
document.addEventListener("swapped", begin);
