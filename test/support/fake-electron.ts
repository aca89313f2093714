import { EventEmitter } from 'node:events';

/**
 * Stands in for the `electron` package in unit tests: the real one tries to download its binary as soon as
 * it is imported. Emitters where Electron has emitters; everything else records how it was called.
 */

interface Channel {
  readonly port1: FakeMessagePort;
  readonly port2: FakeMessagePort;
}

/** Electron's `MessagePortMain`: queues until started, clones what it carries, tells of the end. */
export class FakeMessagePort extends EventEmitter {
  peer: FakeMessagePort | undefined;
  #started = false;
  #queue: unknown[] = [];

  postMessage(message: unknown): void {
    const data: unknown = structuredClone(message);
    setImmediate(() => this.peer?.deliver(data));
  }

  start(): void {
    this.#started = true;
    for (const data of this.#queue.splice(0)) this.emit('message', { data, ports: [] });
  }

  close(): void {
    const { peer } = this;
    this.peer = undefined;
    setImmediate(() => {
      this.emit('close');
      peer?.emit('close');
    });
  }

  deliver(data: unknown): void {
    if (this.#started) this.emit('message', { data, ports: [] });
    else this.#queue.push(data);
  }
}

export function electronChannel(): Channel {
  const port1 = new FakeMessagePort();
  const port2 = new FakeMessagePort();
  port1.peer = port2;
  port2.peer = port1;
  return { port1, port2 };
}

/** What was called with what, by `object.method`. */
export const recorded: { readonly name: string; readonly args: readonly unknown[] }[] = [];

function recorder(name: string, result?: unknown): (...args: unknown[]) => unknown {
  return (...args) => {
    recorded.push({ name, args });
    return result;
  };
}

/** Starts every test with nothing recorded, no window and no process. */
export function resetElectron(): void {
  recorded.length = 0;
  app.removeAllListeners();
  BrowserWindow.all.length = 0;
  utilityProcess.children.length = 0;
  ipcMain.handlers.clear();
  answers.open = { canceled: true, filePaths: [] };
  answers.save = { canceled: true, filePath: '' };
}

/** What the dialogs of the next calls answer. */
export const answers = {
  open: { canceled: true, filePaths: [] as string[] },
  save: { canceled: true, filePath: '' },
};

export const dialog = {
  showOpenDialog: (...args: unknown[]) => {
    recorded.push({ name: 'dialog.showOpenDialog', args });
    return Promise.resolve(answers.open);
  },
  showSaveDialog: (...args: unknown[]) => {
    recorded.push({ name: 'dialog.showSaveDialog', args });
    return Promise.resolve(answers.save);
  },
  showErrorBox: recorder('dialog.showErrorBox'),
};

class FakeApp extends EventEmitter {
  isPackaged = true;
  readonly commandLine = { appendSwitch: recorder('app.commandLine.appendSwitch') };
  readonly enableSandbox = recorder('app.enableSandbox');
  readonly requestSingleInstanceLock = recorder('app.requestSingleInstanceLock', true);
  readonly quit = recorder('app.quit');
  readonly setPath = recorder('app.setPath');
  readonly setAppUserModelId = recorder('app.setAppUserModelId');
  readonly getVersion = () => '1.2.3';
  readonly getPath = (name: string) => `/user/${name}`;
  readonly whenReady = () => Promise.resolve();
}
export const app = new FakeApp();

export class FakeWebContents extends EventEmitter {
  readonly setWindowOpenHandler = recorder('webContents.setWindowOpenHandler');
  readonly postMessage = recorder('webContents.postMessage');
  readonly printToPDF = (options: unknown) => {
    recorded.push({ name: 'webContents.printToPDF', args: [options] });
    return Promise.resolve(Buffer.from('%PDF-1.7'));
  };
}

export class BrowserWindow extends EventEmitter {
  static readonly all: BrowserWindow[] = [];
  readonly webContents = new FakeWebContents();
  readonly options: unknown;
  readonly show = recorder('window.show');
  readonly focus = recorder('window.focus');
  readonly restore = recorder('window.restore');
  readonly destroy = recorder('window.destroy');
  readonly setFullScreen = recorder('window.setFullScreen');
  readonly isMinimized = () => true;
  readonly isMaximized = () => false;
  readonly maximize = recorder('window.maximize');
  readonly getBounds = () => ({ x: 0, y: 0, width: 1366, height: 768 });
  readonly getNormalBounds = () => ({ x: 30, y: 40, width: 1200, height: 700 });
  gone = false;
  readonly isDestroyed = () => this.gone;
  readonly setBounds = recorder('window.setBounds');
  readonly loadURL = (url: string) => {
    recorded.push({ name: 'window.loadURL', args: [url] });
    return Promise.resolve();
  };
  readonly loadFile = (file: string) => {
    recorded.push({ name: 'window.loadFile', args: [file] });
    return Promise.resolve();
  };

  constructor(options: unknown) {
    super();
    this.options = options;
    BrowserWindow.all.push(this);
  }
}

type RequestListener = (details: { url: string }, answer: (result: { cancel: boolean }) => void) => void;

export class FakeSession extends EventEmitter {
  requestListener: RequestListener | undefined;
  permissionHandler: ((...args: unknown[]) => void) | undefined;
  readonly setSpellCheckerEnabled = recorder('session.setSpellCheckerEnabled');
  readonly setSpellCheckerLanguages = recorder('session.setSpellCheckerLanguages');
  readonly setSpellCheckerDictionaryDownloadURL = recorder('session.setSpellCheckerDictionaryDownloadURL');
  readonly setPermissionCheckHandler = recorder('session.setPermissionCheckHandler');
  readonly setDevicePermissionHandler = recorder('session.setDevicePermissionHandler');
  readonly setDisplayMediaRequestHandler = recorder('session.setDisplayMediaRequestHandler');
  readonly webRequest = {
    onBeforeRequest: (filter: { urls: string[] }, listener: RequestListener) => {
      recorded.push({ name: 'session.webRequest.onBeforeRequest', args: [filter] });
      this.requestListener = listener;
    },
  };

  setPermissionRequestHandler(handler: (...args: unknown[]) => void): void {
    this.permissionHandler = handler;
  }
}

export const session = { defaultSession: new FakeSession(), fromPartition: () => new FakeSession() };

const display = { id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1040 } };
const projector = { id: 2, workArea: { x: 1920, y: 0, width: 1280, height: 720 } };

export const screen = {
  getAllDisplays: () => [display, projector],
  getPrimaryDisplay: () => display,
  getDisplayMatching: ({ x }: { readonly x: number }) => (x < projector.workArea.x ? display : projector),
};

export const ipcMain = {
  handlers: new Map<string, (event: unknown, input: unknown) => unknown>(),
  handle: (channel: string, handler: (event: unknown, input: unknown) => unknown) => {
    ipcMain.handlers.set(channel, handler);
  },
};

/** A child process that a test plays by hand: what it was sent, and its end. */
export class FakeUtilityProcess extends EventEmitter {
  readonly ports = new Map<string, FakeMessagePort[]>();
  readonly fork: readonly unknown[];
  readonly kill = recorder('utilityProcess.kill');

