import { readFileSync } from 'node:fs';
import type { Browser, CDPSession, Page } from 'playwright-core';

/** What the page holds after a collection of garbage. Memory in MiB; the rest are counts. */
export interface Held {
  /** Resident memory of the page's process. */
  readonly resident: number;
  /** What JavaScript uses of its heap. */
  readonly heap: number;
  readonly elements: number;
  readonly listeners: number;
}

async function withSession<T>(page: Page, work: (session: CDPSession) => Promise<T>): Promise<T> {
  const session = await page.context().newCDPSession(page);
  try {
    return await work(session);
  } finally {
    await session.detach();
  }
}

async function residentOf(browser: Browser): Promise<number> {
  const root = await browser.newBrowserCDPSession();
  const { processInfo } = await root.send('SystemInfo.getProcessInfo');
  await root.detach();
  const sizes = processInfo
    .filter(({ type }) => type === 'renderer')
    .map(({ id }) => Number(/VmRSS:\s+(\d+)/u.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1] ?? 0));
  return Math.max(...sizes) / 1024;
}

export async function heldBy(browser: Browser, page: Page): Promise<Held> {
  const counts = await withSession(page, async (session) => {
    await session.send('Performance.enable');
    await session.send('HeapProfiler.collectGarbage');
    const { metrics } = await session.send('Performance.getMetrics');
    return new Map(metrics.map(({ name, value }) => [name, value]));
  });
  return {
    resident: await residentOf(browser),
    heap: (counts.get('JSHeapUsedSize') ?? 0) / 2 ** 20,
    elements: counts.get('Nodes') ?? 0,
    listeners: counts.get('JSEventListeners') ?? 0,
  };
}

interface SnapshotText {
  readonly snapshot: {
    readonly meta: { readonly node_fields: readonly string[]; readonly node_types: readonly unknown[] };
  };
  readonly nodes: readonly number[];
  readonly strings: readonly string[];
}

/** What is on the heap: number of objects of each kind and name, and of elements that no document shows. */
export interface HeapCensus {
  readonly kinds: ReadonlyMap<string, number>;
  readonly detached: number;
}

const DETACHED = 2;

export async function heapCensus(page: Page): Promise<HeapCensus> {
  const text = await withSession(page, async (session) => {
    const chunks: string[] = [];
    session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk));
    await session.send('HeapProfiler.collectGarbage');
    await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
    return chunks.join('');
  });
  return censusOf(JSON.parse(text) as SnapshotText);
}

function censusOf({ snapshot, nodes, strings }: SnapshotText): HeapCensus {
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const [type, name, state] = ['type', 'name', 'detachedness'].map((field) => fields.indexOf(field)) as [
    number,
    number,
    number,
  ];
  const typeNames = types[type] as readonly string[];
  const kinds = new Map<string, number>();
  let detached = 0;
  for (let at = 0; at < nodes.length; at += fields.length) {
    const kind = typeNames[nodes[at + type] ?? 0] ?? '';
    if (nodes[at + state] === DETACHED) detached += 1;
    if (kind !== 'object' && kind !== 'closure' && kind !== 'native') continue;
    const key = `${kind} ${strings[nodes[at + name] ?? 0]?.slice(0, 60)}`;
    kinds.set(key, (kinds.get(key) ?? 0) + 1);
  }
  return { kinds, detached };
}

/** Kinds of which there are more than before, most first. */
export function grown(before: HeapCensus, after: HeapCensus, most = 12): readonly string[] {
  return [...after.kinds]
    .map(([kind, count]) => ({ kind, count, more: count - (before.kinds.get(kind) ?? 0) }))
    .filter(({ more }) => more > 100)
    .toSorted((a, b) => b.more - a.more)
    .slice(0, most)
    .map(({ kind, count, more }) => `+${more} to ${count} ${kind}`);
}
