/** What a drawing never holds: whatever runs, fetches or leads away. */
const FORBIDDEN = 'script, foreignObject, iframe, image, use, a, style, animate, set';

/** A drawing of the core, ready to be put into the page; null when it is none. */
export function drawn(text: string): SVGElement | null {
  const root = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement;
  if (!(root instanceof SVGElement)) return null;
  for (const bad of root.querySelectorAll(FORBIDDEN)) bad.remove();
  for (const element of [root, ...root.querySelectorAll('*')]) {
    for (const { name } of [...element.attributes]) {
      if (name.startsWith('on') || name === 'style' || name.endsWith('href')) element.removeAttribute(name);
    }
  }
  return document.importNode(root, true) as unknown as SVGElement;
}
