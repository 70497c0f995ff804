// Keeping on this phone, only for who taps the button. All is fetched before any of it is stored,
// and it counts from when its mark is there (see static/js/sw.js): whatever goes wrong in between,
// there is the old copy or none, and never half of one.
const PREFIX = "kept-";
const MARK = "/keep/whole";
const WORKER = "/sw.js";

const controls = document.querySelector("[data-keep]");
const form = document.querySelector("[data-keep-form]");
const says = controls.querySelector("[role=status]");
const list = document.querySelector("[data-keep-list]");
const base = controls.dataset.keep; // such as "/nl/keep/"
let isWorking = false;

function say(what) {
  says.textContent = says.dataset[what];
}

async function names() {
  return (await caches.keys()).filter((name) => name.startsWith(PREFIX)).sort().reverse();
}

const found = (path, name) => caches.match(path, { cacheName: name, ignoreVary: true });

async function newest() {
  try {
    for (const name of await names()) {
      const mark = await found(MARK, name);
      if (mark) return { name, ...(await mark.json()) };
    }
  } catch {
    // This browser keeps nothing: to keep something fails, and says so.
  }
  return null;
}

// What she picked, as static/js/share.js keeps it.
function selection() {
  try {
    const kept = localStorage.getItem("selection") || "";
    return kept.split("-").filter((name) => /^[oeq][1-9]\d{0,15}$/.test(name)).slice(0, 30).join("-");
  } catch {
    return ""; // This browser keeps nothing.
  }
}

// Nothing of it goes into the browser's own cache: what is kept can be removed. Kept under the
// address that answered: a place has another name now, or not all of a selection may be kept.
async function fetched(path) {
  const answer = await fetch(path, { cache: "no-store", credentials: "omit" });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  const body = await answer.blob();
  // A new one, because browsers refuse to show a page that was reached by a redirect.
  return [new URL(answer.url).pathname, new Response(body, { headers: answer.headers })];
}

const lastPart = ([path]) => path.split("/").slice(-2)[0];

async function filesOf([, page]) {
  const text = await page.clone().text();
  const parts = new DOMParser().parseFromString(text, "text/html");
  return [...parts.querySelectorAll("link[rel=stylesheet], script[src]")].map((part) =>
    part.getAttribute(part.matches("link") ? "href" : "src"),
  );
}

// `[answers, place]`: the place as it is named now.
async function everything(folder, wanted, names) {
  const [list, picked, ...others] = await Promise.all([
    wanted ? fetched(`${folder}${wanted}/`) : null,
    names ? fetched(`${folder}selection/${names}/`) : null,
    fetched(`${folder}numbers/`),
    fetched(`${folder}not-sent/`),
  ]);
  const place = list ? lastPart(list) : "";
  // Where nothing of it may be kept, it led elsewhere.
  const selected = picked?.[0].startsWith(`${folder}selection/`) ? picked : null;
  const query = new URLSearchParams({ place, selection: selected ? lastPart(selected) : "" });
  const parts = [list, selected, ...others, await fetched(`${folder}no-connection/?${query}`)];
  const pages = parts.filter(Boolean);
  const files = new Set((await Promise.all(pages.map(filesOf))).flat());
  return [[...pages, ...(await Promise.all([...files].map(fetched)))], place];
}

async function stored(answers, mark) {
  const name = `${PREFIX}${Date.now()}`;
  try {
    const copy = await caches.open(name);
    await Promise.all(answers.map(([path, answer]) => copy.put(path, answer)));
    await copy.put(MARK, new Response(JSON.stringify(mark)));
    // She left by the exit in another window, or a new worker tidied up.
    if (!(await found(MARK, name))) throw new Error(`${name} is gone`);
    await navigator.serviceWorker.register(WORKER, { updateViaCache: "none" });
    await navigator.serviceWorker.ready;
  } catch (error) {
    await caches.delete(name);
    throw error;
  }
  const before = (await names()).filter((other) => other !== name);
  await Promise.all(before.map((other) => caches.delete(other)));
}

async function keep(language, wanted) {
  const folder = base.replace(/^\/[a-z]+\//, `/${language}/`);
  const [answers, place] = await everything(folder, wanted, selection());
  await stored(answers, { language, place });
}

async function remove() {
  // It may hold what could not be sent.
  navigator.serviceWorker.controller?.postMessage("forget");
  const workers = await navigator.serviceWorker.getRegistrations();
  await Promise.all(workers.map((worker) => worker.unregister()));
  const all = await caches.keys();
  await Promise.all(all.map((name) => caches.delete(name)));
  localStorage.clear();
  sessionStorage.clear();
}

// In two windows at once, one after the other.
function alone(work) {
  return navigator.locks ? navigator.locks.request("keep", work) : work();
}

async function does(working, done, work) {
  if (isWorking) return;
  isWorking = true;
  say(working);
  try {
    await alone(work);
    say(done);
  } catch (error) {
    say(error.name === "QuotaExceededError" ? "full" : "failed");
  }
  isWorking = false;
  await show();
}

async function show() {
  const copy = await newest();
  for (const part of document.querySelectorAll("[data-keep-copy]")) {
    // The button that she pressed goes: she is not sent back to the top of the page.
    if (!copy && part.contains(document.activeElement)) says.focus();
    part.hidden = !copy;
  }
  if (!list) return;
  list.textContent = "";
  const page = copy && (await found(`/${copy.language}/keep/no-connection/`, copy.name));
  if (!page) return;
  const text = new DOMParser().parseFromString(await page.text(), "text/html");
  const kept = document.importNode(text.querySelector("[data-kept]"), true);
  kept.lang = text.documentElement.lang;
  kept.dir = text.documentElement.dir;
  list.append(kept);
}

function start() {
  for (const part of document.querySelectorAll("[data-keep-possible]")) part.hidden = false;
  for (const part of document.querySelectorAll("[data-keep-impossible]")) part.hidden = true;
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    does("keeping", "kept", () => keep(document.documentElement.lang, form.elements.place.value));
  });
  controls.querySelector("[data-keep-renew]").addEventListener("click", () => {
    does("keeping", "kept", async () => {
      const copy = await newest();
      await keep(copy.language, copy.place);
    });
  });
  controls.querySelector("[data-keep-remove]").addEventListener("click", () => {
    does("removing", "removed", remove);
  });
  // Another window may have kept or removed something meanwhile.
  addEventListener("visibilitychange", () => {
    if (!document.hidden && !isWorking) show();
  });
  addEventListener("pageshow", show);
}

if ("serviceWorker" in navigator && "caches" in window) start();
