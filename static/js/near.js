// Where she is, after she tapped "Where I am now": asks the browser, takes the square of 200 metres
// around her and nothing more exact, and looks up here, in a table of all of Brussels, in which
// neighbourhood that lies. Only the name of the neighbourhood leaves the phone, as if she had chosen
// it. Loaded by exit.js when she taps, not before.

// Degrees: the middle of a square lies on whole multiples of both, as in geo/squares.py.
const DOWN = 0.0018;
const ACROSS = 0.00285;
const ROUGH = 1000; // metres: who is known no better may be three neighbourhoods away
const PATIENCE = 15_000; // milliseconds, once she has allowed it
const LONGEST = 40_000; // and with a question that she leaves open
const RECENT = 300_000; // where she was five minutes ago will do

export function square({ latitude, longitude }) {
  return [Math.round(latitude / DOWN), Math.round(longitude / ACROSS)];
}

/** The slug of what lies in a square, or nothing outside Brussels. */
export function placeIn([row, column], { south, west, columns, places, runs }) {
  if (row < south || column < west || column >= west + columns) return undefined;
  let squares = (row - south) * columns + column - west;
  for (let i = 0; i < runs.length; i += 2) {
    if (squares < runs[i + 1]) return places[runs[i] - 1];
    squares -= runs[i + 1];
  }
  return undefined;
}

const AROUND = [[0, 0], [1, 0], [-1, 0], [0, 1], [0, -1], [1, 1], [1, -1], [-1, 1], [-1, -1]];

/** The same, and just outside Brussels of the nearest square: she may live in the last street. */
export function placeNear([row, column], table) {
  return AROUND.map(([up, on]) => placeIn([row + up, column + on], table)).find(Boolean);
}

/** Her square, or nothing when she or the browser does not say it. */
function asked() {
  return new Promise((resolve) => {
    setTimeout(resolve, LONGEST);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve(coords.accuracy > ROUGH ? undefined : square(coords)),
      () => resolve(),
      { timeout: PATIENCE, maximumAge: RECENT },
    );
  });
}

async function read(address) {
  const answer = await fetch(address, { credentials: "omit", referrerPolicy: "no-referrer" });
  return answer.json();
}

/** Goes where the form leads with her neighbourhood, or says why not. Throws when cut off. */
export async function tapped(part) {
  const [table, here] = await Promise.all([read(part.dataset.table), asked()]);
  if (!here) return table.unsure;
  const place = placeNear(here, table);
  if (!place) return table.outside;
  const form = part.closest("form");
  const others = [...new FormData(form)].filter(([name, value]) => value && name !== "place");
  const address = new URL(form.getAttribute("action"), location);
  address.search = new URLSearchParams([["place", place], ...others]);
  location.assign(address);
  return "";
}
