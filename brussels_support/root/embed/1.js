/* Gives frames of the site that this file is from the height of what is in them. AGPL-3.0-or-later */
(() => {
  const { origin } = new URL(document.currentScript.src);
  const all = document.getElementsByTagName("iframe");
  const ours = () => [...all].filter((frame) => frame.src.startsWith(`${origin}/`));
  addEventListener("message", ({ origin: from, source, data }) => {
    if (from !== origin || !data || data.embed !== 1 || !(data.height > 0)) return;
    for (const frame of ours()) {
      if (frame.contentWindow !== source) continue;
      const has = getComputedStyle(frame).boxSizing === "border-box";
      const edges = has ? frame.offsetHeight - frame.clientHeight : 0;
      frame.style.height = `${Math.min(data.height, 20000) + edges}px`;
    }
  });
  for (const frame of ours()) frame.contentWindow.postMessage("height", "*");
})();
