// Of texts of one colour and size on one ground the first is marked for the rule of contrast. Answers which are new, and how
// many texts there are.
known => {
  const told = new Set(known), news = [];
  let texts = 0;
  const STYLE = ["color", "fontSize", "fontWeight", "textShadow", "webkitTextStrokeWidth"];
  const GROUND = ["backgroundColor", "backgroundImage", "opacity", "filter", "mixBlendMode", "clipPath"];
  const PLAIN = "rgba(0, 0, 0, 0)|none|1|none|normal|none", LAID = new Set(["static", "relative"]);
  const grounds = new Map([[null, ""]]);
  const ground = element => {
    if (!grounds.has(element)) {
      const style = getComputedStyle(element), own = GROUND.map(name => style[name]).join("|");
      // What is lifted out of the page may lie on anything: it is told apart by where it stands.
      const lifted = LAID.has(style.position) ? "" : `${style.position} ${element.className}`;
      grounds.set(element, ground(element.parentElement) + (own === PLAIN ? "" : own) + lifted);
    }
    return grounds.get(element);
  };
  const speaks = element => element.matches("input, select, textarea")
    || [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());
  for (const element of document.body.querySelectorAll("*")) {
    if (!speaks(element)) continue;
    texts++;
    const style = getComputedStyle(element), states = element.matches(":disabled, [aria-disabled=true]");
    const made = [element.tagName, states, ...STYLE.map(name => style[name]), ground(element)].join(" ");
    let hash = 5381;
    for (let place = 0; place < made.length; place++) hash = (hash * 33 ^ made.charCodeAt(place)) >>> 0;
    const number = `${hash}-${made.length}`;
    if (told.has(number) || !element.checkVisibility({visibilityProperty: true})) continue;
    told.add(number);
    news.push(number);
    element.setAttribute("data-contrast", number);
  }
  return [news, texts];
}
