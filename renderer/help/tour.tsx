import { useCallback, useEffect, useRef, useState } from 'react';
import type { WorkspaceState } from '../app/header.tsx';
import { go } from '../app/location.ts';
import { tourStops } from './tour-stops.ts';

const SEEN_KEY = 'ebpm-tour';

export interface TourState {
  /** Place in the list of stops; null while the tour is closed. */
  readonly at: number | null;
  readonly start: () => void;
  readonly to: (at: number) => void;
  readonly end: () => void;
}

/** Offered once, when the sample is opened for the first time on this PC; again from the palette and the help. */
export function useTour(state: WorkspaceState | undefined): TourState {
  const [at, setAt] = useState<number | null>(null);
  const to = useCallback((next: number) => {
    const stop = tourStops[next];
    if (stop === undefined) return;
    setAt(next);
    go(stop.route, '', stop.params ?? {});
  }, []);
  const start = useCallback(() => to(0), [to]);
  const end = useCallback(() => {
    window.localStorage.setItem(SEEN_KEY, 'seen');
    setAt(null);
  }, []);
  const first = state?.open === true && state.sample && state.batches > 0;
  useEffect(() => {
    // Offered beside the screen that is open; it moves on only when asked to.
    if (first && window.localStorage.getItem(SEEN_KEY) === null) setAt((now) => now ?? 0);
  }, [first]);
  return { at, start, to, end };
}

/** A strip under the screen that says what it is for; it has a place of its own, so that it covers no control. */
export function Tour({ tour }: { readonly tour: TourState }) {
  const card = useRef<HTMLElement>(null);
  const { at } = tour;
  const moved = useRef(false);
  useEffect(() => {
    if (at !== null && moved.current) card.current?.focus();
  }, [at]);
  if (at === null) return null;
  const stop = tourStops[at];
  if (stop === undefined) return null;
  const move = (next: number) => {
    moved.current = true;
    tour.to(next);
  };
  return (
    <aside ref={card} className="tour" aria-label="画面の案内" tabIndex={-1}>
      <p className="hint">
        画面の案内　{at + 1}／{tourStops.length}
      </p>
      <p className="notice-title">{stop.title}</p>
      <p>{stop.text}</p>
      <div className="actions">
        <button type="button" className="tool" onClick={tour.end}>
          案内を終える
        </button>
        {at > 0 && (
          <button type="button" className="tool" onClick={() => move(at - 1)}>
            前へ
          </button>
        )}
        {at < tourStops.length - 1 && (
          <button type="button" className="button small" onClick={() => move(at + 1)}>
            次へ
          </button>
        )}
      </div>
    </aside>
  );
}
