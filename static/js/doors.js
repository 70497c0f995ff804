// A form that came back with a ticket (core/doors): works out its puzzle and sends it, or leaves
// the sending to her where she goes on writing. Whoever waits long enough needs none of it.
const AT_A_TIME = 30; // milliseconds, then the page may do something else
const DIGITS = 10;

const box = document.querySelector("[data-toll]");
const form = box.closest("form");
const says = box.querySelector("[role=status]");

// SHA-256 of one block (FIPS 180-4): its first word is all that is looked at. Our own, because the
// browser's gives a promise for every attempt, which takes many times as long.
const ROOTS = [];
const CUBES = [];
for (let n = 2; CUBES.length < 64; n += 1) {
  let isPrime = true;
  for (let d = 2; d * d <= n; d += 1) if (n % d === 0) isPrime = false;
  if (!isPrime) continue;
  if (ROOTS.length < 8) ROOTS.push((Math.sqrt(n) * 2 ** 32) | 0);
  CUBES.push((Math.cbrt(n) * 2 ** 32) | 0);
}
const K = Int32Array.from(CUBES);
const words = new Int32Array(64);

function firstWord(block) {
  for (let i = 0; i < 16; i += 1) words[i] = block.getInt32(i * 4);
  for (let i = 16; i < 64; i += 1) {
    const x = words[i - 15];
    const y = words[i - 2];
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    words[i] = (words[i - 16] + s0 + words[i - 7] + s1) | 0;
  }
  let [a, b, c, d, e, f, g, h] = ROOTS;
  for (let i = 0; i < 64; i += 1) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[i] + words[i]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  return (a + ROOTS[0]) | 0;
}

// The block of "seed.part.0000000000", and where its digits are.
function blockOf(start) {
  const bytes = new Uint8Array(64);
  const text = start + "0".repeat(DIGITS);
  for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i);
  bytes[text.length] = 0x80;
  const block = new DataView(bytes.buffer);
  block.setUint32(60, text.length * 8);
  return { bytes, block, from: start.length, to: text.length };
}

function next({ bytes, to }) {
  let i = to - 1;
  while (bytes[i] === 57) {
    bytes[i] = 48;
    i -= 1;
  }
  bytes[i] += 1;
}

const pause = () =>
  new Promise((go) => {
    const { port1, port2 } = new MessageChannel(); // not slowed down where nobody looks
    port1.onmessage = go;
    port2.postMessage(0);
  });

async function solved(seed, parts, zeros) {
  const numbers = [];
  for (let part = 0; part < parts; part += 1) {
    const attempt = blockOf(`${seed}.${part}.`);
    let until = performance.now() + AT_A_TIME;
    let count = 0;
    while (firstWord(attempt.block) >>> (32 - zeros) !== 0) {
      next(attempt);
      count += 1;
      if (count % 512 === 0 && performance.now() > until) {
        await pause();
        until = performance.now() + AT_A_TIME;
      }
    }
    const { bytes, from, to } = attempt;
    numbers.push(String.fromCharCode(...bytes.subarray(from, to)));
  }
  return numbers.join("-");
}

async function pay() {
  const { seed, parts, bits, wait } = box.dataset;
  let isWriting = false;
  form.addEventListener("input", () => {
    isWriting = true;
  });
  let isReady = false;
  form.addEventListener("submit", (event) => {
    if (isReady) return;
    event.preventDefault();
    isWriting = false; // she has finished: it goes by itself
    says.textContent = says.dataset.working;
  });
  says.textContent = says.dataset.working;
  const proof = await Promise.race([
    solved(seed, Number(parts), Number(bits) - 3),
    new Promise((go) => setTimeout(go, Number(wait) * 1000, "")),
  ]);
  form.elements.proof.value = proof;
  isReady = true;
  says.textContent = isWriting ? says.dataset.ready : says.dataset.sending;
  if (!isWriting) form.submit();
}

pay();
