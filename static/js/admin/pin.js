// Moves the point of a place at once: by a tap on the map, by dragging, by the arrow keys and by the
// buttons. Without this script the buttons ask the server, and the numbers can be written.

const METRES = 2; // a unit of the drawing
const ARROWS = { ArrowUp: "n", ArrowDown: "s", ArrowLeft: "w", ArrowRight: "e" };
const WAYS = { n: [0, -1], s: [0, 1], w: [-1, 0], e: [1, 0] };

function start(form, map) {
  const { latitude, longitude } = form.elements;
  const dot = map.querySelector(".map-dot") ?? map.appendChild(newDot());
  const { north, west, degreesDown, degreesRight } = map.dataset;
  const box = map.viewBox.baseVal;

  const move = (x, y) => {
    if (x < 0 || y < 0 || x > box.width || y > box.height) return;
    dot.setAttribute("cx", x);
    dot.setAttribute("cy", y);
    latitude.value = (Number(north) - y * Number(degreesDown)).toFixed(6);
    longitude.value = (Number(west) + x * Number(degreesRight)).toFixed(6);
  };
  const step = (way) => {
    const units = Number(form.elements.step.value) / METRES;
    const [right, down] = WAYS[way];
    move(dot.cx.baseVal.value + right * units, dot.cy.baseVal.value + down * units);
  };
  const follow = (event) => {
    const there = new DOMPoint(event.clientX, event.clientY);
    const { x, y } = there.matrixTransform(map.getScreenCTM().inverse());
    move(Math.round(x), Math.round(y));
  };

  map.addEventListener("pointerdown", (event) => {
    map.setPointerCapture(event.pointerId);
    follow(event);
  });
  map.addEventListener("pointermove", (event) => {
    if (map.hasPointerCapture(event.pointerId)) follow(event);
  });
  map.addEventListener("keydown", (event) => {
    if (!ARROWS[event.key]) return;
    event.preventDefault();
    step(ARROWS[event.key]);
  });
  form.addEventListener("click", (event) => {
    const way = event.target.closest("button[name=_move]")?.value;
    if (!way) return;
    event.preventDefault();
    step(way);
  });
  map.classList.add("moves");
  map.setAttribute("tabindex", "0");
  for (const hint of form.querySelectorAll("[data-with-script]")) hint.hidden = false;
}

function newDot() {
  const dot = document.createElementNS("http://www.w3.org/2000/svg", "circle");
  dot.setAttribute("class", "map-dot");
  dot.setAttribute("r", 32);
  return dot;
}

const form = document.querySelector("form[data-pin]");
const map = form?.querySelector("svg.map");
if (map) start(form, map);
