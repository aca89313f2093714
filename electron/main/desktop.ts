import { type BrowserWindow, dialog, type IpcMain } from 'electron';
import { FileTokens } from '../host/file-tokens.ts';
import { Supervisor } from '../host/supervisor.ts';
import { CHANNELS } from '../preload/channels.ts';
import { type AnalysisProcess, type AnalysisSettings, startAnalysisProcess } from './analysis-process.ts';
import { serveHost } from './host.ts';
import type { Places } from './places.ts';
import { printHtml } from './print.ts';
import { openWindow } from './window.ts';

/** The window and its analysis process. */
export class Desktop {
  readonly #places: Places;
  readonly #userFolder: string;
  readonly #tokens: FileTokens;
  readonly #supervisor: Supervisor<AnalysisProcess>;
  #window: BrowserWindow | undefined;

  constructor(places: Places, settings: AnalysisSettings) {
    this.#places = places;
    this.#userFolder = settings.userFolder;
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
      connect: () => this.#connect(),
    });
    // The page is read while the analysis starts; its calls wait in line behind the opening.
    const opened = this.#open(this.#supervisor.child);
    this.#window = openWindow(this.#places.preload, packaged, this.#userFolder);
    await opened;
  }

  /** A second start of the app shows the window of the first. */
  focus(): void {
    const window = this.#window;
    // While the app is ending, its window is gone already.
    if (window === undefined || window.isDestroyed()) return;
    if (window.isMinimized()) window.restore();
    window.focus();
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

  /** A workspace that does not open is said by the page: its state is "closed". */
  async #open(process: AnalysisProcess): Promise<void> {
    await process.client.call('workspace.reopen', {});
  }

  /** The page's port led to the process that ended: what waits on it fails when the new one comes. */
  async #reopen(process: AnalysisProcess): Promise<void> {
    await this.#open(process);
    this.#connect();
  }
}
