// The locations of the organisation that is chosen come first: in a list, and in what one finds by
// typing where there are too many for a list. Without this script the server has done so already.

const organisation = document.querySelector("#id_organisation");
const locations = document.querySelector("#id_location");

function ownFirst() {
  const name = organisation.selectedOptions[0]?.text;
  const groups = [...locations.querySelectorAll("optgroup")];
  const own = groups.filter((group) => organisation.value && group.label === name);
  groups[0]?.before(...own);
}

if (organisation && locations) {
  const jQuery = window.django?.jQuery;
  // What one finds by typing tells only jQuery what was chosen.
  if (jQuery) jQuery(organisation).on("change", ownFirst);
  else organisation.addEventListener("change", ownFirst);
  jQuery?.ajaxPrefilter((options) => {
    const asked = new URLSearchParams(options.data);
    if (asked.get("field_name") !== "location" || !organisation.value) return;
    asked.set("organisation", organisation.value);
    options.data = asked.toString();
  });
}
