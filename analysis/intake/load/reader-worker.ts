/** Worker thread of the reader: reads one file after the other into parcels, never ahead of who stores them. */
import { parentPort } from 'node:worker_threads';
import { UserIssue } from '../../domain/issue.ts';
import { sourceAt } from '../decode/archive.ts';
import { packIdentities } from './identity-parcel.ts';
import { type Parcel, ParcelPacker } from './parcel.ts';
import { readHere } from './read.ts';
import type { ReadTask, ToMain, ToReader } from './reader-thread.ts';

/** Bytes under way before the reader waits; bounds the memory between the threads, and how long storing holds up. */
const MOST_UNDER_WAY = 32 << 20;
/** Parcels that travel together: a message costs more than a parcel. */
const TOGETHER = 12;

/** How often progress is told. */
const TELL_MS = 50;

let packer = new ParcelPacker();
let wake: (() => void) | undefined;

function send(message: ToMain): void {
  parentPort?.postMessage(message);
}

async function read(task: ReadTask): Promise<void> {
  packer = new ParcelPacker();
  let told = 0;
  let parcels: Parcel[] = [];
  const ship = () => {
    if (parcels.length === 0) return;
    send({ kind: 'parcels', parcels });
    parcels = [];
  };
  const outcome = await readHere(sourceAt(task.origin), task.recognition, {
    icd10: task.icd10,
    ...(task.programme === undefined ? {} : { programme: task.programme }),
    sink: {
      append(buffer) {
        parcels.push(packer.pack(buffer));
        if (parcels.length >= TOGETHER) ship();
      },
      identities(identities) {
        ship();
        send({ kind: 'identities', identities: packIdentities(identities) });
      },
      quarantine(line, code, bytes) {
        ship();
        send({ kind: 'quarantine', line, code, bytes });
      },
    },
    async onBytes(bytes) {
      const now = Date.now();
      if (now - told >= TELL_MS) {
        told = now;
        send({ kind: 'bytes', bytes });
      }
      if (packer.bytesUnderWay > MOST_UNDER_WAY) ship();
      while (packer.bytesUnderWay > MOST_UNDER_WAY) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  });
  ship();
  const { issues, ...counts } = outcome;
  send({ kind: 'done', counts, issues: issues.list() });
}

parentPort?.on('message', (message: ToReader) => {
  if (message.kind === 'stored') {
    packer.unpacked(message.parcels);
    wake?.();
    return;
  }
  read(message.task).catch((error: unknown) => {
    if (error instanceof UserIssue)
      send({ kind: 'issue', issue: error.kind, code: error.code, params: error.params });
    else send({ kind: 'failed', error });
  });
});
