// The page of a section saves what is typed, field by field; without this file its buttons do. Nothing here submits.
(() => {
  "use strict";
  const PAUSE = 1000, LONGEST = 1700, SLOW = 6000, REST = 1200; // ms: after typing stops; at the latest while it goes on; on a slow line; before it is read out
  const SHORT = 15000; // characters that a browser still sends when the page is being closed
  const KEPT_FOR = 7 * 24 * 3600e3; // ms that a draft stays on this device
  const form = document.querySelector("form[data-report]"), bar = document.querySelector("[data-bar]");
  if (!bar) return;
  const { report, person } = bar.dataset, language = document.documentElement.lang;
  const prefix = `draft|${person}|${report}|`;

  // Drafts on this device: only where the person has asked for them, only what is not saved, and not for long.
  const store = (() => { try { localStorage.getItem("draft"); return localStorage; } catch { return null; } })();
  const choice = `drafts-here|${person}`;
  const keeps = () => store?.getItem(choice) === "yes";
  const drafts = () => Object.keys(store || {}).filter((key) => key.startsWith("draft|")).map((key) => {
    try { return { key, ...JSON.parse(store.getItem(key)) }; } catch { return { key, at: 0 }; }
  });
  const keep = (field) => {
    if (!keeps()) return false;
    const { name, title, seen, isTable } = field;
    try { store.setItem(prefix + name, JSON.stringify({ name, title, seen, isTable, text: field.text(), at: Date.now(), page: location.pathname, put: field.address })); return true; } catch { return false; }
  };
  const forget = (field) => store?.removeItem(prefix + field.name);
  drafts().filter((draft) => !(Date.now() - draft.at < KEPT_FOR)).forEach((draft) => store.removeItem(draft.key));
  const own = () => drafts().filter((draft) => draft.key.startsWith(`draft|${person}|`));

  // What is read out: not how each letter stands, but what has become of them once the typing rests; the same only once.
  const loud = document.querySelector("[data-heard]"), unheard = new Map(), heard = new Map();
  let hush = 0;
  const speak = () => { loud.textContent = [...unheard.values()].join(" "); unheard.forEach((words, of) => heard.set(of, words)); unheard.clear(); };
  const quiet = () => { clearTimeout(hush); if (unheard.size) hush = setTimeout(speak, REST); };
  const say = (of, words) => {
    if (words && heard.get(of) !== words) unheard.set(of, words); else unheard.delete(of);
    if (!words) heard.delete(of);
    quiet();
  };

  // How a field stands: words and a sign, from the page's own templates; the field is described by what asks for something.
  const template = (name) => document.querySelector(`template[data-${name}]`)?.content;
  const PASSING = ["typing", "saving"], SAFE = ["saved", "empty"];
  const show = (field, state, told) => {
    if (state === field.state && told === field.shown) return;
    field.state = state;
    field.shown = told;
    if (!PASSING.includes(state)) field.isStuck = !SAFE.includes(state);
    const words = template("states").querySelector(`[data-is="${state}"]`).cloneNode(true);
    if (told) words.querySelector("[data-told]").textContent = told;
    field.foot?.replaceChildren(words);
    describe(field);
    tell();
    if (state === "typing") heard.delete(field);
    if (!PASSING.includes(state)) say(field, `${field.title}: ${words.dataset.short || words.textContent}. ${state === "wrong" ? field.wrong : ""}`);
  };
  const describe = (field) => {
    const open = field.foot?.querySelector('.save--bad, .save--wait:not([data-is="typing"])');
    const ids = ["h", "w", "r", "e", "f"].map((part) => `${part}-${field.name}`).filter((id) => document.getElementById(id) && (open || id[0] !== "f"));
    (field.box.querySelector("fieldset.field") || field.controls[0]).setAttribute("aria-describedby", ids.join(" "));
  };

  const rest = (field) => {
    if (field.told) { show(field, ...field.told); return; }
    field.state = "";
    field.isStuck = false;
    field.foot?.replaceChildren(...[...field.before.childNodes].map((node) => node.cloneNode(true)));
    describe(field);
    say(field, "");
    tell();
  };

  // The bar: what stands in the way of saving, and which fields wait.
  let leaving = false, since = null, signedOut = false, other = false, locked = "";
  const line = (name, on) => { bar.querySelectorAll(`[data-when="${name}"]`).forEach((part) => { part.hidden = !on; }); return on; };
  const unsaved = () => fields.filter((field) => field.state && !SAFE.includes(field.state));
  const waiting = () => [...fields.filter((field) => field.isStuck), ...elsewhere()]; // also while it is tried again
  const elsewhere = () => own().filter((draft) => !fields.some((field) => draft.key === prefix + field.name));
  const tell = () => {
    const left = waiting(), cut = since && !signedOut && !locked;
    bar.hidden = ![line("offline", cut && !keeps()), line("kept", cut && keeps()), line("signedout", signedOut && !other), line("other", other), line("locked", locked), line("queue", left.length)].some(Boolean);
    bar.querySelectorAll("[data-since]").forEach((place) => { place.textContent = since || ""; });
    const why = bar.querySelector("[data-why]");
    if (why) why.textContent = locked;
    bar.querySelector("[data-drop]").hidden = !elsewhere().length;
    say(bar, [...bar.querySelectorAll("[data-when]:not([hidden])")].filter((part) => part.dataset.when !== "queue").map((part) => part.textContent.trim()).join(" "));
    list(left.map((one) => [one.box ? `#${one.anchor}` : `${one.page}#a-${one.name}`, one.title]));
  };
  // Rebuilt only where it has changed, and focus stays on the link it was on, or comes to what is next.
  const list = (wanted) => {
    const place = bar.querySelector("[data-list]"), links = () => [...place.querySelectorAll("a")];
    if (JSON.stringify(wanted) === JSON.stringify(links().map((link) => [link.getAttribute("href"), link.textContent]))) return;
    const on = place.contains(document.activeElement) && document.activeElement.getAttribute("href");
    place.replaceChildren(...wanted.flatMap(([href, title], n) => {
      const link = document.createElement("a");
      link.href = href;
      link.textContent = title;
      return n ? [", ", link] : [link];
    }));
    if (on) (links().find((link) => link.getAttribute("href") === on) || links()[0] || form?.querySelector("[name=then]"))?.focus();
  };
  bar.querySelector("[data-export]").addEventListener("click", () => {
    const parts = [...unsaved().map((field) => ({ title: field.title, text: field.text() })), ...elsewhere()];
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([[document.title, ...parts.map((one) => `${one.title}\r\n${one.text}`)].join("\r\n\r\n")], { type: "text/plain" }));
    link.download = `${bar.dataset.file}.txt`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });

  bar.querySelector("[data-drop]").addEventListener("click", () => { elsewhere().forEach((draft) => store.removeItem(draft.key)); tell(); });

  // The fields of the page. One that the server shows as a clash is decided by its form.
  const fields = [...(form?.querySelectorAll("[data-field]") || [])].filter((box) => !box.querySelector("[data-clash]")).map((box) => {
    const name = box.dataset.field, inputs = [...box.querySelectorAll("input:not([type=hidden]), textarea, select")];
    const cells = inputs.filter((one) => one.name.startsWith(`a-${name}:`)), plain = inputs.filter((one) => one.name === `a-${name}`);
    const isTable = cells.length > 0, controls = isTable ? cells : plain, choices = plain.filter((one) => one.type === "radio");
    const mark = box.querySelector(`[name="seen-${CSS.escape(name)}"]`), first = (one) => (one.options ? [...one.options].find((option) => option.defaultSelected)?.value || "" : one.defaultValue);
    const read = (value) => {
      if (isTable) {
        const rows = [];
        cells.forEach((one) => { const [, row, column] = one.name.split(":"); (rows[row] ||= {})[column] = value(one); });
        while (rows.length && !Object.values(rows.at(-1)).some((cell) => cell.trim())) rows.pop(); // one between others keeps their numbers
        return rows.length ? JSON.stringify(rows) : "";
      }
      return choices.length ? choices.find((one) => (value === first ? one.defaultChecked : one.checked))?.value || "" : value(controls[0]);
    };
    return {
      name, box, controls, mark, isTable, anchor: controls[0]?.id, foot: box.querySelector(".qa__foot"), address: box.dataset.put || `${bar.dataset.put}${name}/`,
      title: box.querySelector("label, legend")?.firstChild.textContent.trim().replace(/\s+/g, " "),
      seen: Number.parseInt(mark?.value, 10) || 0,
      text: () => read((one) => one.value),
      first: controls.length ? read(first) : "",
      put: (text) => {
        if (isTable) { const rows = JSON.parse(text || "[]"); cells.forEach((one) => { const [, row, column] = one.name.split(":"); one.value = rows[row]?.[column] || ""; }); } else if (choices.length) choices.forEach((one) => { one.checked = one.value === text; }); else controls[0].value = text;
      },
    };
  }).filter((field) => field.mark && field.controls.length);

  // What is wrong stands beside the field, of a table also in its cells, and describes what it is said of, as the server draws it.
  const wrong = (field, errors = {}, detail = "") => {
    field.box.querySelectorAll(".error").forEach((one) => one.remove());
    field.box.querySelectorAll("td.field--error").forEach((one) => one.classList.remove("field--error"));
    field.controls.forEach((one) => { one.removeAttribute("aria-invalid"); if (field.isTable) one.removeAttribute("aria-describedby"); });
    field.wrong = errors[field.name]?.join(" ") || Object.values(errors).flat()[0] || detail;
    field.box.querySelector(".field").classList.toggle("field--error", Boolean(field.wrong));
    const say = (id, message, at) => {
      const said = template("wrong").firstElementChild.cloneNode(true);
      said.id = id;
      said.querySelector("[data-told]").textContent = message;
      at(said);
    };
    if (field.wrong) say(`e-${field.name}`, field.wrong, (said) => (field.controls[0].closest(".with-unit, .check, table") || field.controls[0]).before(said));
    field.controls.forEach((one) => {
      const message = field.isTable ? errors[one.name.slice(2)]?.[0] : field.wrong;
      if (!message) return;
      one.setAttribute("aria-invalid", "true");
      if (!field.isTable) return;
      one.closest("td").classList.add("field--error");
      one.setAttribute("aria-describedby", `e-${one.name}`);
      say(`e-${one.name}`, message, (said) => one.after(said));
    });
    describe(field);
  };

  // Saving: one field a request, one request at a time.
  let busy = false, trip = 0, wait = 2000, retry = 0, renewing = false, renewed = false, token = document.querySelector('[name="csrfmiddlewaretoken"]')?.value;
  const typed = (field) => {
    if (locked || field.state === "clash") { keep(field); return; }
    if (field.state !== "saving" && field.text() === field.saved) { forget(field); rest(field); return; }
    field.began ||= Date.now();
    keep(field);
    quiet();
    if (field.state !== "saving") show(field, other ? "other" : signedOut ? "signin" : since ? (keeps() ? "kept" : "waiting") : "typing");
    clearTimeout(field.timer);
    const longest = trip > 700 ? SLOW : LONGEST;
    field.timer = setTimeout(due, Math.max(0, Math.min(PAUSE, field.began + longest - Date.now())), field);
  };
  const due = (field) => { field.due = true; pump(); };
  const pump = async () => {
    if (busy || renewing || signedOut || other || locked) return;
    const next = fields.find((field) => field.due) || elsewhere().find((draft) => draft.put && !held.has(draft.key));
    if (!next) return;
    if (navigator.onLine === false) { cut(); return; }
    busy = true;
    try { await save(next.box ? next : stored(next)); } finally { busy = false; }
    if (!since) pump();
  };
  const held = new Set(); // drafts of other pages that cannot be saved from here
  const stored = (draft) => ({ ...draft, address: draft.put, text: () => draft.text, draft: draft.key, mark: {} });
  const save = async (field) => {
    const text = field.text(), began = performance.now();
    field.due = false;
    field.began = 0;
    if (field.box) show(field, "saving");
    let answer, body = {};
    try {
      answer = await fetch(field.address, {
        method: "PUT", keepalive: text.length < SHORT, credentials: "same-origin", signal: AbortSignal.timeout?.(30000),
        headers: { "Content-Type": "application/json", "Accept-Language": language, "X-CSRFToken": token }, body: JSON.stringify({ typed: field.isTable ? JSON.parse(text || "[]") : text, seen: field.seen }),
      });
      body = await answer.json().catch(() => ({}));
    } catch { answer = { status: 0 }; }
    trip = performance.now() - began;
    answered(field, text, answer.status, body);
  };
  const again = (field) => { if (field.box) field.due = true; };
  const answered = (field, text, status, body) => {
    if (status === 403 && !renewed) { renewed = true; again(field); renew(); return; }
    if (status === 401) { again(field); signedOut = true; stay("signin"); return; }
    if (status === 0 || status === 429 || status >= 500) { again(field); cut(); return; }
    since = null;
    wait = 2000;
    renewed = renewed && status === 403;
    if (field.draft) { if (status === 200) store.removeItem(field.draft); else held.add(field.draft); tell(); return; }
    if (status === 200) saved(field, text, body);
    else if (status === 400) { field.saved = null; wrong(field, body.errors, body.detail); show(field, "wrong"); keep(field); }
    else if (status === 409 && body.clashes?.length) clash(field, body);
    else lock(body.detail || "");
    if (field.text() !== text) typed(field);
  };
  const saved = (field, text, body) => {
    field.saved = text;
    field.seen = body.seen;
    field.mark.value = body.mark;
    wrong(field);
    field.told = [text.trim() ? "saved" : "empty", body.told];
    show(field, ...field.told);
    if (field.text() === text) forget(field);
    tell();
  };
  const stay = (state) => { fields.filter((field) => field.due).forEach((field) => { keep(field); show(field, state); }); tell(); };
  const cut = () => {
    since ||= new Date().toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: bar.dataset.zone });
    stay(keeps() ? "kept" : "waiting");
    clearTimeout(retry);
    retry = setTimeout(pump, wait);
    wait = Math.min(wait * 2, 30000);
  };
  const lock = (why) => {
    locked = why;
    fields.filter((field) => field.due || field.text() !== field.saved).forEach((field) => { keep(field); show(field, "locked"); });
    fields.forEach((field) => field.controls.forEach((one) => { if (one.type === "radio" || one.options) one.disabled = true; else one.readOnly = true; }));
    tell();
  };

  // The same answer was changed by somebody else: both stand there, and the person takes one.
  const clash = (field, body) => {
    field.box.querySelector("[data-clash]")?.remove();
    const asked = template("clashing").firstElementChild.cloneNode(true);
    asked.querySelector("[data-told]").textContent = body.detail;
    asked.querySelector("[data-theirs]").textContent = body.theirs || "–";
    asked.addEventListener("click", (event) => {
      const take = event.target.dataset?.take;
      if (!take) return;
      asked.remove();
      field.seen = body.clashes[0].version;
      field.mark.value = body.mark;
      field.state = "";
      if (take === "theirs" && field.isTable) { field.state = "saved"; forget(field); leaving = true; location.reload(); return; }
      if (take === "theirs") { field.put(body.typed); saved(field, body.typed, { seen: field.seen, mark: body.mark, told: body.told }); } else due(field);
      field.controls[0].focus();
    });
    field.foot.before(asked);
    keep(field);
    show(field, "clash");
  };

  // Signed in again in another tab: the page takes the new token and goes on.
  const renew = async () => {
    if (renewing) return;
    renewing = true;
    try {
      const page = new DOMParser().parseFromString(await (await fetch(location.pathname, { credentials: "same-origin", headers: { Accept: "text/html" } })).text(), "text/html");
      const found = page.querySelector("[data-bar]");
      if (!found) { signedOut = Boolean(page.querySelector('[name="password"]')); if (!signedOut) lock(bar.dataset.gone); stay("signin"); return; }
      other = found.dataset.person !== person;
      if (other) { stay("other"); return; }
      token = page.querySelector('form [name="csrfmiddlewaretoken"]').value;
      document.querySelectorAll('[name="csrfmiddlewaretoken"]').forEach((one) => { one.value = token; });
      signedOut = false;
      tell();
    } catch { cut(); } finally { renewing = false; pump(); }
  };
  const back = () => { if (document.hidden) return; if (signedOut || other) renew(); else pump(); };
  window.addEventListener("online", () => {
    wait = 2000;
    if (!waiting().length) { since = null; tell(); }
    pump();
  });
  window.addEventListener("offline", cut);
  window.addEventListener("focus", back);
  document.addEventListener("visibilitychange", back);
  setInterval(() => { if (signedOut) back(); }, 15000);
  // Leaving: what is on its way goes on, and only what would be lost is asked about.
  const flush = () => { if (!leaving && !since && !signedOut && !other && !locked) fields.filter((field) => field.state === "typing").forEach(save); };
  const isSafe = (field) => (field.state === "saving" && field.text().length < SHORT) || (keeps() && store.getItem(prefix + field.name));
  window.addEventListener("pagehide", flush);
  window.addEventListener("beforeunload", (event) => {
    flush();
    const ticked = [...(form?.querySelectorAll('[name="done"]') || [])].some((one) => one.checked !== one.defaultChecked);
    if (!leaving && (ticked || !unsaved().every(isSafe))) event.preventDefault();
  });

  if (form) {
    delete form.dataset.keep; // app.js asks about every form that was typed into; this one is saved
    form.addEventListener("input", (event) => {
      const field = fields.find((one) => one.controls.includes(event.target));
      if (field) typed(field);
    });
    form.addEventListener("submit", (event) => {
      if (since || navigator.onLine === false) { event.preventDefault(); cut(); bar.scrollIntoView({ block: "nearest" }); pump(); } else leaving = true;
    });
    window.addEventListener("pageshow", () => { leaving = false; });
  }
  const box = document.querySelector("[data-device]");
  if (box && store) {
    box.hidden = false;
    const tick = box.querySelector("input");
    tick.checked = keeps();
    tick.addEventListener("change", () => {
      if (tick.checked) { store.setItem(choice, "yes"); unsaved().forEach(keep); } else { store.removeItem(choice); own().forEach((draft) => store.removeItem(draft.key)); }
      tell();
    });
  }
  // What the page begins with: drafts of this device go first; what the browser has put back into a field is typed text too.
  fields.forEach((field) => {
    const draft = own().find((one) => one.key === prefix + field.name);
    const refused = field.foot?.dataset.unsaved !== undefined;
    field.saved = refused ? null : field.first;
    field.before = field.foot?.cloneNode(true);
    if (draft && draft.text === field.first && !refused) { forget(field); return; }
    if (draft) { field.put(draft.text); field.seen = draft.seen; }
    if (field.text() !== field.saved && !field.box.querySelector(".error")) typed(field);
  });
  tell();
  pump();
})();
