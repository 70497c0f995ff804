// The service worker. It is registered only by who taps “keep on this phone” (static/js/keep.js),
// asks the network first for every page, and puts nothing into a cache: what is there, keep.js put
// there. Only when the network fails, it shows the copy.
//
// A copy is a cache of its own, whole from when its mark is in it; the newest whole one counts.
const PREFIX = "kept-";
const MARK = "/keep/whole";
// Data that has run out often answers nothing at all.
const PATIENCE = 12_000; // milliseconds
// The pages of the site and its short links. The way out, the admin (wherever it is) and all else
// pass by.
const PAGES = /^\/(?:$|(?:nl|fr|en|ar|es|tr)\/|[oeqs]\/)/;
const FILES = /^\/static\//;

// What could not be sent, for “back”: its path and fields. Only as long as the worker lives.
let unsent = null;

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => {
  event.waitUntil(tidy().then(() => self.clients.claim()));
});

self.addEventListener("message", (event) => {
  if (event.data === "forget") event.waitUntil(forget());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.mode === "navigate" && PAGES.test(pathname)) {
    event.respondWith(
      request.method === "POST" ? sent(request, pathname) : shown(request, pathname),
    );
  } else if (request.method === "GET" && FILES.test(pathname)) {
    event.respondWith(fetched(request, pathname));
  }
});

async function names() {
  return (await caches.keys()).filter((name) => name.startsWith(PREFIX)).sort().reverse();
}

// `match` of a cache that is gone finds nothing, where `open` would make an empty one.
function found(path, name) {
  return caches.match(path, { cacheName: name, ignoreSearch: true, ignoreVary: true });
}

async function newest() {
  for (const name of await names()) {
    const mark = await found(MARK, name);
    if (mark) return { name, ...(await mark.json()) };
  }
  return null;
}

// Copies that were never finished, or that a newer one has replaced.
async function tidy() {
  const copy = await newest();
  const rest = (await caches.keys()).filter((name) => name !== copy?.name);
  await Promise.all(rest.map((name) => caches.delete(name)));
}

async function forget() {
  unsent = null;
  const all = await caches.keys();
  await Promise.all(all.map((name) => caches.delete(name)));
  await self.registration.unregister();
}

function inTime(answer) {
  return Promise.race([
    answer,
    new Promise((_resolve, reject) => {
      setTimeout(() => reject(new Error("slow")), PATIENCE);
    }),
  ]);
}

async function shown(request, pathname) {
  const copy = await newest();
  if (!copy) return fetch(request);
  try {
    const answer = await inTime(fetch(request));
    // The server is there, but not the site: a copy helps more than its excuse.
    return answer.status < 500 ? answer : ((await found(pathname, copy.name)) ?? answer);
  } catch {
    if (unsent?.pathname === pathname) return notSent(copy);
    return (
      (await found(pathname, copy.name)) ??
      (await found(`/${copy.language}/keep/no-connection/`, copy.name)) ??
      Response.error()
    );
  }
}

// The name of a file says what is in it, so a kept one is as good as another: without it the copy
// would stay an empty screen as long as the network answers nothing.
async function fetched(request, pathname) {
  return (await caches.match(pathname, { ignoreVary: true })) ?? fetch(request);
}

// What she wrote is never lost in silence: the page shows it, and can send it again.
async function sent(request, pathname) {
  const copy = await newest();
  if (!copy) return fetch(request);
  const again = request.clone();
  try {
    const answer = await fetch(request);
    if (unsent?.pathname === pathname) unsent = null;
    return answer;
  } catch {
    unsent = { pathname, fields: [...(await again.formData())] };
    return notSent(copy);
  }
}

const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

async function notSent(copy) {
  const page = await found(`/${copy.language}/keep/not-sent/`, copy.name);
  if (!page) return Response.error();
  const fields = unsent.fields.filter(([, value]) => typeof value === "string");
  const hidden = fields.map(
    // HTML drops the first new line of a text area.
    ([name, value]) => `<textarea hidden name="${escaped(name)}">\n${escaped(value)}</textarea>`,
  );
  // What has a space in it, she typed.
  const typed = fields.filter(([, value]) => /\S\s+\S/.test(value));
  const shown = typed.map(([, value]) => {
    const lines = escaped(value).replace(/\r?\n/g, "<br>");
    return `<p class="note" dir="auto" data-typed>${lines}</p>`;
  });
  // Its form leads to the address that it stands under: that of what was not sent.
  const text = (await page.text())
    .replace("<!--fields-->", () => hidden.join(""))
    .replace("<!--typed-->", () => shown.join(""));
  return new Response(text, { headers: page.headers });
}
