import { type BrowserWindow, dialog, type IpcMain } from 'electron';
import { FileTokens } from '../host/file-tokens.ts';
import { Supervisor } from '../host/supervisor.ts';
import { CHANNELS } from '../preload/channels.ts';
import { type AnalysisProcess, type AnalysisSettings, startAnalysisProcess } from './analysis-process.ts';
import { serveHost } from './host.ts';
import type { Places } from './places.ts';
import { printHtml } from './print.ts';
import { openWindow } from './window.ts';

/** What was open, so that it can be opened again after the analysis was restarted. */
type Opened = { readonly sample: true } | { readonly workspace: string };

/** The window and its analysis process. */
export class Desktop {
  readonly #places: Places;
  readonly #userFolder: string;
  readonly #tokens: FileTokens;
  readonly #supervisor: Supervisor<AnalysisProcess>;
  #window: BrowserWindow | undefined;
  #opened: Opened;

  constructor(places: Places, settings: AnalysisSettings, first: Opened) {
    this.#places = places;
    this.#userFolder = settings.userFolder;
    this.#opened = first;
    this.#tokens = new FileTokens((token, path) => this.#supervisor.child.control.registerFile(token, path));
    this.#supervisor = new Supervisor<AnalysisProcess>({
      start: (ended) => startAnalysisProcess(places.worker, settings, printHtml, ended),
      restarted: (process) => {
        this.#tokens.repeat();
        void this.#reopen(process);
      },
      gaveUp: () => {
        dialog.showErrorBox(
          '分析プログラムを再開できません',
          '分析プログラムが続けて止まりました。アプリを終了して開き直してください。データは保存されています。',
        );
      },
    });
  }

  async start(ipc: Pick<IpcMain, 'handle'>, packaged: boolean): Promise<void> {
    serveHost(ipc, {
      window: () => this.#shownWindow(),
      tokens: this.#tokens,
      fileOf: async (token) =>
        (await this.#supervisor.child.control.fileOf(token)) ?? this.#tokens.path(token),
      remember: (workspace) => {
        this.#opened = { workspace };
      },
      connect: () => this.#connect(),
    });
    await this.#supervisor.child.control.ready;
    this.#window = openWindow(this.#places.preload, packaged, this.#userFolder);
    await this.#open(this.#supervisor.child);
  }

  /** A second start of the app shows the window of the first. */
  focus(): void {
    const window = this.#window;
    if (window?.isMinimized()) window.restore();
    window?.focus();
  }

  stop(): Promise<void> {
    return this.#supervisor.stop();
  }

  #shownWindow(): BrowserWindow {
    if (!this.#window) throw new Error('the window is not open yet');
    return this.#window;
  }

  #connect(): void {
    const port = this.#supervisor.child.connect();
    this.#shownWindow().webContents.postMessage(CHANNELS.port, undefined, [port]);
  }

  /** The page's port led to the process that ended: what waits on it fails when the new one comes. */
  async #reopen(process: AnalysisProcess): Promise<void> {
    await this.#open(process);
    this.#connect();
  }

  async #open(process: AnalysisProcess): Promise<void> {
    const opened = this.#opened;
    // A workspace that does not open is said by the page: its state is "closed".
    if ('workspace' in opened) await process.client.call('workspace.open', { folder: opened.workspace });
    else await process.client.call('workspace.openSample', {});
  }
}
