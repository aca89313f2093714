import { type RefObject, useEffect, useRef } from 'react';
import { useParam } from '../../app/location.ts';

/** Parts of a long screen that a link may lead to, by `see` in the address. */
export type Part = 'missed' | 'before_after';

/** Moves the screen alone: scrolling into view would move the window under its header as well. */
function bring(element: HTMLElement): void {
  const main = document.getElementById('main');
  if (main === null || main.scrollHeight <= main.clientHeight) element.scrollIntoView({ block: 'start' });
  else
    main.scrollBy({ top: element.getBoundingClientRect().top - main.getBoundingClientRect().top - MARGIN });
}

const MARGIN = 12;

/** Brings an element into sight as it appears, where the address asks for its part. */
export function useArrival<T extends HTMLElement>(part: Part): RefObject<T | null> {
  const place = useRef<T>(null);
  const [see] = useParam('see', '');
  useEffect(() => {
    if (see === part && place.current) bring(place.current);
  }, [see, part]);
  return place;
}
