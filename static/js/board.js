// The keys of the board. Every act is also a link or a button: without this file nothing is missing but speed.
(() => {
  "use strict";
  const table = document.querySelector(".board"), keys = document.getElementById("keys");
  if (!table || !keys) return;
  const rows = () => [...table.querySelectorAll("tr[id]")];
  const rowOf = (element) => element.closest?.(".board tr[id]");
  const go = (row) => { if (row) { row.tabIndex = -1; row.focus(); row.scrollIntoView({ block: "nearest" }); } };
  const step = (row, by, wanted = () => true) => {
    const all = rows();
    for (let n = row ? all.indexOf(row) + by : 0; n >= 0 && n < all.length; n += by) if (wanted(all[n])) return all[n];
    return null;
  };

  // Single keys can be switched off (WCAG 2.1.4); the choice is kept in this browser.
  const single = document.getElementById("keys-single");
  try { single.checked = localStorage.getItem("board-keys") !== "off"; } catch { /* no storage: they work */ }
  single.addEventListener("change", () => { try { localStorage.setItem("board-keys", single.checked ? "on" : "off"); } catch { /* for this page only */ } });
  const list = () => keys.showModal();
  document.querySelectorAll("[data-keys]").forEach((button) => { button.hidden = false; button.addEventListener("click", list); });

  // How many rows are ticked.
  const counted = document.querySelector("[data-count]");
  table.addEventListener("change", (event) => {
    if (event.target.name !== "pick") return;
    event.target.closest("tr").classList.toggle("is-picked", event.target.checked);
    const n = table.querySelectorAll("[name=pick]:checked").length;
    if (counted) counted.textContent = n ? counted.dataset.count.replace("0", n) : "";
  });

  let onwards = false, asked = "";
  const inForm = (event, form) => {
    if (event.key === "Escape") { event.preventDefault(); form.querySelector("[data-cancel]").click(); }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); onwards = true; form.requestSubmit(); }
  };
  const onRow = (event, row) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      go(step(row, event.key === "ArrowDown" ? 1 : -1));
    } else if (row && event.target === row) {
      if (event.key === "Enter") { event.preventDefault(); row.querySelector(row.dataset.edit ? ".act" : "a")?.click(); }
      if (event.key === " " && single.checked) { event.preventDefault(); row.querySelector("[name=pick]")?.click(); }
    }
  };
  document.addEventListener("keydown", (event) => {
    const row = rowOf(event.target), form = row && event.target.closest("form");
    if (keys.open || event.isComposing) return;
    if (form) { inForm(event, form); return; }
    if (event.target.closest?.("textarea, select, input:not([type=checkbox])") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (row || event.target === document.body || event.target.id === "main") onRow(event, row);
    if (!single.checked || event.defaultPrevented) return;
    if (event.key === "/") { event.preventDefault(); document.getElementById("id_q").focus(); }
    if (event.key === "?") { event.preventDefault(); list(); }
  });

  // After a row has been exchanged focus stands where the work goes on: in its form, on it, or on the next row.
  document.addEventListener("htmx:beforeRequest", (event) => { asked = rowOf(event.detail.elt)?.id || ""; });
  document.addEventListener("htmx:afterSettle", () => {
    const row = document.getElementById(asked);
    if (!asked || !row) return;
    asked = "";
    if (row.classList.contains("is-open")) (row.querySelector("[data-errors]") || row.querySelector("select, .input")).focus();
    else go(onwards ? step(row, 1, (next) => next.dataset.edit || next.classList.contains("is-open")) || row : row);
    onwards = false;
  });
  // A page that opens with a row to be edited begins there.
  const open = table.querySelector(".is-open");
  if (open) (open.querySelector("[data-errors]") || open.querySelector("select, .input")).focus();
})();
