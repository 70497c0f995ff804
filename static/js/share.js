// Makes sharing smoother: it opens where one is, the message can be changed, the link is copied.
// Without this, "share" is a page of its own with the same links.

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

for (const root of document.querySelectorAll("[data-share]")) start(root);
for (const link of document.querySelectorAll("[data-share-open]")) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(link);
  });
}

// A page that "back" takes from memory still has what was chosen there; it shows what was asked.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form.filters, form.ask")) form.reset();
});
