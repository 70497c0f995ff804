// The postal code chooses the municipality beside it, as long as nobody chose another one. Without
// this script the server does, when the form is sent.

document.addEventListener("input", (event) => {
  const input = event.target;
  if (!input.name?.endsWith("postal_code") || !input.form) return;
  const select = input.form.elements[input.name.replace(/postal_code$/, "municipality")];
  if (!select?.dataset.postalCodes) return;
  const codes = JSON.parse(select.dataset.postalCodes);
  const own = codes[input.value.trim()];
  const isOurs = !select.value || select.value === select.dataset.filled;
  if (own === undefined || !isOurs) return;
  select.value = String(own);
  select.dataset.filled = select.value;
});