  constructor(...fork: unknown[]) {
    super();
    this.fork = fork;
  }

  postMessage(message: { type: string }, ports: FakeMessagePort[]): void {
    this.ports.set(message.type, [...(this.ports.get(message.type) ?? []), ...ports]);
    this.emit('handed', message.type);
  }
}

export const utilityProcess = {
  children: [] as FakeUtilityProcess[],
  fork: (...args: unknown[]) => {
    const child = new FakeUtilityProcess(...args);
    utilityProcess.children.push(child);
    return child;
  },
};

export class MessageChannelMain {
  readonly port1: FakeMessagePort;
  readonly port2: FakeMessagePort;

  constructor() {
    const channel = electronChannel();
    this.port1 = channel.port1;
    this.port2 = channel.port2;
  }
}

export const protocol = {
  registerSchemesAsPrivileged: recorder('protocol.registerSchemesAsPrivileged'),
  handle: recorder('protocol.handle'),
};

export const Menu = {
  setApplicationMenu: recorder('Menu.setApplicationMenu'),
  buildFromTemplate: (template: unknown) => template,
};

/** The page's side of the bridge, for the preload script. */
export const bridged: Record<string, unknown> = {};
export const contextBridge = {
  exposeInMainWorld: (name: string, api: unknown) => {
    bridged[name] = api;
  },
};

class FakeIpcRenderer extends EventEmitter {
  readonly invoke = (channel: string, input: unknown) => {
    recorded.push({ name: `invoke ${channel}`, args: [input] });
    return Promise.resolve([]);
  };
}
export const ipcRenderer = new FakeIpcRenderer();

export const webUtils = { getPathForFile: (file: { readonly path?: string }) => file.path ?? '' };
