import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { I18nProvider } from 'react-aria-components';
import { createRoot } from 'react-dom/client';
import type { Connection } from '../client/connection.ts';
import { AttachmentContext } from '../client/hooks.ts';
import { JobBoard } from '../client/jobs.ts';
import { App } from './app.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { PreferencesProvider } from './preferences.tsx';

/** A query client for a window that is never online: nothing waits for a network, nothing is asked twice. */
export function createQueries(): QueryClient {
  const always = { networkMode: 'always', retry: false } as const;
  return new QueryClient({
    defaultOptions: {
      queries: { ...always, staleTime: Number.POSITIVE_INFINITY, refetchOnWindowFocus: false },
      mutations: always,
    },
  });
}

/** Shows the app in `root`, attached to `connection`. */
export function mount(root: HTMLElement, connection: Connection): void {
  const attachment = { ...connection, jobs: new JobBoard() };
  createRoot(root).render(
    <StrictMode>
      <ErrorBoundary>
        <I18nProvider locale="ja-JP">
          <QueryClientProvider client={createQueries()}>
            <AttachmentContext value={attachment}>
              <PreferencesProvider>
                <App />
              </PreferencesProvider>
            </AttachmentContext>
          </QueryClientProvider>
        </I18nProvider>
      </ErrorBoundary>
    </StrictMode>,
  );
}
