// Makes the textareas of rich text into editors (Tiptap, from django-prose-editor) with our own
// tools. Without this script one writes plain text or HTML, and the server cleans both.

const TOOLS = {
  bold: { active: ["bold"], run: (chain) => chain.toggleBold() },
  italic: { active: ["italic"], run: (chain) => chain.toggleItalic() },
  heading: {
    active: ["heading", { level: 3 }],
    run: (chain) => chain.toggleHeading({ level: 3 }),
  },
  subheading: {
    active: ["heading", { level: 4 }],
    run: (chain) => chain.toggleHeading({ level: 4 }),
  },
  bulletList: { active: ["bulletList"], run: (chain) => chain.toggleBulletList() },
  orderedList: { active: ["orderedList"], run: (chain) => chain.toggleOrderedList() },
  undo: { run: (chain) => chain.undo() },
  redo: { run: (chain) => chain.redo() },
};

const STYLE_SHEET = /<style\b[\s\S]*?<\/style>/gi;
const TAG = /<[^<>]+>/g;
const INLINE = /\s(style|on\w+)(?=\s*=)/gi;
const BOLD = /font-weight\s*:\s*(bold|[6-9]00)/i;
const NOT_BOLD = /font-weight\s*:\s*(normal|[1-5]00)/i;
const ITALIC = /font-style\s*:\s*italic/i;

// The policy of the page refuses styles and handlers even in HTML that is only read, and says so
// in the console: pasted styles come as data.
const withoutStyles = (html) =>
  html.replace(STYLE_SHEET, "").replace(TAG, (tag) => tag.replace(INLINE, " data-$1"));

