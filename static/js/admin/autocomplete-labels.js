// What Django's autocomplete draws has no name of its own: it gets that of its field.
function label() {
  for (const box of document.querySelectorAll(".select2-search__field:not([aria-label])")) {
    const name = labelOf(box)?.textContent.replace(/:\s*$/, "").trim();
    if (name) box.setAttribute("aria-label", name);
  }
  for (const text of document.querySelectorAll(".select2-selection__rendered[role]")) {
    // What is chosen, or nothing: text of the box around it, and no box of its own.
    text.removeAttribute("role");
    text.removeAttribute("aria-readonly");
  }
  for (const choice of document.querySelectorAll(".select2-selection[aria-labelledby]")) {
    const name = labelOf(choice);
    const ids = choice.getAttribute("aria-labelledby").split(" ");
    if (!name || ids.includes(name.id)) continue;
    name.id ||= `${name.htmlFor}_label`;
    // Its name, then what is chosen.
    choice.setAttribute("aria-labelledby", [name.id, ...ids].join(" "));
  }
}

function labelOf(element) {
  return element.closest(".form-row, .short-field")?.querySelector("label");
}

new MutationObserver(label).observe(document.body, { childList: true, subtree: true });
label();
