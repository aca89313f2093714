import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import type { Analysis } from '../../../analysis/api/contract/client.ts';
import type {
  OperationInput,
  OperationName,
  OperationOutput,
} from '../../../analysis/api/contract/operations.ts';
import { createAnalysis } from '../../../analysis/api/handlers/index.ts';
import { programmeSchema } from '../../../analysis/domain/programme.ts';
import { outputSchema } from '../../../electron/cli/schema.ts';
import { generateSample } from '../../../sample-data/generate.ts';

/** Design → lock → diagnostics → outcomes, through the contract, on a small generated town. */
const folder = mkdtempSync(join(tmpdir(), 'workflow-'));
let analysis: Analysis;
let time = Date.parse('2026-01-01T00:00:00Z');

async function ask<Name extends OperationName>(
  name: Name,
  input: OperationInput<Name>,
): Promise<OperationOutput<Name>> {
  time += 60_000;
  const reply = await analysis.call(name, input);
  if (!reply.ok) throw new Error(reply.issue.code);
  return reply.value as OperationOutput<Name>;
}

async function refused<Name extends OperationName>(name: Name, input: OperationInput<Name>): Promise<string> {
  const reply = await analysis.call(name, input);
  return reply.ok ? 'answered' : reply.issue.code;
}

function logFile(): string {
  const found = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find((name) =>
    name.endsWith('log.jsonl'),
  );
  if (found === undefined) throw new Error('no log of locks');
  return join(folder, found);
}

/** What a study verb prints with `--json` fits the schema that its help prints. */
function expectDocumented(verb: string, value: unknown): void {
  const schema = z.fromJSONSchema(outputSchema(['study', verb]) as z.core.JSONSchema.JSONSchema);
  const printed: unknown = JSON.parse(JSON.stringify(value));
  expect(schema.safeParse(printed).error, verb).toBeUndefined();
  expect(schema.safeParse({ ...(printed as object), extra: 1 }).success).toBe(false);
}

