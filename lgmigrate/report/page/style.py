"""The style and the script of a pack's page. Both stand in the page; their hashes in its policy.

The script searches: it shows the rows that have every word of the search, and says how many. The
search stands in the address (``#q=...&only=...``), so that it can be linked to.
"""

from __future__ import annotations

__all__ = ["SCRIPT", "STYLE"]

STYLE = """
:root {
  color-scheme: light dark;
  --paper: #fff; --ink: #1b2530; --soft: #566270; --line: #d6dde5; --band: #f4f7fa;
  --link: #0b57a4; --key: #0b4a87; --key-bg: #e3eefa; --ok: #17623a; --ok-bg: #e2f3e8;
  --people: #7f4300; --people-bg: #fdeedb; --guess: #623a96; --guess-bg: #f0e9fa; --hit: #ffe58a;
  --bar: 3.5rem;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14191f; --ink: #e4e9ef; --soft: #a3afbc; --line: #38424d; --band: #1d242c;
    --link: #7db8f5; --key: #a9d0fa; --key-bg: #17324d; --ok: #8edbae; --ok-bg: #143323;
    --people: #f6c58b; --people-bg: #42290b; --guess: #cdb2f3; --guess-bg: #33234a; --hit: #6b5600;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html { scroll-padding-top: calc(var(--bar) + 3.5rem); }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 15px/1.55 system-ui, "Hiragino Sans", "Yu Gothic UI", Meiryo, "Noto Sans CJK JP",
    sans-serif;
}
a { color: var(--link); text-underline-offset: .15em; }
a:focus-visible, input:focus-visible, select:focus-visible, tr:focus-visible,
.drawing:focus-visible, .long:focus-visible {
  outline: 3px solid var(--link); outline-offset: 1px;
}
tr:focus-visible { outline-offset: -3px; background: var(--key-bg); }
code, .mono, .relations .name {
  font-family: ui-monospace, Consolas, "DejaVu Sans Mono", monospace; font-size: .88em;
}
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: .3rem; z-index: 9; background: var(--paper); padding: .5rem; }
.bar {
  position: sticky; top: 0; z-index: 5; min-height: var(--bar); display: flex; gap: .5rem 1.25rem;
  align-items: center; padding: .4rem 1.25rem; background: var(--paper);
  border-bottom: 1px solid var(--line);
}
.bar > a { font-weight: 700; color: inherit; text-decoration: none; white-space: nowrap; }
.bar form { display: flex; flex: 1; gap: .5rem 1rem; align-items: center; }
.bar label { position: absolute; left: -99rem; }
.bar input, .bar select {
  font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--soft);
  border-radius: 4px; padding: .3rem .6rem;
}
.bar input { flex: 1; min-width: 9rem; max-width: 38rem; }
.bar output { white-space: nowrap; color: var(--soft); font-variant-numeric: tabular-nums; }
.page { display: grid; grid-template-columns: 14rem minmax(0, 1fr); }
nav {
  position: sticky; top: var(--bar); align-self: start; max-height: calc(100vh - var(--bar));
  overflow-y: auto; padding: 1rem .75rem 2rem 1.25rem; border-right: 1px solid var(--line);
  font-size: .87rem;
}
nav h2 { font-size: .8rem; color: var(--soft); margin: 1rem 0 .25rem; padding: 0; border: 0; }
nav ul { list-style: none; margin: 0; padding: 0; }
nav li { display: flex; justify-content: space-between; gap: .5rem; padding: .1rem 0; }
nav a { color: inherit; text-decoration: none; overflow-wrap: anywhere; }
nav a:hover { text-decoration: underline; }
nav li span { color: var(--soft); font-variant-numeric: tabular-nums; white-space: nowrap; }
main { padding: 1.25rem 1.5rem 6rem; min-width: 0; }
h1 { font-size: 1.6rem; line-height: 1.3; margin: 0 0 .5rem; }
h1 small { font-size: .6em; font-weight: 400; color: var(--soft); }
h2 { font-size: 1.2rem; margin: 2.5rem 0 .75rem; padding-bottom: .25rem;
  border-bottom: 2px solid var(--line); }
h3 { font-size: 1.05rem; margin: 1.5rem 0 .35rem; }
h3 code { font-weight: 400; color: var(--soft); }
h3 .count::before { content: "("; }
h3 .count::after { content: ")"; }
h3 .count { font-weight: 400; font-size: .85rem; color: var(--soft); margin-left: .5rem; }
p { margin: .25rem 0 .6rem; max-width: 60rem; }
.soft { color: var(--soft); }
.notice {
  border-left: 4px solid var(--people); background: var(--people-bg); padding: .6rem .9rem;
}
.notice.ok { border-color: var(--ok); background: var(--ok-bg); }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .2rem 1.25rem; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
.counts {
  display: flex; flex-wrap: wrap; gap: .6rem; list-style: none; margin: 1rem 0; padding: 0;
}
.counts li { border: 1px solid var(--line); border-radius: 4px; padding: .3rem .8rem; }
.counts b { font-size: 1.2rem; margin-left: .5rem; font-variant-numeric: tabular-nums; }
table { border-collapse: separate; border-spacing: 0; width: 100%; font-size: .87rem; }
thead th {
  position: sticky; top: var(--bar); z-index: 2; background: var(--band); text-align: left;
  white-space: nowrap; border-bottom: 2px solid var(--line); padding: .4rem .6rem;
}
tbody td, tbody th {
  vertical-align: top; text-align: left; font-weight: 400; padding: .4rem .6rem;
  border-bottom: 1px solid var(--line); overflow-wrap: anywhere;
}
tbody tr:hover { background: var(--band); }
tr:target { background: var(--key-bg); }
tbody th b { display: block; }
.number { text-align: right; color: var(--soft); font-variant-numeric: tabular-nums; }
.number a { color: inherit; text-decoration: none; }
.nowrap { white-space: nowrap; overflow-wrap: normal; }
.text { white-space: pre-line; }
.few { margin-top: 1rem; }
.few tbody th, .few tbody td { min-width: 8em; overflow-wrap: break-word; }
.few tbody td.number { min-width: 0; }
section[data-list=items] { content-visibility: auto; contain-intrinsic-size: auto 60rem; }
.items { table-layout: fixed; min-width: 68rem; }
.items col:nth-child(1) { width: 3rem; } .items col:nth-child(2) { width: 5.4rem; }
.items col:nth-child(3) { width: 18%; } .items col:nth-child(4) { width: 5.8rem; }
.items col:nth-child(5) { width: 8rem; } .items col:nth-child(6) { width: 6.5rem; }
.items col:nth-child(7) { width: 15%; } .items col:nth-child(9) { width: 10%; }
.badge {
  display: inline-block; border-radius: 3px; padding: 0 .4em; font-size: .8rem; white-space: nowrap;
  background: var(--band); color: var(--soft);
}
.badge.key { background: var(--key-bg); color: var(--key); font-weight: 700; }
.badge.ok { background: var(--ok-bg); color: var(--ok); }
.badge.people { background: var(--people-bg); color: var(--people); }
.badge.guess { background: var(--guess-bg); color: var(--guess); }
td > div + div, td > .badge + div { margin-top: .2rem; }
.drawing { overflow-x: auto; border: 1px solid var(--line); border-radius: 4px; padding: .25rem; }
.relations { display: block; }
.relations text { font-size: 13px; fill: var(--ink); }
.relations .box rect { fill: var(--paper); stroke: var(--soft); stroke-width: 1.2; }
.relations .other rect { stroke-dasharray: 5 4; }
.relations text.head { font-weight: 700; }
.relations text.name { font-size: 12px; fill: var(--soft); }
.relations text.mark { font-size: 11px; fill: var(--key); }
.relations .rule { stroke: var(--line); }
.relations .line { fill: none; stroke: var(--link); stroke-width: 1.3; }
.relations .line:hover { stroke-width: 3.5; }
.relations marker path { fill: var(--link); }
.relations a:hover text { text-decoration: underline; }
.lists { display: grid; grid-template-columns: repeat(auto-fill, minmax(20rem, 1fr)); gap: 0 2rem;
  align-items: start; }
.lists thead th { position: static; }
.lists td:first-child { width: 6rem; }
.lists tbody td { padding-block: .2rem; }
.long { max-height: 34rem; overflow-y: auto; border-bottom: 1px solid var(--line); }
.lists .long thead th { position: sticky; top: 0; }
::highlight(hit) { background: var(--hit); color: inherit; }
@media (max-width: 75rem) {
  .page { display: block; }
  nav {
    position: static; max-height: 14rem; border-right: 0; border-bottom: 1px solid var(--line);
  }
}
@media (max-width: 48rem) {
  .bar, .bar form { flex-wrap: wrap; }
  .bar { position: static; }
  thead th { top: 0; }
}
@media print {
  @page { size: A4 landscape; margin: 10mm; }
  body { font-size: 8pt; background: #fff; }
  .bar, nav, .skip { display: none; }
  .page, .lists { display: block; }
  main { padding: 0; }
  .items { min-width: 0; }
  thead th { position: static; }
  section[data-list=items] { content-visibility: visible; }
  tr, .lists section { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  .drawing, .long { overflow: visible; max-height: none; border: 0; }
  .lists .long thead th { position: static; }
  .relations { max-width: 100%; height: auto; }
  a { color: inherit; text-decoration: none; }
}
"""

