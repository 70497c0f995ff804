// Leaving a sensitive page: by the link or by Escape pressed three times. The page is replaced in
// the history, so that "back" does not lead to it.
const link = document.querySelector("[data-quick-exit]");
const leave = () => location.replace(link.href);
let presses = [];

link.addEventListener("click", (event) => {
  event.preventDefault();
  leave();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") {
    presses = [];
    return;
  }
  presses = [...presses, event.timeStamp].filter((at) => event.timeStamp - at < 3000);
  if (presses.length >= 3) leave();
});
