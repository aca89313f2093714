// @vitest-environment happy-dom
import { describe, expect, test } from 'vitest';
import type { OperationName } from '../../../analysis/api/contract/operations.ts';
import { type Operations, operations } from '../../../analysis/api/contract/operations.ts';
import { screenCommands } from '../../../renderer/app/commands.ts';
import { keysOf } from '../../../renderer/app/keys.ts';
import { parsePlace, placeHash } from '../../../renderer/app/location.ts';
import { takeToken } from '../../../renderer/client/connect.ts';
import { failureOf, replyValue } from '../../../renderer/client/failure.ts';
import { readLines } from '../../../renderer/client/http-client.ts';
import { JobBoard } from '../../../renderer/client/jobs.ts';
import { PortClient } from '../../../renderer/client/port-client.ts';
import { settingsOf } from '../../../renderer/features/settings/screen.tsx';
import { parsePopulation } from '../../../renderer/features/start/create-workspace.tsx';
import { findTerms } from '../../../renderer/help/glossary.tsx';
import { fakeAnalysis } from '../../support/fake-analysis.ts';

const inputs: { readonly [Name in OperationName]?: unknown } = {
  'measures.run': { ids: ['checkup_rate'], years: [2022, 2023], by: ['sex', 'district'], standardise: true },
  'approaches.compare': { factor: 'sbp', from: 2021, to: 2023 },
  'approaches.cascade': { from: 2021, to: 2023, by: 'sex' },
  'studies.run': { id: 'walking' },
  'overview.pyramid': { year: 2023 },
  'overview.within': { id: 'checkup_rate', years: [2023], district: 'a0', by: ['sex'] },
  'overview.rest': { id: 'checkup_rate', year: 2023, district: 'a0' },
  'overview.funnel': { id: 'checkup_rate', year: 2023 },
  'overview.statement': { id: 'checkup_rate', year: 2023 },
  'geography.load': { file: 'a' },
  'bookmarks.save': { name: '受診率', place: '#/overview' },
  'drafts.save': { id: 'd', title: '会議', blocks: [] },
  'presentation.open': { file: 'a' },
  'recent.forget': { id: 'a' },
  'recent.place': { name: 'a' },
  'import.recognise': { files: ['a', 'b'] },
  'import.run': { files: ['a'] },
  'import.undo': { batchId: 1 },
  'reports.build': { template: 'annual', formats: ['xlsx'] },
  'workspace.open': { folder: 'a' },
};

describe('made-up answers', () => {
  const names = Object.keys(operations) as (keyof Operations)[];
  const asked = names.filter((name) => operations[name].input.safeParse(inputs[name] ?? {}).success);

  test('hold for most operations', () => {
    expect(asked.length).toBeGreaterThan(30);
    expect(Object.keys(inputs).filter((name) => !asked.includes(name as OperationName))).toEqual([]);
  });

  test.each(asked)('%s has the shape of the contract', async (name) => {
    const client = fakeAnalysis({ open: true, stepMs: 0 });
    const reply = await client.call(name, (inputs[name] ?? {}) as never);
    expect(reply.ok).toBe(true);
    if (reply.ok) expect(operations[name].output.safeParse(reply.value).error).toBeUndefined();
  });
});

describe('transport of the window', () => {
  test('lines may be cut anywhere', async () => {
    const bytes = new TextEncoder().encode(
      '{"type":"progress","progress":{"phase":"読込"}}\n{"type":"reply","reply":{}}',
    );
    const pieces = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let at = 0; at < bytes.length; at += 7) controller.enqueue(bytes.slice(at, at + 7));
        controller.close();
      },
    });
    const found = [];
    for await (const line of readLines(pieces)) found.push(line.type);
    expect(found).toEqual(['progress', 'reply']);
  });

  test('the token leaves the address and survives a reload', () => {
    const token = 'abcdefghijklmnopqrstuvwx';
    window.location.hash = `#token=${token}`;
    window.sessionStorage.clear();
    expect(takeToken(window.location, window.history, window.sessionStorage)).toBe(token);
    expect(window.location.hash).not.toContain(token);
    expect(takeToken(window.location, window.history, window.sessionStorage)).toBe(token);
  });

  test('a port carries calls, progress and cancellation', async () => {
    const { port1, port2 } = new MessageChannel();
    const seen: unknown[] = [];
    port2.onmessage = ({ data }: MessageEvent<{ type: string; id: number }>) => {
      seen.push(data.type);
      if (data.type === 'call') {
        port2.postMessage({ type: 'progress', id: data.id, progress: { phase: 'x', done: 1, total: 2 } });
      } else port2.postMessage({ type: 'reply', id: data.id, reply: { ok: true, value: { done: true } } });
    };
    const client = new PortClient((attach) => attach(port1));
    const controller = new AbortController();
    const reply = client.call(
      'import.undo',
      { batchId: 1 },
      { signal: controller.signal, onProgress: () => controller.abort() },
    );
    await expect(reply).resolves.toEqual({ ok: true, value: { done: true } });
    expect(seen).toEqual(['call', 'cancel']);
    port1.close();
    port2.close();
  });

  test('a new port ends the calls of the old one', async () => {
    const first = new MessageChannel();
    const second = new MessageChannel();
    let attach: (port: MessagePort) => void = () => undefined;
    const client = new PortClient((given) => {
      attach = given;
    });
    attach(first.port1);
    const lost = client.call('app.info', {});
    await Promise.resolve();
    attach(second.port1);
    await expect(lost).rejects.toThrow();
    for (const port of [first.port1, first.port2, second.port1, second.port2]) port.close();
  });

  test('issues keep their sentence; cancelled work says so; a fault does not quote anything', () => {
    const issue = {
      code: 'intake.empty',
      kind: 'input',
      params: {},
      sentence: '空のファイルです。',
    } as const;
    expect(() => replyValue({ ok: false, issue })).toThrow('intake.empty');
    expect(failureOf(new Error('secret'), true).code).toBe('shell.cancelled');
    expect(failureOf(new Error('secret'), false).sentence).not.toContain('secret');
  });
});

