import { useCallback, useEffect, useState } from 'react';
import { useAttachment } from '../client/hooks.ts';
import { useLeftFullScreen } from '../components/use-left-full-screen.ts';

export interface Presentation {
  readonly on: boolean;
  readonly start: () => void;
  readonly end: () => void;
}

/** The screen for an audience: no navigation, large type, full screen where the host can; Esc ends it. */
export function usePresentation(): Presentation {
  const { host } = useAttachment();
  const [on, setOn] = useState(false);
  const end = useCallback(() => {
    setOn(false);
    host.closePresentation().catch(() => undefined);
  }, [host]);
  const start = useCallback(() => {
    setOn(true);
    // A host that refuses full screen still shows the large view.
    host.openPresentation().catch(() => undefined);
  }, [host]);

  useEffect(() => {
    document.documentElement.toggleAttribute('data-presenting', on);
    if (!on) return;
    const listen = (event: KeyboardEvent) => {
      if (event.key === 'Escape') end();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [on, end]);
  useLeftFullScreen(on, end);

  return { on, start, end };
}

export function EndPresentation({ presentation }: { readonly presentation: Presentation }) {
  if (!presentation.on) return null;
  return (
    <button type="button" className="tool end-presentation" onClick={presentation.end}>
      発表を終える <kbd>Esc</kbd>
    </button>
  );
}
