// Niceties only: every page works without this file.
(() => {
  "use strict";

  // A form with errors: the summary takes focus, so that it is read first.
  const focusErrors = (root) => root.querySelector("[data-errors]")?.focus();

  // Menus close on Escape and on a press outside them.
  const openMenus = () => document.querySelectorAll("details.me[open]");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    openMenus().forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
  });
  document.addEventListener("click", (event) => openMenus().forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; }));

  // And when focus goes on past them, where they would cover it.
  document.addEventListener("focusin", (event) => {
    openMenus().forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
    const menu = document.getElementById("menu");
    if (menu?.hidePopover && menu.matches(":popover-open") && !menu.contains(event.target) && !event.target.closest("[popovertarget]")) menu.hidePopover();
  });

  // Signing out takes the drafts of this device along (static/js/report.js); while there are any, its own page says so first.
  document.addEventListener("submit", (event) => {
    const form = event.target, page = document.querySelector("[data-drafts]");
    if (form.dataset.signOut === undefined) return;
    try {
      const kept = Object.keys(localStorage).filter((key) => key.startsWith("draft|"));
      if (kept.length && !page) { event.preventDefault(); location.assign(form.action); } else kept.forEach((key) => localStorage.removeItem(key));
    } catch { /* no storage: nothing is kept */ }
  });

  // A form is not sent twice by a double press, and says that it is on its way.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    event.submitter?.setAttribute("aria-busy", "true");
    setTimeout(release, 8000, form); // the answer may be a file, and the page stays
  });
  const release = (form) => { delete form.dataset.sent; form.querySelector("[aria-busy]")?.removeAttribute("aria-busy"); };
  // Back to a page kept by the browser: its forms may be sent again.
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));

  // Typed text is not lost by leaving the page: the browser asks first.
  const typed = new Set();
  document.addEventListener("input", (event) => { const form = event.target.form; if (form?.dataset.keep !== undefined) typed.add(form); });
  document.addEventListener("submit", (event) => typed.delete(event.target));
  window.addEventListener("beforeunload", (event) => { if ([...typed].some((form) => form.isConnected)) event.preventDefault(); });

  // The number beside a slider goes with it; without a script it is brought up to date by the answer.
  document.addEventListener("input", (event) => {
    const slider = event.target, beside = slider.type === "range" && slider.parentElement.querySelector("output");
    if (beside) beside.value = Number(slider.value).toLocaleString(document.documentElement.lang);
  });

  // A name found while commenting goes into the text where the caret stands; without a script it is typed.
  const reveal = (root) => root.querySelectorAll("[data-script]").forEach((part) => { part.hidden = false; });
  document.addEventListener("click", (event) => {
    const name = event.target.dataset?.insert;
    const text = name && event.target.form?.querySelector("textarea");
    if (!text) return;
    text.setRangeText(name, text.selectionStart, text.selectionEnd, "end");
    text.focus();
  });
  // Enter goes from what is looked for to the first name that answers it, as soon as it is there.
  let isOld = false, isWanted = false;
  const first = (input) => document.getElementById(input.dataset.finds).querySelector("button")?.focus();
  document.addEventListener("input", (event) => { if (event.target.dataset.finds) { isOld = true; isWanted = false; } });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !event.target.dataset.finds) return;
    event.preventDefault();
    if (isOld) isWanted = true; else first(event.target);
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const input = event.detail.requestConfig?.elt;
    if (!input?.dataset.finds) return;
    if (isWanted) first(input);
    isOld = isWanted = false;
  });

  // What is asked again and again is heard only where its words have changed.
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const { target, fragment } = event.detail;
    if (target.dataset.steady !== undefined && target.textContent.trim() === fragment.textContent.trim()) event.detail.shouldSwap = false;
  });

  reveal(document);
  focusErrors(document);
  // What an act has brought is read first, and its Undo comes next; on a page opened at a place of its own focus stays there.
  if (!location.hash && document.activeElement === document.body && !document.querySelector("[data-errors]")) document.querySelector("[data-notes]")?.focus();
  document.addEventListener("htmx:afterSwap", (event) => focusErrors(event.target));
})();
