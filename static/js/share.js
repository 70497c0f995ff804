// Makes sharing smoother: it opens where one is, the message can be changed, the link is copied.
// Without this, "share" is a page of its own with the same links.

function start(root) {
  const text = root.querySelector("[data-share-text]");
  const link = root.querySelector("[data-share-link]");
  if (!text || !link) return;

  for (const way of root.querySelectorAll("[data-share-by]")) {
    text.addEventListener("input", () => {
      way.href = way.dataset.shareBy + encodeURIComponent(text.value);
    });
  }

  const native = root.querySelector("[data-share-native]");
  if (native && navigator.share) {
    native.hidden = false;
    native.addEventListener("click", () => navigator.share({ text: text.value }).catch(() => {}));
  }

  const copy = root.querySelector("[data-share-copy]");
  if (copy && navigator.clipboard) {
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
    choice.addEventListener("click", (event) => {
      event.preventDefault();
      fill(dialog, choice.href).catch(() => location.assign(choice.href));
    });
  }
}

function open(link) {
  const dialog = document.createElement("dialog");
  dialog.className = "share-dialog";
  dialog.setAttribute("aria-label", link.textContent.trim());
  const close = document.createElement("button");
  close.className = "button outline";
  close.type = "button";
  close.textContent = link.dataset.close;
  close.addEventListener("click", () => dialog.close());
  dialog.append(close);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  fill(dialog, link.href).then(() => dialog.showModal()).catch(() => location.assign(link.href));
}

for (const root of document.querySelectorAll("[data-share]")) start(root);
for (const link of document.querySelectorAll("[data-share-open]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    open(link);
  });
}
