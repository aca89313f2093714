import { type RefObject, useEffect, useRef, useState } from 'react';

/** Whether an element has come into view once; true at once where the browser cannot tell. */
export function useSeen<Kind extends Element>(): readonly [RefObject<Kind | null>, boolean] {
  const place = useRef<Kind>(null);
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const element = place.current;
    if (element === null || seen) return;
    if (!('IntersectionObserver' in window)) {
      setSeen(true);
      return;
    }
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) setSeen(true);
      },
      { rootMargin: '200px' },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [seen]);
  return [place, seen];
}
