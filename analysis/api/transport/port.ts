/** One end of a message channel, whatever made it: Electron, worker_threads or the DOM. */
export interface Port {
  post(message: unknown): void;
  /** One receiver only; messages that came before are delivered to it. */
  receive(listener: (message: unknown) => void): void;
  closed(listener: () => void): void;
  close(): void;
}

/** `MessagePort` of a window or a web worker. It tells nobody when the other end is gone. */
export interface DomPort {
  postMessage(message: unknown): void;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  start(): void;
  close(): void;
}

/** Emitters of Node: worker_threads' `MessagePort`, `parentPort`, `Worker`. They emit the data itself. */
export interface NodePort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (data: unknown) => void): unknown;
  on(event: 'close' | 'exit', listener: () => void): unknown;
  close?(): void;
}

/** Electron's `MessagePortMain`, in main and in a utility process. It emits an event with `data`. */
export interface ElectronPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
  close(): void;
}

export function fromDomPort(port: DomPort): Port {
  return {
    post: (message) => port.postMessage(message),
    receive: (listener) => {
      port.onmessage = (event) => listener(event.data);
      port.start();
    },
    closed: () => undefined,
    close: () => port.close(),
  };
}

export function fromNodePort(port: NodePort): Port {
  return {
    post: (message) => port.postMessage(message),
    receive: (listener) => {
      port.on('message', listener);
    },
    closed: (listener) => {
      port.on('close', listener);
      port.on('exit', listener);
    },
    close: () => port.close?.(),
  };
}

export function fromElectronPort(port: ElectronPort): Port {
  return {
    post: (message) => port.postMessage(message),
    receive: (listener) => {
      port.on('message', (event) => listener(event.data));
      port.start();
    },
    closed: (listener) => {
      port.on('close', listener);
    },
    close: () => port.close(),
  };
}