// Word draws bullets with letters of these fonts; without the font the letter would stay
// (core/rich_text.py does the same for what is pasted without this script).
const SIGN_FONT = /font-family\s*:[\s'"]*(wingdings|webdings|symbol)|mso-list\s*:\s*ignore/i;
const LETTER_FONT = /font-family\s*:[\s'"]*courier/i;
const PADDED_SIGN = /^\s*[§üØvnqo](?=\s*\u00a0)\s{2,}/;
const PRIVATE_SIGN = /^\s*[\uf020-\uf0ff]\s*/;

// How many characters at the start of a paragraph draw its bullet.
function lengthOfSign(paragraph) {
  const text = paragraph.textContent;
  const padded = PADDED_SIGN.exec(text) ?? PRIVATE_SIGN.exec(text);
  if (padded) return padded[0].length;
  const nodes = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
  let node = nodes.nextNode();
  while (node && !node.data.trim()) node = nodes.nextNode();
  const sign = node?.data.trim() ?? "";
  if ([...sign].length !== 1 || /\d/.test(sign)) return 0;
  const styles = [];
  for (let one = node.parentElement; one && one !== paragraph; one = one.parentElement) {
    styles.push(one.dataset.style ?? `font-family:${one.getAttribute("face")}`);
  }
  const draws = styles.some((style) => SIGN_FONT.test(style))
    || (sign === "o" && styles.some((style) => LETTER_FONT.test(style)));
  return draws ? text.indexOf(sign) + sign.length : 0;
}

function withoutStart(element, length) {
  const nodes = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let node = nodes.nextNode(); node && length; node = nodes.nextNode()) {
    const taken = Math.min(length, node.data.length);
    node.data = node.data.slice(taken);
    length -= taken;
  }
}

// Paragraphs with such bullets as lists.
function withLists(html) {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  const items = [...body.querySelectorAll("p")]
    .map((paragraph) => [paragraph, lengthOfSign(paragraph)])
    .filter(([, length]) => length);
  if (!items.length) return html;
  const lists = new Set();
  for (const [paragraph, length] of items) {
    withoutStart(paragraph, length);
    let list = paragraph.previousElementSibling;
    if (!lists.has(list)) {
      list = document.createElement("ul");
      lists.add(list);
      paragraph.before(list);
    }
    const item = document.createElement("li");
    list.append(item);
    item.append(paragraph);
  }
  return body.innerHTML;
}

const styled = (element, pattern) => pattern.test(element.dataset.style ?? "");

function extensions(lib, toggleLink) {
  return [
    lib.Document,
    lib.Paragraph,
    lib.Text,
    lib.HardBreak,
    lib.History,
    // A document of Google writes bold as a style, and stands in a <b> that is not bold.
    lib.Bold.extend({
      parseHTML: () => [
        { tag: "strong" },
        { tag: "b", getAttrs: (element) => !styled(element, NOT_BOLD) && null },
        { tag: "span", getAttrs: (element) => styled(element, BOLD) && null },
      ],
    }),
    lib.Italic.extend({
      parseHTML: () => [
        { tag: "em" },
        { tag: "i" },
        { tag: "span", getAttrs: (element) => styled(element, ITALIC) && null },
      ],
    }),
    lib.BulletList,
    lib.OrderedList,
    // Tab leads to the next field, as everywhere in the form.
    lib.ListItem.extend({
      addKeyboardShortcuts() {
        return { Enter: () => this.editor.commands.splitListItem(this.name) };
      },
    }),
    lib.Heading.extend({
      parseHTML: () =>
        [2, 2, 3, 4, 4, 4].map((level, at) => ({ tag: `h${at + 1}`, attrs: { level } })),
      // In the outline of the admin's page, these come right under its title.
      addNodeView() {
        return ({ node: { attrs } }) => {
          const dom = document.createElement(`h${attrs.level}`);
          dom.setAttribute("aria-level", Math.max(2, attrs.level - 1));
          return { dom, contentDOM: dom };
        };
      },
    }).configure({ levels: [2, 3, 4] }),
    lib.Link.extend({
      addKeyboardShortcuts: () => ({ "Mod-k": toggleLink }),
    }).configure({ autolink: false, defaultProtocol: "https", enableTarget: false }),
    // Numbers in right-to-left text
    lib.Mark.create({
      name: "isolate",
      addAttributes: () => ({ dir: { default: null } }),
      parseHTML: () => [{ tag: "bdi" }],
      renderHTML: ({ HTMLAttributes }) => ["bdi", HTMLAttributes, 0],
    }),
  ];
}

// What somebody typed as a link, as an address; null when it is none.
function address(text) {
  const typed = text.trim();
  if (/^(https?:\/\/|mailto:|tel:)\S+$/i.test(typed) || /^\/\S*$/.test(typed)) return typed;
  if (/^[^\s@:/]+@[^\s@]+\.[^\s@]+$/.test(typed)) return `mailto:${typed}`;
  if (/^\+?[\d\s./()-]{3,}$/.test(typed)) return `tel:${typed.replace(/[^+\d]/g, "")}`;
  if (/^[^\s@:]+\.[^\s@.:]{2,}(\/\S*)?$/.test(typed)) return `https://${typed}`;
  return null;
}

function attributesOf(textarea, label) {
  const attributes = { role: "textbox", "aria-multiline": "true", class: "rich-text-input" };
  if (label) {
    label.id ||= `${textarea.id}-label`;
    attributes["aria-labelledby"] = label.id;
  }
  for (const name of ["lang", "dir", "aria-describedby", "aria-invalid"]) {
    if (textarea.hasAttribute(name)) attributes[name] = textarea.getAttribute(name);
  }
  return attributes;
}

// One stop for the Tab key; the arrows move along the tools.
function rove(tools, buttons) {
  const hold = (button) => buttons.forEach((one) => (one.tabIndex = one === button ? 0 : -1));
  hold(buttons[0]);
  tools.addEventListener("focusin", (event) => hold(event.target.closest("button")));
  tools.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(document.activeElement);
    const forward = getComputedStyle(tools).direction === "rtl" ? -1 : 1;
    const to = {
      ArrowRight: at + forward,
      ArrowLeft: at - forward,
      Home: 0,
      End: buttons.length - 1,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    buttons[(to + buttons.length) % buttons.length].focus();
  });
}

