// The way out of a sensitive page: the link, or Escape pressed three times. On every page, because
// pages that she saw before must not come back either; it is loaded before anything is shown.
//
// Nobody can take entries out of the history of a tab, but they can be overwritten: we go back to
// our first page in this tab, put an empty one in its place, and go on from there, which
// drops all that came after. On the way every page of ours hides itself. `leaving` says so to them,
// for as long as it takes.
(() => {
  const OUT = "/exit";
  const EMPTY = "/exit/empty";
  const LONGEST = 10_000; // milliseconds
  const PATIENCE = 3_000;
  let presses = [];

  document.documentElement.dataset.scripted = "";

  function isLeaving() {
    try {
      return Date.now() - Number(sessionStorage.getItem("leaving")) < LONGEST;
    } catch {
      return false; // This browser keeps nothing.
    }
  }

  function forget() {
    try {
      localStorage.clear();
      sessionStorage.clear();
    } catch {
      // See above.
    }
    // What she kept on this phone: its worker goes on where this page ends. A page that was loaded
    // past it has to look for it.
    const { serviceWorker } = navigator;
    if (serviceWorker?.controller) serviceWorker.controller.postMessage("forget");
    else {
      serviceWorker?.getRegistration().then(
        (one) => one?.active?.postMessage("forget"),
        () => {}, // This browser keeps nothing.
      );
    }
  }

  function goOn() {
    document.documentElement.hidden = true;
    const entries = window.navigation?.entries();
    const isFirst = entries
      ? entries[0].key === navigation.currentEntry.key
      : !document.referrer.startsWith(`${location.origin}/`);
    if (isFirst) {
      if (navigator.onLine) location.replace(EMPTY);
      setTimeout(cover, navigator.onLine ? PATIENCE : 0);
      return;
    }
    if (entries) history.go(-navigation.currentEntry.index);
    else history.back();
    // Perhaps there is no such page: at least this one goes.
    setTimeout(() => location.replace(EMPTY), PATIENCE);
  }

  // Without a connection no empty page comes: this one takes its place.
  function cover() {
    history.replaceState(null, "", EMPTY);
    history.pushState(null, "", OUT);
    forget();
    document.title = location.host;
    location.replace(OUT);
  }

  function leave() {
    document.documentElement.hidden = true;
    document.title = new URL(OUT, location).host;
    forget();
    if (window.top !== window) {
      // In a frame on somebody else’s page, all of that page goes, if the browser lets us.
      setTimeout(() => location.replace(OUT), 500);
      window.top.location.replace(new URL(OUT, location).href);
      return;
    }
    const pages = window.navigation?.entries().length ?? history.length;
    try {
      if (pages > 1) sessionStorage.setItem("leaving", Date.now());
    } catch {
      // See above.
    }
    if (isLeaving()) goOn();
    else location.replace(OUT);
  }

  if (location.pathname === EMPTY) {
    const wasLeaving = isLeaving();
    forget();
    // Before it is loaded, the next page would take its place and keep what comes after it.
    addEventListener("load", () =>
      setTimeout(() => (wasLeaving ? location.assign(OUT) : location.replace(OUT))),
    );
  } else if (isLeaving()) {
    goOn();
  }

  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    if (location.pathname === EMPTY) location.replace(OUT);
    else if (isLeaving()) goOn();
  });

  addEventListener("click", (event) => {
    if (!event.target.closest("[data-exit]")) return;
    event.preventDefault();
    leave();
  });

  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") {
      presses = [];
      return;
    }
    presses = [...presses, event.timeStamp].filter((at) => event.timeStamp - at < 3000);
    if (presses.length >= 3 && document.querySelector("[data-exit]")) leave();
  });
})();

// What only a script can do is hidden until here, where the browser can do it; and its script is
// loaded when she taps, because most never do. Here, because this file is on every page already.
function offerTaps() {
  for (const part of document.querySelectorAll("[data-tap][hidden]")) {
    const { tap, needs, wait, cut } = part.dataset;
    if (!navigator[needs] || !isSecureContext) continue;
    const says = part.querySelector("[role=status]");
    let cuts = 0;
    part.hidden = false;
    part.querySelector("button").addEventListener("click", async () => {
      says.textContent = wait;
      try {
        // Some browsers never ask again for what they could not load.
        const { tapped } = await import(`${tap}?${cuts}`);
        says.textContent = await tapped(part);
      } catch {
        cuts += 1;
        says.textContent = cut;
      }
    });
  }
}
addEventListener("DOMContentLoaded", offerTaps);
// Another list stands on the page (map.js).
document.addEventListener("swapped", offerTaps);