SCRIPT = """
"use strict";
(() => {
  const box = document.getElementById("q");
  const only = document.getElementById("only");
  const said = document.getElementById("said");
  const none = document.getElementById("none");
  const fold = (text) => text.normalize("NFKC").toLowerCase().replace(/[\\u3041-\\u3096]/g,
    (one) => String.fromCharCode(one.charCodeAt(0) + 96)).replace(/\\s+/g, " ").trim();
  const lists = [...document.querySelectorAll("section[data-list]")].map((section) => {
    const head = section.querySelector("h3");
    const table = section.querySelector("table");
    const heads = table ? [...table.tHead.rows[0].cells] : [];
    const find = heads.flatMap((th, n) => "find" in th.dataset ? [n] : []);
    const rows = table ? [...table.tBodies[0].rows].map((row) => ({
      row, cells: find.map((n) => row.cells[n]), kinds: row.className.split(" "),
    })) : [];
    for (const one of rows) one.text = fold(one.cells.map((cell) => cell.textContent).join(" "));
    const link = document.querySelector(`nav a[href="#${head.id}"]`).parentNode;
    return {
      section, rows, link, kind: section.dataset.list,
      names: [fold(head.dataset.title), fold(head.dataset.name)],
      text: fold(`${head.dataset.title} ${head.dataset.name}`),
      counts: [section.querySelector(".count"), link.querySelector("span")],
    };
  });
  const groups = [...document.querySelectorAll("[data-group]")].map((group) => (
    { group, inside: [...group.querySelectorAll("section[data-list], li")] }));
  const plain = [...document.querySelectorAll("section[data-plain], nav [data-plain]")];
  let hits = [];
  let at = -1;

  const mark = (node, word, ranges) => {
    const text = fold(node.data);
    if (text.length !== node.data.length) return;  // places in the text are not those in the page
    for (let from = text.indexOf(word); from >= 0; from = text.indexOf(word, from + word.length)) {
      const range = new Range();
      range.setStart(node, from);
      range.setEnd(node, from + word.length);
      ranges.push(range);
    }
  };

  const highlight = (words) => {
    if (!window.CSS || !CSS.highlights) return;
    const ranges = [];
    for (const { cells } of words.length ? hits.slice(0, 300) : []) {
      for (const cell of cells) {
        const walk = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
        while (walk.nextNode()) for (const word of words) mark(walk.currentNode, word, ranges);
      }
    }
    CSS.highlights.set("hit", new Highlight(...ranges));
  };

  const apply = () => {
    const asked = fold(box.value);
    const words = asked ? asked.split(" ") : [];
    const kind = only.value;
    const filtering = words.length > 0 || kind !== "";
    const shown = { items: 0, codes: 0 };
    const total = { items: 0, codes: 0 };
    hits = [];
    at = -1;
    for (const list of lists) {
      const all = list.kind === "codes"
        ? words.every((word) => list.text.includes(word)) : list.names.includes(asked);
      const meant = (one) => !words.length || all || (words.some((word) => one.text.includes(word))
        && words.every((word) => one.text.includes(word) || list.text.includes(word)));
      let count = 0;
      for (const one of list.rows) {
        const hit = meant(one) && (!kind || one.kinds.includes(kind));
        if (one.row.hidden === hit) one.row.hidden = !hit;
        if (hit) { count += 1; if (filtering) hits.push(one); }
      }
      const of = list.rows.length;
      const named = all && words.length && !kind && !of;
      list.section.hidden = list.link.hidden = filtering && !count && !named;
      for (const place of list.counts) place.textContent = filtering ? `${count} / ${of}` : of;
      shown[list.kind] += count;
      total[list.kind] += of;
    }
    for (const one of plain) one.hidden = filtering;
    for (const { group, inside } of groups) {
      group.hidden = filtering && inside.every((one) => one.hidden);
    }
    const part = (name) => filtering ? `${shown[name]} / ${total[name]}` : total[name];
    const parts = ["items", "codes"].map((one) => `${said.dataset[one]} ${part(one)}`);
    said.textContent = parts.join(" · ");
    none.hidden = !filtering || lists.some((list) => !list.section.hidden);
    highlight(words);
  };

  const remember = () => {
    const now = new URLSearchParams();
    if (box.value) now.set("q", box.value);
    if (only.value) now.set("only", only.value);
    const text = now.toString();
    try {
      history.replaceState(null, "", text ? `#${text}` : location.pathname + location.search);
    } catch { /* a viewer without addresses */ }
  };
  const changed = () => { apply(); remember(); window.scrollTo(0, 0); };
  const clear = () => { box.value = ""; only.value = ""; };

  const go = () => {
    const asked = new URLSearchParams(location.hash.slice(1));
    if (asked.has("q") || asked.has("only")) {
      box.value = asked.get("q") || "";
      only.value = asked.get("only") || "";
      if (only.selectedIndex < 0) only.value = "";
      apply();
      return;
    }
    const place = document.getElementById(location.hash.slice(1));
    if (place && place.closest("[hidden]")) {
      clear();
      apply();
      place.scrollIntoView();
    }
  };

  const next = (step) => {
    if (!hits.length) return;
    at = (at + step + hits.length) % hits.length;
    const { row } = hits[at];
    row.tabIndex = -1;
    row.scrollIntoView({ block: "center" });
    row.focus({ preventScroll: true });
  };

  box.addEventListener("input", changed);
  only.addEventListener("change", changed);
  box.form.addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.key === "/" && document.activeElement !== box) {
      event.preventDefault();
      box.focus();
      box.select();
    } else if (event.key === "Escape" && (box.value || only.value)) {
      clear();
      changed();
      box.focus();
    } else if (event.key === "Enter" && !["A", "SELECT"].includes(document.activeElement.tagName)) {
      event.preventDefault();
      next(event.shiftKey ? -1 : 1);
    }
  });
  window.addEventListener("hashchange", go);
  box.form.hidden = false;
  apply();
  go();
})();
"""
