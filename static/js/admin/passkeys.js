// Passkeys: a form with `data-passkey` ("add", "authenticate" or "login") asks the browser for one
// through django-allauth's script. Without it, a note stands where the button would be.
const forms = window.allauth?.webauthn?.forms;

function show(form, selector, isShown) {
  for (const part of form.querySelectorAll(selector)) part.hidden = !isShown;
}

function start(form) {
  const kind = form.dataset.passkey;
  const ids = {
    [kind]: form.querySelector("[data-passkey-button]").id,
    credential: form.querySelector("[name=credential]").id,
  };
  if (kind !== "login") ids.data = "js_data";
  if (kind === "add") ids.passwordless = "id_passwordless";
  forms[`${kind}Form`]({ ids });
  show(form, "[data-passkey-button]", true);
  show(form, "[data-passkey-missing]", false);
}

if (forms && window.PublicKeyCredential) {
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    show(document, "[data-passkey-error]", true);
  });
  for (const form of document.querySelectorAll("[data-passkey]")) start(form);
}
