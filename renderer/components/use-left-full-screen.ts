import { useEffect } from 'react';

/**
 * Calls `left` when the page leaves full screen while `on`. A browser takes the first Escape for itself: no key
 * reaches the page, and what was shown to an audience would stay over the window.
 */
export function useLeftFullScreen(on: boolean, left: () => void): void {
  useEffect(() => {
    if (!on) return;
    const listen = () => {
      if (document.fullscreenElement === null) left();
    };
    document.addEventListener('fullscreenchange', listen);
    return () => document.removeEventListener('fullscreenchange', listen);
  }, [on, left]);
}
