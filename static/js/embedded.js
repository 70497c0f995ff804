// In a frame of somebody else’s page: says how high this one is, and nothing else, to whoever frames
// it. Their page may listen with /embed/1.js, or not; it asks when it began later than this. The
// message never changes, because pages out there go on listening for it.
if (parent !== window) {
  const root = document.documentElement;
  const say = () => {
    const height = Math.ceil(root.getBoundingClientRect().height);
    parent.postMessage({ embed: 1, height }, "*");
  };
  new ResizeObserver(say).observe(root);
  addEventListener("message", (event) => event.source === parent && say());
}
