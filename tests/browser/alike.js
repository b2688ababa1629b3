// Of rows, entries and options that are made alike two are left, the rest are taken away; answers how many went.
// Alike: the same elements with the same classes, roles and states, and the same attributes and texts filled in or empty.
() => {
  const numbers = new Map(), NAMED = /^(class|role|type|scope|rowspan|colspan|disabled|lang|aria-(?!labelledby|describedby|controls|label$).*)$/;
  const MANY = /^(TBODY|UL|OL|SELECT|OPTGROUP|DATALIST)$/;
  let gone = 0;
  const number = made => numbers.get(made) ?? numbers.set(made, numbers.size).size - 1;
  const attribute = ({name, value}) => name + (NAMED.test(name) ? "=" + value : value.trim() ? "+" : "");
  const written = node => node.nodeType === Node.TEXT_NODE && node.data.trim() ? "t" : "";
  const of = element => {
    const parts = MANY.test(element.tagName)
      ? thinned(element)
      : [...element.childNodes].map(node => node.nodeType === Node.ELEMENT_NODE ? of(node) : written(node));
    return number([element.tagName, ...[...element.attributes].map(attribute).sort(), ">", ...parts].join(" "));
  };
  const thinned = element => {
    const seen = new Map();
    for (const child of [...element.children]) {
      const made = of(child), before = seen.get(made) ?? 0;
      seen.set(made, before + 1);
      if (before > 1) { child.remove(); gone++; }
    }
    return [...seen.keys()].sort();
  };
  of(document.body);
  return gone;
}