describe('the workflow of a study', () => {
  beforeAll(async () => {
    const sources = join(folder, '元データ');
    await generateSample({ out: sources, people: 2500, years: 5, seed: 1 });
    analysis = createAnalysis({
      shell: 'command_line',
      version: '0.0.0',
      sampleFolder: sources,
      userFolder: join(folder, 'user'),
      now: () => new Date(time),
    });
    await ask('workspace.openSample', {});
  });
  afterAll(async () => {
    await analysis.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('outcomes are refused before the lock, and after it before the diagnostics', async () => {
    expect(await refused('studies.design', { id: 'nothing' })).toBe('study.unknown');
    expect(await refused('studies.diagnose', { id: 'p01' })).toBe('study.not_locked');
    expect(await refused('studies.run', { id: 'p01' })).toBe('study.not_locked');
    expect(await refused('studies.figures', { id: 'p01' })).toBe('study.not_locked');
    const draft = await ask('studies.design', { id: 'p01' });
    expect(draft.lock).toMatchObject({ stage: 'draft', lockedAt: '', changes: [] });
    expectDocumented('design', draft);
    expectDocumented('list', await ask('studies.list', {}));
    expect((await ask('studies.lock', { id: 'p01' })).stage).toBe('locked');
    expect(await refused('studies.run', { id: 'p01' })).toBe('study.not_diagnosed');
  });

  test('diagnostics hold no estimate, and the power that was worked out without outcomes', async () => {
    const diagnosis = await ask('studies.diagnose', { id: 'p01' });
    expect(diagnosis.lock.stage).toBe('diagnosed');
    expectDocumented('diagnose', diagnosis);
    expect(Object.keys(diagnosis)).not.toContain('effects');
    expect(JSON.stringify(diagnosis)).not.toContain('"interval"');
    expect(diagnosis.power[0]).toMatchObject({ outcome: 'sbp', important: 2 });
    expect(diagnosis.power[0]!.detectable).toBeGreaterThan(0.5);
    const ids = diagnosis.checks.map(({ id }) => id);
    for (const id of [
      'balance',
      'overlap',
      'weights',
      'follow_up',
      'missing_data',
      'part_years',
      'repeated_persons',
    ]) {
      expect(ids).toContain(id);
    }
  });

  test('then the result opens, with sensitivity, figures and code', async () => {
    const result = await ask('studies.run', { id: 'p01' });
    expect(result.lock.stage).toBe('opened');
    expectDocumented('run', result);
    expect(result.checks.find(({ id }) => id === 'locked')?.verdict).toBe('good');
    const sets = new Map(result.sets.map((set) => [set.id, set]));
    expect([...sets.keys()]).toEqual(
      expect.arrayContaining(['weights', 'estimators', 'leave_one_out', 'missing']),
    );
    const main = result.effects[0]!.statistic.effect;
    for (const { statistic } of sets.get('estimators')!.effects) {
      expect(Math.abs(statistic.effect.estimate - main.estimate)).toBeLessThan(3 * main.standardError);
    }
    expect(result.bounds.map(({ label }) => label).join()).toContain('E値');
    expect(result.code).toContain('glm.fit');
    const { pictures } = await ask('studies.figures', { id: 'p01' });
    expect(pictures.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['flow', 'love', 'overlap', 'forest']),
    );
    for (const { svg } of pictures) expect(svg).toMatch(/^<svg.*<title.*<\/svg>$/su);
  });

  test('what all claims cost is called by the files that were imported, and the file of the study stays as it is', async () => {
    // The town has no dentists' files.
    const named = '翌年度の1人当たり年間医療費（歯科を除く）';
    const { settings, study, targetTrial } = await ask('studies.design', { id: 'p01' });
    expect(study.outcomes).toContain(named);
    expect(targetTrial.find(({ item }) => item === '結果')?.text).toContain(named);
    expect(settings).not.toContain('歯科を除く');
    const listed = (await ask('studies.list', {})).studies.find(({ id }) => id === 'p01');
    expect(listed?.outcomes).toContain(named);
    const result = await ask('studies.run', { id: 'p01' });
    const yen = result.effects.filter(({ statistic }) => statistic.effect.unit === '円');
    expect(yen.map(({ statistic }) => statistic.effect.outcomeLabel)).toEqual([named]);
    for (const { statistic } of yen)
      expect(statistic.context.caveats.join('')).toMatch(
        /医療費について：歯科のレセプトが取り込まれていない/u,
      );
    expect(result.power.map(({ label }) => label)).toContain(named);
    const others = result.effects.filter(({ statistic }) => statistic.effect.unit !== '円');
    for (const { statistic } of others) expect(statistic.effect.outcomeLabel).not.toContain('歯科');
  });

  test('a design changed after outcomes were seen says what changed and is weaker', async () => {
    const { settings } = await ask('studies.design', { id: 'p01' });
    await ask('studies.save', { text: settings.replace('estimand: ATT', 'estimand: ATE') });
    const changed = await ask('studies.design', { id: 'p01' });
    expect(changed.lock.stage).toBe('draft');
    expect(changed.lock.changes).toEqual([{ key: 'estimand', before: 'ATT', after: 'ATE' }]);
    expect(await refused('studies.run', { id: 'p01' })).toBe('study.not_locked');
    expect((await ask('studies.lock', { id: 'p01' })).changedAfterOutcomes).toBe(true);
    await ask('studies.diagnose', { id: 'p01' });
    const result = await ask('studies.run', { id: 'p01' });
    expect(result.checks.find(({ id }) => id === 'locked')?.verdict).toBe('caution');
    await ask('studies.remove', { id: 'p01' });
    const restored = await ask('studies.design', { id: 'p01' });
    expect(restored.settings).toBe(settings);
    expect(restored.lock.stage).toBe('opened');
  });

  test('faults of a study file come with line, key and what to write', async () => {
    const { settings } = await ask('studies.design', { id: 'p01' });
    const lineOf = (text: string, key: string) =>
      text.split('\n').findIndex((line) => line.includes(key)) + 1;
    const broken = settings.replace('estimand: ATT', 'estimand: AVERAGE').replace('timeZero:', 'timezero:');
    const { faults } = await ask('studies.check', { text: broken });
    const estimand = faults.find(({ key }) => key === 'estimand')!;
    expect(estimand).toMatchObject({ line: lineOf(broken, 'estimand: AVERAGE'), reason: 'choice' });
    expect(estimand.hint).toContain('ATT');
    expect(faults.find(({ key }) => key === 'timezero')).toMatchObject({
      line: lineOf(broken, 'timezero'),
      reason: 'unknown_key',
    });
    expect(faults.some(({ key, reason }) => key === 'timeZero' && reason === 'missing')).toBe(true);
    for (const { sentence, line } of faults) expect(sentence).toContain(`${line}行目`);
    const unknown = await ask('studies.check', { text: settings.replace('- bmi', '- shoe_size') });
    expect(unknown.faults[0]).toMatchObject({ reason: 'unknown_variable', hint: 'shoe_size' });
    const yaml = await ask('studies.check', { text: 'id: [1, 2' });
    expect(yaml.faults[0]).toMatchObject({ reason: 'not_yaml' });
    expect(await refused('studies.save', { text: broken })).toBe('study.invalid');
    expect((await ask('studies.check', { text: settings })).faults).toEqual([]);
  });

  test('questions are offered where the data are, the others say what is missing', async () => {
    const { studies, offers } = await ask('studies.list', {});
    expect(studies.map(({ id }) => id).sort()).toEqual(['guidance', 'h02', 'p01']);
    const ready = offers.filter(({ missing }) => missing.length === 0);
    expect(ready.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['p01-did', 'p01-dose', 'p01-care', 'p01-series']),
    );
    for (const kind of ['がん検診の再勧奨', '新生児訪問', 'ナッジの文面', '糖尿病性腎症重症化予防']) {
      const offer = offers.find((each) => each.kind === kind)!;
      expect(offer.missing.length).toBeGreaterThan(0);
    }
    for (const { id } of ready) {
      const { lock, code, targetTrial } = await ask('studies.design', { id });
      expect(lock.stage).toBe('draft');
      expect(code).toContain('data.csv');
      expect(targetTrial.length).toBeGreaterThan(4);
    }
  });

  test('an offered study of another design runs through the same gate', async () => {
    for (const id of ['p01-did', 'p01-series', 'p01-dose']) {
      await ask('studies.lock', { id });
      await ask('studies.diagnose', { id });
      const result = await ask('studies.run', { id });
      expect(result.balance === undefined).toBe(id !== 'p01-did');
      expect(result.figures.length + result.sets.length).toBeGreaterThan(0);
    }
  });

  test('a report that opens a study by itself says so; its pictures are of the same result', async () => {
    const make = async (studyId: string) => {
      const { files } = await ask('reports.build', { template: 'study', formats: ['html'], studyId });
      return readFileSync(analysis.fileOf(files[0]!.token) ?? '', 'utf8');
    };
    expect(await make('h02')).toContain('診断を人が確かめてから結果を開いたものではありません');
    expect(await make('p01')).not.toContain('診断を人が確かめてから');
    // The diagnosis is worked out anew each time; for a result that was opened nobody is compared again.
    const statements = vi.spyOn(DuckDBConnection.prototype, 'runAndReadAll');
    const comparisons = () =>
      statements.mock.calls.filter(([sql]) => sql.includes('FILTER (exposed)')).length;
    await ask('studies.diagnose', { id: 'p01' });
    expect(comparisons()).toBeGreaterThan(0);
    statements.mockClear();
    await ask('studies.run', { id: 'p01' });
    await ask('studies.figures', { id: 'p01' });
    expect(comparisons()).toBe(0);
    statements.mockRestore();
  });

  test('what a report opened is at its diagnostics for whoever comes to it, and says so when it is opened', async () => {
    const { lock } = await ask('studies.design', { id: 'h02' });
    expect(lock).toMatchObject({ stage: 'locked', openedUnattended: true });
    expect(lock.lockedAt).not.toBe('');
    expect(await refused('studies.run', { id: 'h02' })).toBe('study.not_diagnosed');
    expect((await ask('studies.diagnose', { id: 'h02' })).lock.stage).toBe('diagnosed');
    const result = await ask('studies.run', { id: 'h02' });
    expect(result.lock).toMatchObject({ stage: 'opened', openedUnattended: true });
    expect(result.checks.find(({ id }) => id === 'locked')?.explanation).toContain(
      '診断を人が確かめる前に、資料か支払いの計算のために結果が開かれています',
    );
    expect((await ask('studies.design', { id: 'p01' })).lock).toMatchObject({
      stage: 'opened',
      openedUnattended: false,
    });
  });

  test('a payment opens no study by itself: it names the study, and opens it when it is asked to', async () => {
    await ask('programmes.save', {
      programme: programmeSchema.parse({
        id: 'paid',
        name: '成果連動の保健指導',
        approach: 'high_risk',
        department: '国保年金',
        period: { from: 2020, to: 2029 },
        boxes: [],
        contract: {
          name: '効果による支払い',
          cap: null,
          indicators: [
            {
              ...{ id: 'effect', name: '効果', unit: 'kg', study: 'guidance' },
              payment: { type: 'linear', yen: 1_000_000, floor: 0, cap: -2 },
            },
          ],
        },
      }),
    });
    const due = (more: { readonly openStudies?: true } = {}) =>
      ask('programmes.payment', { id: 'paid', year: 2023, outcomes: [], ...more });
    const before = await due();
    expect(before.waiting).toEqual([{ indicator: '効果', study: 'guidance', title: expect.any(String) }]);
    expect(before.indicators[0]).toMatchObject({ source: 'none', reason: 'no_value' });
    expect((await ask('studies.design', { id: 'guidance' })).lock.stage).toBe('draft');
    const after = await due({ openStudies: true });
    expect(after.waiting).toEqual([]);
    expect(after.indicators[0]).toMatchObject({ source: 'study' });
    expect((await ask('studies.design', { id: 'guidance' })).lock).toMatchObject({
      stage: 'locked',
      openedUnattended: true,
    });
    // Opened once, it is paid on from then on.
    expect((await due()).indicators[0]).toMatchObject({ source: 'study' });
    await ask('programmes.remove', { id: 'paid' });
  });

  test('the log of locks holds designs, no data', () => {
    const log = readFileSync(logFile(), 'utf8');
    const lines = log
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.length).toBeGreaterThan(5);
    for (const line of lines)
      expect(
        Object.keys(line).filter(
          (key) => !['id', 'hash', 'event', 'at', 'settings', 'unattended'].includes(key),
        ),
      ).toEqual([]);
  });
});