function linkRow(row, button, edit) {
  const input = row.querySelector("input");
  const close = () => {
    row.hidden = true;
    input.setCustomValidity("");
    button.setAttribute("aria-expanded", "false");
    edit().commands.focus();
  };
  const toggle = () => {
    if (!row.hidden) {
      close();
      return true;
    }
    const href = edit().getAttributes("link").href ?? "";
    input.value = href.replace(/^(mailto|tel):/, "");
    row.querySelector("[data-link=unset]").hidden = !href;
    row.hidden = false;
    button.setAttribute("aria-expanded", "true");
    input.focus();
    return true;
  };
  const set = () => {
    const href = address(input.value);
    if (href === null) {
      input.setCustomValidity(input.dataset.wrong);
      input.reportValidity();
      return;
    }
    const chain = edit().chain().focus();
    if (edit().isActive("link")) chain.extendMarkRange("link").setLink({ href }).run();
    else if (!edit().state.selection.empty) chain.setLink({ href }).run();
    else {
      const text = input.value.trim();
      chain.insertContent({ type: "text", text, marks: [{ type: "link", attrs: { href } }] }).run();
    }
    close();
  };
  input.addEventListener("input", () => input.setCustomValidity(""));
  row.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    if (event.key === "Enter" && event.target === input) {
      event.preventDefault(); // of the whole form
      set();
    }
  });
  row.querySelector("[data-link=set]").addEventListener("click", set);
  row.querySelector("[data-link=unset]").addEventListener("click", () => {
    edit().chain().focus().extendMarkRange("link").unsetLink().run();
    close();
  });
  return toggle;
}

function start(lib, box) {
  const textarea = box.querySelector("textarea");
  const label = box.closest(".form-row")?.querySelector(`label[for="${textarea.id}"]`);
  const [tools, row] = box.querySelector("template").content.cloneNode(true).children;
  const buttons = [...tools.querySelectorAll("button")];
  const linkButton = tools.querySelector("[data-tool=link]");
  const place = document.createElement("div");
  let editor;

  const toggleLink = linkRow(row, linkButton, () => editor);
  const show = () => {
    for (const button of buttons) {
      const tool = TOOLS[button.dataset.tool];
      if (button === linkButton) button.setAttribute("aria-pressed", editor.isActive("link"));
      else if (tool.active) button.setAttribute("aria-pressed", editor.isActive(...tool.active));
      else button.setAttribute("aria-disabled", !tool.run(editor.can()));
    }
  };
  textarea.hidden = true;
  box.append(tools, row, place);
  editor = new lib.Editor({
    element: place,
    extensions: extensions(lib, toggleLink),
    content: textarea.value,
    injectCSS: false, // our own style sheet has it, and the policy refuses any other
    editorProps: {
      attributes: attributesOf(textarea, label),
      transformPastedHTML: (html) => withLists(withoutStyles(html)),
    },
    onTransaction: ({ editor: changed }) => {
      editor ??= changed;
      show();
    },
    onUpdate() {
      textarea.value = editor.isEmpty ? "" : editor.getHTML();
      textarea.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
  rove(tools, buttons);
  // A press takes the focus from the text, and on a phone the keyboard with it.
  tools.addEventListener("mousedown", (event) => event.preventDefault());
  tools.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button === linkButton) toggleLink();
    else {
      const chain = editor.chain();
      // Whoever came by keyboard stays among the tools.
      if (event.detail > 0) chain.focus();
      TOOLS[button.dataset.tool].run(chain).run();
    }
  });
  label?.addEventListener("click", () => editor.commands.focus());
  show();
}

async function startAll(root) {
  const boxes = [...root.querySelectorAll(".rich-text")].filter(
    (box) => !box.closest(".empty-form"),
  );
  if (!boxes.length) return;
  const lib = await import(boxes[0].dataset.editor);
  for (const box of boxes) start(lib, box);
}

startAll(document);
document.addEventListener("formset:added", (event) => startAll(event.target));
