// Hides what the chosen way of repeating does not use, and shows the next dates while one types.
// Without this script everything is there, and a button shows the dates on a page of their own.

const WAIT = 400; // milliseconds after the last change

function hideUnused(when, used) {
  const way = when.querySelector("[name=repeats]:checked");
  if (!way) return;
  for (const name of new Set(Object.values(used).flat())) {
    const row = when.querySelector(`[name=${name}]`)?.closest(".form-row, .short-field");
    if (row) row.hidden = !used[way.value].includes(name) && !row.matches(".errors, .has-errors");
  }
}

async function show(form, button, answer, signal) {
  const response = await fetch(button.formAction, {
    method: "POST",
    body: new FormData(form),
    signal,
  });
  if (!response.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const dates = page.querySelector("#dates");
  if (dates) answer.replaceChildren(...dates.childNodes);
}

function start(when, preview) {
  const form = when.closest("form");
  const button = preview.querySelector("button");
  const answer = preview.querySelector(".dates-answer");
  const used = JSON.parse(preview.dataset.usedFields);
  let timer;
  let request = new AbortController();

  const refresh = () => {
    request.abort();
    request = new AbortController();
    // A page that is being left, or a network that is away: the button still works.
    show(form, button, answer, request.signal).catch(() => {});
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(refresh, WAIT);
  };

  when.append(preview);
  button.type = "button";
  // On a short page there is room for the dates alone, which follow by themselves.
  button.hidden = Boolean(when.closest(".short-page"));
  button.addEventListener("click", refresh);
  for (const type of ["input", "change"]) {
    when.addEventListener(type, () => {
      hideUnused(when, used);
      later();
    });
  }
  hideUnused(when, used);
  if (form.elements.starts_on?.value) refresh();
}

const when = document.querySelector("fieldset.when");
const preview = document.querySelector("#dates-preview");
if (when && preview) start(when, preview);
