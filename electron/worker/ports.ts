import type { MessageEvent, MessagePortMain, ParentPort } from 'electron';

interface ReceivedPorts {
  /** The private line to main. */
  readonly control: Promise<MessagePortMain>;
  /** A line for calls, for main and for every page; earlier ones are delivered too. */
  onCalls(listener: (port: MessagePortMain) => void): void;
}

/** Sorts the ports that main hands over by what they are for. */
export function receivePorts(parent: Pick<ParentPort, 'on'>): ReceivedPorts {
  const control = Promise.withResolvers<MessagePortMain>();
  const waiting: MessagePortMain[] = [];
  let deliver: (port: MessagePortMain) => void = (port) => waiting.push(port);
  parent.on('message', ({ data, ports }: MessageEvent) => {
    const [port] = ports;
    const { type } = data as { readonly type?: unknown };
    if (port === undefined) return;
    if (type === 'control') control.resolve(port);
    else if (type === 'calls') deliver(port);
  });
  return {
    control: control.promise,
    onCalls: (listener) => {
      deliver = listener;
      for (const port of waiting.splice(0)) listener(port);
    },
  };
}
