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
