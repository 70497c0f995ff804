// Reads the parts of a page that are marked `data-aloud`, sentence by sentence, with voices that the
// device has itself: nothing is asked for and nothing leaves it. Comes when aloud.js needs it.

const synth = window.speechSynthesis;
const pageLanguage = document.documentElement.lang;
const LONGEST = 200; // letters at a time: some voices stop for good after fifteen seconds
const SETTLES = 100; // milliseconds in which browsers may swallow what follows a `cancel`
const BLOCK =
  "address, caption, dd, div, dt, h1, h2, h3, h4, li, p, section, summary, tr, .together, .urgent span";
// Nor what a drawing says in its own way, and links that only lead elsewhere.
const UNREAD =
  "[hidden], [aria-hidden='true'], .only-print, details:not([open]), svg, .map-credit, .links.no-print";
// As people speak here, and not as machines do, where there is a choice.
const NEAREST = /nl.BE|fr.BE|en.GB|es.ES/;
const ROBOTS = /eloquence|speech\.synthesis|espeak/i;
// As Firefox on Android names languages.
const LONG = { nl: "nld", fr: "fra", en: "eng", ar: "ara", es: "spa", tr: "tur" };
// What voices take for words.
const SPELLED = /\b(CAW|CPAS|OCMW|ONE)\b/g;

let now = null; // { player, queue, at, state, utterance, timer, channel } of what is read

function voiceFor(language) {
  const rank = (voice) =>
    4 * !ROBOTS.test(voice.voiceURI) + 2 * NEAREST.test(voice.lang) + voice.default;
  return synth
    .getVoices()
    .filter(({ localService, lang }) => {
      return localService && [language, LONG[language]].includes(lang.split(/[-_]/)[0]);
    })
    .sort((one, other) => rank(other) - rank(one))[0];
}

// The texts of a player’s parts, one for each block and language; `pieces` are their text nodes.
function runs(player) {
  const found = [];
  const filter = (node) => (node.matches?.(UNREAD) ? 2 : 1); // leaves it out with all in it, or not
  for (const part of (player.closest("details") ?? document).querySelectorAll("[data-aloud]")) {
    const nodes = document.createTreeWalker(part, 5, filter); // elements and texts
    let run = null;
    for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
      if (node.nodeName === "BR") run = null;
      // As long as what it stands for, so that places agree.
      const text = node.nodeType === 3 ? node.data.replace(/\s/g, " ") : "";
      if (text.trim()) {
        const block = node.parentElement.closest(BLOCK);
        const language = node.parentElement.closest("[lang]").lang;
        if (run?.block !== block || run.language !== language) {
          run = { block, language, text: "", pieces: [] };
          found.push(run);
        }
        run.pieces.push({ node, at: run.text.length });
      }
      if (run) run.text += text;
    }
  }
  return found.filter((run) => /[\p{L}\d]/u.test(run.text));
}

// `[[from, to], …]` of the sentences of a run; a long one is divided, at a comma if it can be.
function bounds({ text, language }) {
  const sentences = Intl.Segmenter
    ? [...new Intl.Segmenter(language, { granularity: "sentence" }).segment(text)].map(
        (one) => one.segment,
      )
    : text.match(/[^]+?([.!?؟…]+\s+|$)/g);
  const up = `[^]{1,${LONGEST}}`;
  const parts = new RegExp(`${up}$|${up}[,;:،؛](?=\\s)|${up}(?=\\s)|${up}`, "gu");
  const found = [];
  let at = 0;
  for (const part of sentences.flatMap((sentence) => sentence.match(parts))) {
    const to = at + part.trimEnd().length;
    if (/[\p{L}\d]/u.test(part)) found.push([at + part.search(/\S/), to]);
    at += part.length;
  }
  return found;
}

// A telephone number, digit by digit, with a pause between its groups.
function dictated(number) {
  return number.replace(/(\d)([ ./-]*)(?=\d)/g, (_all, digit, gap) => `${digit}${gap && ","} `);
}

// “ma–vr”, in whole words.
function wholeDays(text, language, to) {
  const names = {};
  for (let day = 1; day < 8; day += 1) {
    const [short, long] = ["short", "long"].map((weekday) =>
      new Date(2024, 0, day).toLocaleDateString(language, { weekday }),
    );
    names[short.replace(".", "").toLowerCase()] = long;
  }
  return text.replace(/(\p{L}+)\.?–(\p{L}+)\.?/gu, (range, ...words) => {
    const [first, last] = words.map((word) => names[String(word).toLowerCase()]);
    return first && last ? `${first} ${to} ${last}` : range;
  });
}

