// Keeps the selection on this device, so that whatever is picked on any page comes together.
const KEY = "selection";
const MOST = 30;

function names() {
  const kept = localStorage.getItem(KEY) || "";
  return kept.split("-").filter((name) => /^[oeq][1-9]\d{0,15}$/.test(name)).slice(0, MOST);
}

const page = document.querySelector("[data-selection]");
if (page) localStorage.setItem(KEY, page.dataset.selection);

for (const link of document.querySelectorAll("[data-pick]")) {
  const base = link.pathname.replace(/[^/]+\/$/, "");
  const picked = names();
  const all = picked.includes(link.dataset.pick) ? picked : [...picked, link.dataset.pick];
  link.pathname = `${base}${all.slice(-MOST).join("-")}/`;
}

for (const link of document.querySelectorAll("[data-empty-selection]")) {
  link.addEventListener("click", () => localStorage.removeItem(KEY));
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
