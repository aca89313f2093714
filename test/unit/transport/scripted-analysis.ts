import type { AnalysisClient, CallOptions } from '../../../analysis/api/contract/client.ts';
import type { Reply } from '../../../analysis/api/contract/messages.ts';
import { UserIssue } from '../../../analysis/domain/issue.ts';

const released = new WeakSet<object>();
export const isReleased = (value: object): boolean => released.has(value);

const release = {
  releaseId: 'r1',
  ruleVersion: '1',
  threshold: 10,
  hidden: { primary: 0, secondary: 0, other: 0 },
  shown: 1,
  proof: 'nothing_hidden',
  sourceHash: 'abc',
};
const context = { title: '', population: '', period: '', source: '', method: '', caveats: [] };

/** A table in the form of the contract; `marked` says whether the gate of this test made it. */
export function tableOf(value: number, marked: boolean): object {
  const table = {
    statistic: {
      id: 't',
      parameters: {},
      context,
      dimensions: [],
      columns: [{ id: 'n', label: '人数', kind: 'count', unit: '人', decimals: 0 }],
      rows: [{ at: [], cells: [{ state: 'shown', value }] }],
    },
    release,
  };
  if (marked) released.add(table);
  return table;
}

const info = { version: '1.2.3', shell: 'command_line', sampleAvailable: true };

/** An analysis whose operations show one behaviour each; the text 山田太郎 stands for a cell value. */
export function scriptedAnalysis(seen: { cancelled: number } = { cancelled: 0 }): AnalysisClient {
  const script: Record<string, (input: unknown, options: CallOptions) => Promise<Reply>> = {
    'app.info': async () => ({ ok: true, value: info }),
    'help.glossary': async () => ({ ok: true, value: { entries: [], rows: [['山田太郎']] } }),
    'import.history': async () => {
      throw new Error('could not convert 山田太郎 to integer');
    },
    'import.undo': async () => {
      throw new UserIssue('input', 'shell.file_empty', { name: '健診.csv' });
    },
    'studies.list': async () => ({ ok: true, value: { studies: () => '山田太郎' } }),
    'measures.list': async () => ({ ok: true, value: { measures: [] } }),
    'measures.run': async (input) => {
      const { years } = input as { years: number[] };
      return { ok: true, value: { tables: years.map((year) => tableOf(year, year !== 1999)) } };
    },
    'workspace.openSample': async (_, { onProgress }) => {
      onProgress?.({ phase: '読込', done: 1, total: 2 });
      onProgress?.({ phase: '読込', done: 2, total: 2, remainingSeconds: 0 });
      return { ok: false, issue: { code: 'shell.no_data', kind: 'input', params: {}, sentence: '文' } };
    },
    'quality.report': (_, { signal }) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => {
          seen.cancelled += 1;
          reject(signal.reason as Error);
        });
      }),
  };
  return {
    call: async (operation, input, options = {}) => {
      const behaviour = script[operation];
      if (!behaviour) throw new Error(`no script for ${operation}`);
      return (await behaviour(input, options)) as never;
    },
  };
}
