/** Parts of a screen in which somebody finds the place again. */
const PARTS = 'section, form, fieldset, figure, details, [role="tabpanel"], [role="dialog"], main';

/** It cannot hold the focus any more. */
function isGone(element: Element): boolean {
  return !element.isConnected || element.matches(':disabled') || !element.checkVisibility();
}

function ancestorsOf(element: Element): readonly Element[] {
  const parent = element.parentElement;
  return parent === null ? [] : [parent, ...ancestorsOf(parent)];
}

/** Gives the focus to a part of the page without a place of its own in the order. */
function land(part: HTMLElement): void {
  if (!part.hasAttribute('tabindex')) {
    part.tabIndex = -1;
    part.addEventListener('blur', () => part.removeAttribute('tabindex'), { once: true });
  }
  part.focus({ preventScroll: true });
}

/**
 * Where an answer takes away the control that has the focus, the focus goes to the nearest part of the screen that is
 * still there, instead of to the beginning of the window. Controls that stay keep it by themselves: this is for those
 * that end with their step (a wizard's, a removed row's). Returns how to end it.
 */
export function keepFocus(target: Document): () => void {
  let held: Element | null = null;
  let around: readonly Element[] = [];
  const isLost = () => target.activeElement === null || target.activeElement === target.body;

  const remember = (event: FocusEvent) => {
    if (!(event.target instanceof Element)) return;
    held = event.target;
    around = ancestorsOf(held);
  };
  // Whoever points at an empty place has left on purpose.
  const forget = () => queueMicrotask(() => held !== null && isLost() && !isGone(held) && clear());
  const clear = () => {
    held = null;
    around = [];
  };
  const restore = () => {
    if (held === null || !isLost() || !isGone(held)) return;
    const part = around.find((each) => each.isConnected && each.matches(PARTS) && !isGone(each));
    const place = part ?? target.querySelector('main');
    clear();
    if (place instanceof HTMLElement) land(place);
  };
  // Closing dialogs give the focus back within a frame, and the browser takes it from hidden parts within one.
  const check = () => {
    if (held !== null && isGone(held)) requestAnimationFrame(() => requestAnimationFrame(restore));
  };
  const watch = new MutationObserver(check);
  target.addEventListener('focusin', remember);
  target.addEventListener('focusout', forget);
  watch.observe(target.body, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ['disabled', 'hidden', 'open'],
  });
  return () => {
    watch.disconnect();
    target.removeEventListener('focusin', remember);
    target.removeEventListener('focusout', forget);
  };
}
