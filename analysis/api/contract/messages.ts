import type { Issue } from '../../domain/issue.ts';
import type { OperationName } from './operations.ts';

/** What travels between a shell and the worker, on every transport alike. */

export interface Progress {
  /** Japanese words for what is being done now. */
  readonly phase: string;
  readonly done: number;
  readonly total: number;
  readonly remainingSeconds?: number;
}

export type ClientMessage =
  | { readonly type: 'call'; readonly id: number; readonly operation: OperationName; readonly input: unknown }
  | { readonly type: 'cancel'; readonly id: number };

export type Reply<T = unknown> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly issue: Issue & { readonly sentence: string } };

export type WorkerMessage =
  | { readonly type: 'progress'; readonly id: number; readonly progress: Progress }
  | { readonly type: 'reply'; readonly id: number; readonly reply: Reply };

/**
 * What the host of a window offers besides the operations (Electron's main process, or the browser shell).
 * Files are opaque tokens to the page: it never sees a path.
 */
export interface HostApi {
  pickFiles(options: PickOptions): Promise<readonly PickedFile[]>;
  /** Files dropped on the window. */
  receiveFiles(files: readonly File[]): Promise<readonly PickedFile[]>;
  /** Asks for a folder name for a new or existing workspace; null when the user cancels. */
  pickWorkspace(purpose: 'create' | 'open'): Promise<PickedFile | null>;
  /** Hands a finished file to the user (save dialog, or download). */
  saveFile(token: string): Promise<'saved' | 'cancelled'>;
  /** Makes this window fill its screen. */
  openPresentation(): Promise<void>;
  closePresentation(): Promise<void>;
  /** Opens the second window of a presentation, for the speaker; on another screen where there is one. */
  openSpeaker(): Promise<void>;
}

export interface PickOptions {
  readonly folders: boolean;
  /** Which files to offer; data files where absent. */
  readonly kind?: 'map' | 'deck' | 'picture' | 'template';
}

export interface PickedFile {
  readonly token: string;
  readonly name: string;
  readonly size: number;
}
