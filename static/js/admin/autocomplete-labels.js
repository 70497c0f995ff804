// The search box that Django's autocomplete draws has no name: it gets that of its field.
function label() {
  for (const box of document.querySelectorAll(".select2-search__field:not([aria-label])")) {
    const row = box.closest(".form-row");
    const name = row?.querySelector("label")?.textContent.replace(/:\s*$/, "").trim();
    if (name) box.setAttribute("aria-label", name);
  }
}

new MutationObserver(label).observe(document.body, { childList: true, subtree: true });
label();
