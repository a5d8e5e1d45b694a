// How things are put in order, as care puts them.

export function sorted(some, order) {
  return [...some].sort(order);
}

export function addTo(groups, name, value) {
  if (!groups.has(name)) groups.set(name, []);
  groups.get(name).push(value);
}

// As Python orders text: by code point, where JavaScript would compare halves of one.
export function byCodePoint(one, other) {
  const points = (text) => [...text].map((sign) => sign.codePointAt(0));
  const [first, second] = [points(one), points(other)];
  return byFigures(first, second) || first.length - second.length;
}

export function byFigures(first, second) {
  const place = first.findIndex((value, at) => value !== second[at]);
  return place < 0 || place >= second.length ? 0 : first[place] - second[place];
}
