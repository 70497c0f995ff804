// In a frame of somebody else’s page: says how high this one is, and nothing else, to whoever frames
// it. Their page may listen with /embed/1.js, or not; it asks when it began later than this. The
// message never changes, because pages out there go on listening for it.
if (parent !== window) {
  const root = document.documentElement;
  const say = () => parent.postMessage({ embed: 1, height: Math.ceil(root.offsetHeight) }, "*");
  new ResizeObserver(say).observe(root);
  addEventListener("message", (event) => event.source === parent && say());
}
