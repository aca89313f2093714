import { isOwnUrl } from './origin.ts';

/** The parts of an IPC event that tell who is speaking. */
export interface Speaker {
  readonly senderFrame: { readonly url: string; readonly parent: unknown } | null;
}

/** Whether a message comes from our page's main frame. Must be asked at once: later the frame may be gone. */
export function isOwnPage({ senderFrame }: Speaker): boolean {
  return senderFrame !== null && senderFrame.parent === null && isOwnUrl(senderFrame.url);
}