describe('jobs', () => {
  test('are on the board while they run, with progress, and can be cancelled', async () => {
    const board = new JobBoard();
    const work = board.run('試験', async (signal, onProgress) => {
      onProgress({ phase: '半分', done: 1, total: 2 });
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return signal.aborted;
    });
    expect(board.current()).toMatchObject([{ title: '試験', progress: { done: 1 }, state: 'running' }]);
    board.cancel(board.current()[0]!.id);
    expect(board.current()).toMatchObject([{ state: 'cancelling' }]);
    await expect(work).resolves.toBe(true);
    expect(board.current()).toEqual([]);
  });

  test('a question becomes a job where it says that it has work to do first, and can be stopped', async () => {
    const board = new JobBoard();
    const said: string[] = [];
    const say = (phase: string) => said.push(phase);
    expect(await board.follow('初回', async () => 1, say)).toBe(1);
    expect([said, board.current()]).toEqual([[], []]);
    const slow = board.follow(
      '初回',
      async (signal, onProgress) => {
        for (const done of [0, 1]) onProgress({ phase: '下ごしらえ', done, total: 2 });
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        return signal.aborted;
      },
      say,
    );
    expect(board.current()).toMatchObject([{ title: '初回', progress: { done: 1 }, state: 'running' }]);
    expect(said).toEqual(['下ごしらえ']);
    board.cancel(board.current()[0]!.id);
    await expect(slow).resolves.toBe(true);
    expect(board.current()).toEqual([]);
  });

  test('a job that failed or was cancelled is not told as finished', async () => {
    const board = new JobBoard();
    const ended: string[] = [];
    const forget = board.onEnd(({ title }, end) => ended.push(`${title} ${end}`));
    await board.run('成功', async () => 1);
    await expect(board.run('失敗', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    const stopped = board.run('中止', async (signal) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      signal.throwIfAborted();
    });
    board.cancel(board.current()[0]!.id);
    await expect(stopped).rejects.toThrow();
    forget();
    await board.run('あと', async () => 1);
    expect(ended).toEqual(['成功 done', '失敗 failed', '中止 cancelled']);
  });
});

describe('places and keys', () => {
  test('an address holds the screen, its detail and its filters', () => {
    const place = { route: 'studies', detail: '歩こう 事業', params: { y: '2023' } } as const;
    expect(parsePlace(placeHash(place))).toEqual(place);
    expect(parsePlace('#token=abc').route).toBe('start');
  });

  test('every screen but the start has its own key', () => {
    const keys = screenCommands().flatMap((command) => command.keys ?? []);
    expect(keys).toHaveLength(10);
    expect(new Set(keys).size).toBe(10);
    expect(keysOf(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true }))).toBe('Ctrl+K');
  });
});

describe('what users type', () => {
  test('residents may be typed in either width', () => {
    expect(parsePopulation('３２，０００人')).toBe(32_000);
    expect(parsePopulation('約3万')).toBeNull();
    expect(parsePopulation('')).toBeNull();
  });

  test('an empty threshold means that of the population', () => {
    const draft = {
      municipality: ' 見本町 ',
      population: '32000',
      raised: '',
      calendar: 'wareki',
      accent: '#0b3b8c',
      department: '',
      contact: ' 内線 12 ',
      twoPerson: false,
    } as const;
    expect(settingsOf(draft)).toEqual({
      municipality: '見本町',
      population: 32_000,
      calendar: 'wareki',
      theme: { accent: '#0b3b8c' },
      issuer: { department: '', contact: '内線 12' },
    });
    expect(settingsOf({ ...draft, contact: '' })?.issuer).toBeUndefined();
    expect(settingsOf({ ...draft, twoPerson: true })?.twoPersonRelease).toBe(true);
    expect(settingsOf({ ...draft, raised: '20' })?.raisedThreshold).toBe(20);
    expect(settingsOf({ ...draft, raised: 'たくさん' })).toBeNull();
  });

  test('terms are found by reading and by full-width words', () => {
    const entry = {
      term: 'BMI',
      reading: 'びーえむあい',
      definition: '体格の指数',
      formula: '',
      denominator: '',
      source: '',
      caveat: '',
    };
    expect(findTerms([entry], 'ＢＭＩ 体格')).toEqual([entry]);
    expect(findTerms([entry], 'びーえむ')).toEqual([entry]);
    expect(findTerms([entry], '血圧')).toEqual([]);
  });
});
