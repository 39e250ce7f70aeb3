/**
 * The second tap of a double tap is for what stood there at the first. People tap twice on "keep" to be sure; the screen has
 * changed by then, and under the finger there is something else: another form, or the undoing of what was kept.
 */
let first: Element | null = null;

/** From now on such taps are for nothing. The browser itself says what is a double tap; keys and programs never are. */
export function watchTaps(): void {
  addEventListener('click', look, { capture: true });
}

function look(event: MouseEvent): void {
  if (!event.isTrusted) return;
  const now = controlOf(event.target);
  if (event.detail >= 2 && now !== first) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  first = now;
}

/** A sign that changes within one button is no other thing, nor is a box beside its words. */
function controlOf(target: EventTarget | null): Element | null {
  const found = target instanceof Element ? target.closest('a, button, summary, label, input, select, textarea') : null;
  return found instanceof HTMLLabelElement ? (found.control ?? found) : found;
}
