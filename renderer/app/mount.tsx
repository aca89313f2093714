import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, StrictMode, useState } from 'react';
import { I18nProvider } from 'react-aria-components';
import { createRoot } from 'react-dom/client';
import type { Connection } from '../client/connection.ts';
import { AttachmentContext } from '../client/hooks.ts';
import { JobBoard } from '../client/jobs.ts';
import { ShowProvider } from '../features/presentation/presenter.tsx';
import { SpeakerWindow } from '../features/presentation/speaker.tsx';
import { App } from './app.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { keepFocus } from './keep-focus.ts';
import { PreferencesProvider } from './preferences.tsx';
import { readScreens } from './screen.tsx';

/** A query client for a window that is never online: nothing waits for a network. */
function createQueries(): QueryClient {
  const always = { networkMode: 'always', retry: false } as const;
  return new QueryClient({
    defaultOptions: {
      queries: { ...always, staleTime: Number.POSITIVE_INFINITY, refetchOnWindowFocus: false },
      mutations: always,
    },
  });
}

interface ProvidersProps {
  readonly connection: Connection;
  readonly children: ReactNode;
}

/** What every part of the window may ask for: the connection, kept answers, language, preferences. */
export function Providers({ connection, children }: ProvidersProps) {
  const [attachment] = useState(() => ({ ...connection, jobs: new JobBoard() }));
  const [queries] = useState(createQueries);
  return (
    <I18nProvider locale="ja-JP">
      <QueryClientProvider client={queries}>
        <AttachmentContext value={attachment}>
          <PreferencesProvider>
            <ShowProvider>{children}</ShowProvider>
          </PreferencesProvider>
        </AttachmentContext>
      </QueryClientProvider>
    </I18nProvider>
  );
}

/** Shows the app in `root`, attached to `connection`. */
export function mount(root: HTMLElement, connection: Connection): void {
  createRoot(root).render(
    <StrictMode>
      <ErrorBoundary>
        <Providers connection={connection}>
          <App />
        </Providers>
      </ErrorBoundary>
    </StrictMode>,
  );
  keepFocus(document);
  window.requestIdleCallback(() => void readScreens());
}

/** Shows the second window of a presentation in `root`; it needs no connection. */
export function mountSpeaker(root: HTMLElement): void {
  createRoot(root).render(
    <StrictMode>
      <ErrorBoundary>
        <SpeakerWindow />
      </ErrorBoundary>
    </StrictMode>,
  );
}
