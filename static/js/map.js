// Makes a list on the map smoother: a dot shows its card at once, a card marks its dot, and choosing
// a place changes the page where it stands. Without this, all of these are links.

const PARTS = "main";
let asked = 0;

const card = (page, name) => page.querySelector(`#${CSS.escape(name)}`);

// Cards of other list pages are read from there, once.
const pages = new Map();

async function read(address) {
  if (!pages.has(address)) {
    const response = await fetch(address);
    if (!response.ok) throw new Error(response.status);
    pages.set(address, new DOMParser().parseFromString(await response.text(), "text/html"));
  }
  return pages.get(address);
}

function close() {
  const open = document.querySelector(".map-card");
  if (!open) return;
  const dot = open.dot;
  open.remove();
  dot.classList.remove("is-marked");
  dot.focus();
}

async function show(dot) {
  const names = dot.dataset.cards.split(" ");
  const found = [];
  for (const name of names) {
    const here = card(document, name);
    if (here) found.push(here);
  }
  // What stands on other list pages is one link away.
  const [query] = dot.getAttribute("href").split("#");
  const other = query ? await read(query) : null;
  if (other) {
    for (const name of names) {
      const there = card(other, name);
      if (there) found.push(there);
    }
  }
  if (!found.length) throw new Error("no card");
  document.querySelector(".map-card")?.remove();
  const map = dot.closest(".map-found");
  for (const marked of map.querySelectorAll(".is-marked")) marked.classList.remove("is-marked");
  dot.classList.add("is-marked");
  const box = document.createElement("div");
  box.className = "map-card";
  box.dot = dot;
  box.setAttribute("role", "group");
  box.setAttribute("aria-labelledby", "map-card-name");
  // Cards have headings of their own, below one.
  const name = document.createElement("h2");
  Object.assign(name, { id: "map-card-name", className: "visually-hidden" });
  name.textContent = dot.querySelector("title").textContent;
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "button outline", textContent: map.dataset.close });
  button.addEventListener("click", close);
  const list = document.createElement("ul");
  list.className = "card-list";
  list.setAttribute("role", "list");
  for (const one of found) {
    const copy = document.importNode(one, true);
    copy.removeAttribute("id");
    copy.removeAttribute("data-card");
    copy.querySelector("button.pick")?.remove();
    list.append(copy);
  }
  box.append(name, list, button);
  map.querySelector("svg.plan").after(box);
  box.querySelector("h3 a").focus();
}

async function go(address, isBack) {
  const turn = ++asked;
  const response = await fetch(address);
  if (!response.ok) throw new Error(response.status);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  if (turn !== asked) return;
  // A page with a way out is loaded as a page: its way out must be whole.
  if (!page.querySelector(".map-found") || page.querySelector("[data-exit]")) throw new Error("other");
  if (!isBack) history.pushState({ map: true }, "", address);
  document.title = page.title;
  document.querySelector(PARTS).replaceWith(document.importNode(page.querySelector(PARTS), true));
  document.querySelector(".languages").replaceWith(
    document.importNode(page.querySelector(".languages"), true),
  );
  pages.clear();
  document.dispatchEvent(new Event("swapped"));
  const map = document.querySelector("#map");
  map.focus({ preventScroll: true });
  map.scrollIntoView({ block: "nearest" });
  // It is filled after it is there, so that it is read aloud, once.
  const said = document.querySelector("#results > [role=status]");
  const text = said.textContent;
  said.textContent = "";
  setTimeout(() => (said.textContent = text), 100);
}

const isPlain = (event) =>
  event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;

document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".map-found a");
  if (!link || !isPlain(event) || document.querySelector("base[target]")) return;
  const address = new URL(link.getAttribute("href"), location).href;
  if (link.dataset.cards) {
    event.preventDefault();
    show(link).catch(() => location.assign(address));
  } else if (address.endsWith("#map") && !document.querySelector("[data-exit]")) {
    event.preventDefault();
    go(address).catch(() => location.assign(address));
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") close();
});

// What one points at in the list is marked on the map.
for (const [name, isOn] of [["focusin", true], ["mouseover", true], ["focusout", false], ["mouseout", false]]) {
  document.addEventListener(name, (event) => {
    const own = event.target.closest?.("[data-card]")?.dataset.card;
    if (!own || document.querySelector(".map-card")) return;
    for (const dot of document.querySelectorAll(`.map-found a[data-cards~="${own}"]`)) {
      dot.classList.toggle("is-marked", isOn);
    }
  });
}

history.replaceState({ ...history.state, map: true }, "");
addEventListener("popstate", (event) => {
  if (!event.state?.map || document.documentElement.hidden) return;
  go(location.href, true).catch(() => location.reload());
});
