import type { WorkerMessage } from '../contract/messages.ts';

/** One message a line. JSON has no raw line break, so a line end is always the end of a message. */
export function toLine(message: WorkerMessage): string {
  return `${JSON.stringify(message)}\n`;
}
