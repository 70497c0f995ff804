// Long work goes on where it is: each answer of the page does the next part, and only its numbers
// change here, so that the button to stop stays under the finger and the focus where it is.
// Without this script the page loads itself again.

const WAIT = 3000; // milliseconds after an answer that did not come, or that waits for others

function goOn(page) {
  const again = (wait) => setTimeout(() => next(page), wait);

  async function next(page) {
    const response = await fetch(location.href).catch(() => null);
    if (!response?.ok) return again(WAIT);
    const text = await response.text();
    const there = new DOMParser().parseFromString(text, "text/html").querySelector("[data-goes-on]");
    // It is done, or she has to log in again.
    if (!there || response.redirected) return location.reload();
    page.querySelector("[role=status]").textContent =
      there.querySelector("[role=status]").textContent;
    page.querySelector("progress").value = there.querySelector("progress").value;
    page.querySelector("[data-waits]").hidden = there.querySelector("[data-waits]").hidden;
    return again(there.querySelector("[data-waits]").hidden ? 0 : WAIT);
  }

  next(page);
}

goOn(document.querySelector("[data-goes-on]"));
