// Shows the button where the device has a voice of its own. What reads comes once it is pressed.

const synth = window.speechSynthesis;
const players = document.querySelectorAll("[data-aloud-player]");
// As Firefox on Android names languages.
const LONG = { nl: "nld", fr: "fra", en: "eng", ar: "ara", es: "spa", tr: "tur" };
let isComing = false;

const voiceFor = (language) =>
  synth
    .getVoices()
    .find((one) => one.localService && [language, LONG[language]].includes(one.lang.split(/[-_]/)[0]));

function offer() {
  for (const player of players) {
    // What reads keeps its buttons.
    player.hidden = !player.matches(".reads") && !voiceFor(player.dataset.aloudPlayer);
  }
}

async function load(event) {
  const button = event.target.closest("[data-aloud-player] button");
  if (!button || isComing) return;
  isComing = true;
  const player = button.closest("[data-aloud-player]");
  // In Safari, only who spoke at a tap may speak later.
  const nothing = new SpeechSynthesisUtterance("");
  nothing.voice = voiceFor(player.dataset.aloudPlayer);
  synth.speak(nothing);
  try {
    await import(player.dataset.script);
    removeEventListener("click", load);
    button.click();
  } catch {
    player.hidden = true; // The connection is gone.
  }
}

if (synth) {
  addEventListener("click", load);
  // They are often known only after a while.
  synth.addEventListener?.("voiceschanged", offer);
  offer();
}
