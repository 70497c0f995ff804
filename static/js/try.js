// The address changes with the form, and the answer appears below it. Without this, one button opens
// the answer in a new page, and the other shows the address.
const LONGEST = 20000; // characters of an answer that are shown

const form = document.querySelector("[data-try]");
const code = document.querySelector("[data-try-address]");
const shown = document.querySelector("[data-try-shown]");
const { origin } = new URL(code.textContent);
let asked = 0;

function query() {
  const pairs = [...new FormData(form)].filter(([, value]) => value);
  return pairs.length ? `?${new URLSearchParams(pairs)}` : "";
}

async function answer() {
  const mine = ++asked;
  let text;
  try {
    const response = await fetch(form.dataset.try + query());
    text = JSON.stringify(await response.json(), null, 2);
  } catch (error) {
    text = String(error);
  }
  if (mine !== asked) return;
  shown.textContent = text.length > LONGEST ? `${text.slice(0, LONGEST)}\n…` : text;
  shown.hidden = false;
  shown.focus();
}

const copy = document.querySelector("[data-try-copy]");
const said = copy.querySelector("span");
const words = said.textContent;
if (navigator.clipboard) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(code.textContent);
    said.textContent = copy.dataset.done;
  });
}

form.addEventListener("input", () => {
  code.textContent = origin + form.dataset.try + query();
  // What was copied is another address now.
  if (said.textContent !== words) said.textContent = words;
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  answer();
});
// The address is there already.
document.querySelector("[data-try-make]").remove();
