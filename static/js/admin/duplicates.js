// Shows the organisations that look like a new one while it is being typed. Without this script the
// same list comes once, when the form is saved.

const WAIT = 600; // milliseconds after the last change

// What is listed, to compare: an answer that says the same changes nothing and is not read aloud.
const listed = (root) =>
  [...root.querySelectorAll("li")].map((item) => item.textContent.trim()).join("\n");

async function show(box, form, names, signal) {
  const body = new FormData();
  for (const name of ["csrfmiddlewaretoken", ...names]) {
    body.append(name, form.elements[name]?.value ?? "");
  }
  const response = await fetch(box.dataset.url, { method: "POST", body, signal });
  if (!response.ok || response.redirected) return; // the session has ended: saving will say so
  const found = new DOMParser().parseFromString(await response.text(), "text/html").body;
  if (listed(found) !== listed(box)) box.replaceChildren(...found.childNodes);
}

function start(box) {
  const form = box.closest("form");
  const names = box.dataset.fields.split(" ");
  let timer;
  let request = new AbortController();

  const refresh = () => {
    request.abort();
    request = new AbortController();
    // A network that is away: the form still works.
    show(box, form, names, request.signal).catch(() => {});
  };
  form.addEventListener("input", (event) => {
    if (!names.includes(event.target.name)) return;
    clearTimeout(timer);
    timer = setTimeout(refresh, WAIT);
  });
}

const box = document.querySelector("#duplicates");
if (box) start(box);