// What voices stumble over, written so that they say it right.
function readable(text, language, to) {
  let said = text;
  if (/nl|tr/.test(language)) {
    said = said.replace(/(^|[^\d.,])([01]?\d|2[0-4])\.([0-5]\d)(?![.,]?\d)/g, "$1$2:$3");
  }
  if (language === "fr") said = said.replace(/(\d) h(?: ([0-5]\d))?(?!\p{L})/gu, "$1h$2");
  if (language === pageLanguage) {
    said = wholeDays(said, language, to).replace(/([\dh]) ?– ?(?=\d)/g, `$1 ${to} `);
  }
  return said
    .replace(SPELLED, (word) => [...word].join(" "))
    .replace(/(\p{L})\/(?=\p{L})/gu, "$1, ")
    .replace(/ *· */g, ", ")
    .replace(/ +/g, " ");
}

function spoken({ text, pieces, language }, from, to, until) {
  const said = pieces.map(({ node, at }, number) => {
    const end = pieces[number + 1]?.at ?? text.length;
    const part = text.slice(Math.max(from, at), Math.max(from, Math.min(to, end)));
    return node.parentElement.closest("[href^='tel:'] bdi") ? dictated(part) : part;
  });
  return readable(said.join(""), language, until);
}

function rangeOf({ pieces }, from, to) {
  const range = new Range();
  const first = pieces.filter(({ at }) => at <= from).pop();
  const last = pieces.filter(({ at }) => at < to).pop();
  range.setStart(first.node, from - first.at);
  range.setEnd(last.node, to - last.at);
  return range;
}

// What is said, one after another. What no voice can read is left out, and that is said.
function queueOf(player) {
  const queue = [];
  const own = voiceFor(pageLanguage);
  const note = player.nextElementSibling;
  let isLeftOut = false;
  for (const run of runs(player)) {
    const voice = voiceFor(run.language);
    if (!voice && own && !isLeftOut) queue.push({ text: note.textContent, voice: own, ranges: [] });
    isLeftOut = !voice;
    if (isLeftOut) note.hidden = false;
    for (const [from, to] of voice ? bounds(run) : []) {
      const text = spoken(run, from, to, player.dataset.to);
      queue.push({ text, voice, ranges: [rangeOf(run, from, to)] });
    }
  }
  return queue;
}

// `state` is "reading", "paused" or "".
function show(state) {
  const { player } = now;
  const [toggle, end] = player.querySelectorAll("button");
  if (document.activeElement === end && !state) toggle.focus();
  now.state = state;
  player.classList.toggle("reads", !!state);
  toggle.querySelector("span").textContent = toggle.dataset[state || "start"];
  end.hidden = !state;
}

function mark(ranges) {
  if (window.Highlight) CSS.highlights.set("aloud", new Highlight(...ranges));
}

function say() {
  if (!now.queue[now.at]) {
    stop();
    return;
  }
  const { text, voice, ranges } = now.queue[now.at];
  const utterance = new SpeechSynthesisUtterance(text);
  utterance.voice = voice;
  utterance.lang = voice.lang; // Android listens to this alone, and wants it as written there.
  // What nobody holds is cleared away, and never says that it ended.
  now.utterance = utterance;
  utterance.onend = () => {
    if (now?.utterance !== utterance) return;
    now.at += 1;
    say();
  };
  utterance.onerror = () => now?.utterance === utterance && pause();
  mark(ranges);
  synth.speak(utterance);
}

function goOn() {
  show("reading");
  if (window.BroadcastChannel) {
    // One page at a time. The other ends its sentence: its `cancel` would end ours too.
    now.channel = new BroadcastChannel("aloud");
    now.channel.onmessage = pause;
    now.channel.postMessage("");
  }
  if (!synth.speaking && !synth.pending) {
    say();
    return;
  }
  synth.cancel();
  now.timer = setTimeout(say, SETTLES);
}

function silence() {
  clearTimeout(now.timer);
  now.utterance = null;
  now.channel?.close();
}

function pause() {
  silence();
  show("paused");
}

function stop() {
  if (!now) return;
  silence();
  if (now.state === "reading") synth.cancel();
  mark([]);
  show("");
  now = null;
}

for (const player of document.querySelectorAll("[data-aloud-player]")) {
  const [toggle, end] = player.querySelectorAll("button");
  toggle.addEventListener("click", () => {
    if (player !== now?.player) {
      stop();
      now = { player, queue: queueOf(player), at: 0 };
      goOn();
    } else if (now.state === "reading") {
      // On Android, the `pause` of browsers ends the sentence, too.
      pause();
      synth.cancel();
    } else goOn();
  });
  end.addEventListener("click", stop);
}

// Before the exit leaves, and with what anybody presses to be rid of it.
addEventListener("click", (event) => event.target.closest("[data-exit]") && stop(), true);
addEventListener("keydown", (event) => event.key === "Escape" && stop(), true);
addEventListener("pagehide", stop);
// Folded away with its button, it could not be stopped any more.
function fold({ target }) {
  if (!target.open && target.contains(now?.player.querySelector("button"))) stop();
}
addEventListener("toggle", fold, true);
