// A tap on a telephone number counts, unless she asked not to be followed: with the themes and the
// municipality of the page, without the number and without which page it is. Nowhere else is there
// `data-counted`, and on no page with the red bar.
document.addEventListener("click", (event) => {
  const page = event.target.closest("[data-counted]");
  if (!page || !event.target.closest("a[href^='tel:']")) return;
  if (navigator.globalPrivacyControl || navigator.doNotTrack === "1") return;
  fetch(`/${document.documentElement.lang}/called/`, {
    method: "POST",
    body: page.dataset.counted,
    credentials: "omit",
    keepalive: true,
    referrerPolicy: "no-referrer",
  }).catch(() => {});
});
