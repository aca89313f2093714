// @vitest-environment happy-dom
import { cleanup, configure, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { AnalysisClient } from '../../../analysis/api/contract/client.ts';
import { App } from '../../../renderer/app/app.tsx';
import { Providers } from '../../../renderer/app/mount.tsx';
import { readScreens } from '../../../renderer/app/screen.tsx';
import type { Programme } from '../../../renderer/features/programmes/words.ts';
import { fakeAnalysis } from '../../support/fake-analysis.ts';
import { fakeHost } from '../../support/fake-host.ts';

function show(place: string) {
  const working = fakeAnalysis({ open: true, stepMs: 0 });
  const calls: { readonly name: string; readonly input: unknown }[] = [];
  const client: AnalysisClient = {
    call: (name, input, options) => {
      calls.push({ name, input });
      return working.call(name, input, options);
    },
  };
  window.location.hash = `#/${place}`;
  render(
    <Providers connection={{ client, host: fakeHost }}>
      <App />
    </Providers>,
  );
  return calls;
}

// More than the usual second where the machine is busy.
configure({ asyncUtilTimeout: 10_000 });
beforeAll(readScreens);
afterEach(cleanup);

describe('the register of programmes', () => {
  test('lists programmes by department and adds one by name', async () => {
    const calls = show('programmes');
    expect(await screen.findByRole('link', { name: '健康ポイント' })).toBeTruthy();
    fireEvent.change(screen.getByLabelText('新しい事業の名前'), { target: { value: '減塩教室' } });
    fireEvent.click(screen.getByRole('button', { name: '台帳に加える' }));
    await waitFor(() => expect(calls.some(({ name }) => name === 'programmes.save')).toBe(true));
    const saved = calls.find(({ name }) => name === 'programmes.save')?.input;
    expect(saved).toMatchObject({ programme: { name: '減塩教室', boxes: [] } });
  });

  test('an edited logic model is saved whole, with its evidence', async () => {
    const calls = show('programmes/walk');
    const evidence = await screen.findByLabelText('予算と担当2名 → 歩数に応じたポイントの根拠');
    fireEvent.change(evidence, { target: { value: '議会資料' } });
    fireEvent.click(await screen.findByRole('button', { name: '台帳に保存する' }));
    await waitFor(() => expect(calls.some(({ name }) => name === 'programmes.save')).toBe(true));
    expect(calls.find(({ name }) => name === 'programmes.save')?.input).toMatchObject({
      programme: { id: 'walk', arrows: [{ evidence: '議会資料' }] },
    });
  });

  test('wrong input is told by field and not sent; a level of digitalisation can be taken back', async () => {
    const calls = show('programmes/walk?view=facts');
    const sent = () => calls.filter(({ name }) => name === 'programmes.save');
    const name = await screen.findByLabelText('事業名');
    fireEvent.change(name, { target: { value: ' ' } });
    const save = screen.getByRole('button', { name: '台帳に保存する' });
    fireEvent.click(save);
    expect((await screen.findByRole('alert')).textContent).toContain(
      '「事業名」が空です。名前を入れてください。',
    );
    expect(sent()).toEqual([]);
    fireEvent.change(name, { target: { value: '健康ポイント' } });
    expect(screen.queryByRole('alert')).toBeNull();
    fireEvent.change(screen.getByRole('combobox', { name: /^デジタル化の段階/u }), { target: { value: '' } });
    fireEvent.change(screen.getByLabelText('郵送の単価'), { target: { value: '１３０' } });
    fireEvent.change(screen.getByRole('combobox', { name: /^期間の終わり/u }), { target: { value: '2026' } });
    fireEvent.click(save);
    await waitFor(() => expect(sent()).toHaveLength(1));
    const { programme } = sent()[0]!.input as { programme: object };
    expect(programme).not.toHaveProperty('digitalLevel');
    expect(programme).toMatchObject({
      period: { from: 2021, to: 2026 },
      channels: [{ id: 'letter', sent: 4_000, yenPerUnit: 130 }],
    });
  });

  test('what was written and not saved is there again after another screen, until it is taken back', async () => {
    show('programmes/walk?view=facts');
    fireEvent.change(await screen.findByLabelText('目的'), { target: { value: '書きかけ' } });
    window.location.hash = '#/programmes';
    await screen.findByRole('link', { name: '健康ポイント' });
    window.location.hash = '#/programmes/walk?view=facts';
    expect((await screen.findByLabelText<HTMLTextAreaElement>('目的')).value).toBe('書きかけ');
    expect(screen.getByText('まだ保存していない変更があります。')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: '変更をやめる' }));
    window.location.hash = '#/programmes';
    await screen.findByRole('link', { name: '健康ポイント' });
    window.location.hash = '#/programmes/walk?view=facts';
    expect((await screen.findByLabelText<HTMLTextAreaElement>('目的')).value).toBe('');
  });

  test('what cannot be read stays in its own row, and goes when the changes are taken back', async () => {
    show('programmes/walk?view=facts');
    const add = await screen.findByRole('button', { name: '費用を加える' });
    fireEvent.click(add);
    fireEvent.click(add);
    fireEvent.change(screen.getByLabelText('1行目の額'), { target: { value: '多め' } });
    fireEvent.change(screen.getByLabelText('2行目の額'), { target: { value: '5,000' } });
    const amount = () => screen.getByLabelText<HTMLInputElement>('1行目の額').value;
    expect(amount()).toBe('多め');
    fireEvent.click(screen.getByRole('button', { name: '1行目の費用を消す' }));
    expect(amount()).toBe('5,000');
    const price = screen.getByLabelText<HTMLInputElement>('郵送の単価');
    fireEvent.change(price, { target: { value: '高い' } });
    expect(price.value).toBe('高い');
    fireEvent.click(screen.getByRole('button', { name: '変更をやめる' }));
    expect(price.value).toBe('120');
  });

  test('a list in one field follows what is taken back; every row is named by what it would remove', async () => {
    show('programmes/walk');
    const arrow = '予算と担当2名 → 歩数に応じたポイント';
    const others = await screen.findByLabelText<HTMLInputElement>(`${arrow}に効くほかの要因`);
    fireEvent.change(others, { target: { value: '天候、' } });
    expect(others.value).toBe('天候、');
    fireEvent.change(others, { target: { value: '天候、景気' } });
    fireEvent.click(screen.getByRole('button', { name: '変更をやめる' }));
    expect(others.value).toBe('');
    expect(screen.getByRole('button', { name: '「歩数に応じたポイント」の枠を消す' })).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: `矢印「${arrow}」を消す` }));
    expect(screen.queryByLabelText(`${arrow}の根拠`)).toBeNull();
    // Text that is kept while the window is open would stay for the tests below.
    fireEvent.click(screen.getByRole('button', { name: '変更をやめる' }));
  });

  test('an indicator without a measure is typed with its values, and shown with where they are from', async () => {
    const calls = show('programmes/walk');
    const box = await screen.findByRole('region', { name: 'アクティビティ' });
    fireEvent.click(within(box).getByRole('button', { name: '評価指標を加える' }));
    const panel = await screen.findByRole('dialog', { name: '評価指標を加える' });
    const set = (label: string | RegExp, value: string) =>
      fireEvent.change(within(panel).getByLabelText(label), { target: { value } });
    await within(panel).findByRole('option', { name: '一覧にない指標（値を手で入れる）' });
    set(/^指標/u, '@by-hand');
    set(/^指標の名前/u, '教室に来た人');
    set(/^単位/u, '人');
    set(/^基準の年度/u, '2021');
    set(/^基準値/u, '100');
    set(/^目標の年度/u, '2025');
    set(/^目標値/u, '200');
    expect(panel.textContent).toMatch(/\d+人未満の人数と、.*入れないでください/u);
    fireEvent.click(within(panel).getByRole('button', { name: '年度の実績を加える' }));
    const row = within(panel).getByRole('group', { name: '1行目' });
    fireEvent.change(within(row).getByLabelText('年度'), { target: { value: '2023' } });
    fireEvent.change(within(row).getByLabelText('値（人）'), { target: { value: '3' } });
    fireEvent.change(within(row).getByLabelText(/^出典/u), { target: { value: '受付簿' } });
    fireEvent.change(within(row).getByLabelText(/^数えた人/u), { target: { value: '健康増進課' } });
    const add = within(panel).getByRole('button', { name: '加える' });
    expect(panel.textContent).toMatch(/実績の1行目の値を消す（\d+人未満の人数は/u);
    expect(add.getAttribute('aria-disabled')).toBe('true');
    fireEvent.change(within(row).getByLabelText('値（人）'), { target: { value: '１５０' } });
    fireEvent.click(add);
    fireEvent.click(await screen.findByRole('button', { name: '台帳に保存する' }));
    await waitFor(() => expect(calls.some(({ name }) => name === 'programmes.save')).toBe(true));
    const { programme } = calls.find(({ name }) => name === 'programmes.save')!.input as {
      readonly programme: Programme;
    };
    expect(programme.boxes.find(({ id }) => id === 'a')!.kpis).toEqual([
      {
        ...{ id: 'hand1', name: '教室に来た人', unit: '人', direction: 'higher_is_better', source: '手入力' },
        baseline: { year: 2021, value: 100 },
        target: { year: 2025, value: 200 },
        values: [{ year: 2023, value: 150, source: '受付簿', countedBy: '健康増進課' }],
      },
    ]);
    window.location.hash = '#/programmes/walk?view=board';
    const table = await screen.findByRole('table', { name: '手入力の値' });
    expect(
      within(table).getByRole('row', { name: /令和5年度 86 終了時アンケート 委託事業者/u }),
    ).toBeTruthy();
  });

  test('a programme is taken out of the register after it was asked about', async () => {
    const calls = show('programmes/walk?view=facts');
    fireEvent.click(await screen.findByRole('button', { name: 'この事業を台帳から消す' }));
    const question = await screen.findByRole('alertdialog');
    expect(calls.some(({ name }) => name === 'programmes.remove')).toBe(false);
    fireEvent.click(within(question).getByRole('button', { name: '消す' }));
    await waitFor(() =>
      expect(calls.find(({ name }) => name === 'programmes.remove')?.input).toEqual({ id: 'walk' }),
    );
    await waitFor(() => expect(window.location.hash).toBe('#/programmes'));
  });

  test('an arrow is drawn once', async () => {
    show('programmes/walk');
    const from = await screen.findByRole('combobox', { name: /^どこから/u });
    const to = screen.getByRole('combobox', { name: /^どこへ/u });
    const add = screen.getByRole('button', { name: '矢印を加える' });
    fireEvent.change(from, { target: { value: 'i' } });
    fireEvent.change(to, { target: { value: 'a' } });
    expect(add.getAttribute('aria-disabled')).toBe('true');
    expect(screen.getByText('この矢印はもうあります。')).toBeTruthy();
    fireEvent.change(to, { target: { value: 'o' } });
    expect(add.getAttribute('aria-disabled')).toBeNull();
  });

  test('ways to reach people stand with what they cost', async () => {
    show('programmes/walk?view=reach');
    const costs = await screen.findByRole('region', { name: '手段ごとの費用' });
    const row = within(costs).getByRole('row', { name: /^郵送/u });
    expect(row.textContent).toContain('480,000円');
  });

  test('payment follows the value that is typed', async () => {
    const calls = show('programmes/walk?view=payment');
    const value = await screen.findByLabelText('到達率（%）');
    expect(await screen.findByText('この町の指標（水準 4）')).toBeTruthy();
    fireEvent.change(value, { target: { value: '10' } });
    await screen.findByText('入力した値（水準 4）');
    expect(calls.at(-1)?.input).toMatchObject({ outcomes: [{ indicator: 'reach', value: 10 }] });
  });

  test('a study that nobody has opened is named, and opened only when somebody asks for it', async () => {
    const calls = show('programmes/walk?view=payment');
    const waiting = await screen.findByRole('region', { name: '結果をまだ開いていない効果検証' });
    expect(within(waiting).getByRole('link', { name: '健康ウォーキングポイントの効果' })).toBeTruthy();
    const asked = () => calls.filter(({ name }) => name === 'programmes.payment');
    expect(asked().every(({ input }) => !('openStudies' in (input as object)))).toBe(true);
    fireEvent.click(within(waiting).getByRole('button', { name: '設計を固定して計算する' }));
    await waitFor(() => expect(asked().at(-1)?.input).toMatchObject({ openStudies: true }));
    await waitFor(() =>
      expect(screen.queryByRole('region', { name: '結果をまだ開いていない効果検証' })).toBeNull(),
    );
  });

  test('a value for an indicator that is paid on evidence says its level; what is kept back is told in yen', async () => {
    const calls = show('programmes/walk?view=payment');
    const value = await screen.findByLabelText('歩数の差（歩）');
    const level = screen.getByRole('combobox', { name: /歩数の差の根拠の水準/u });
    expect(screen.queryByRole('combobox', { name: /到達率の根拠の水準/u })).toBeNull();
    fireEvent.change(value, { target: { value: '360' } });
    fireEvent.change(level, { target: { value: '2b' } });
    await waitFor(() =>
      expect(calls.at(-1)?.input).toMatchObject({
        outcomes: [{ indicator: 'steps', value: 360, evidence: '2b' }],
      }),
    );
    expect(await screen.findByText('150,000円')).toBeTruthy();
  });

  test('terms under which a measure would never be paid on are told while they are chosen', async () => {
    show('programmes/walk?view=payment');
    const measure = await screen.findByRole<HTMLSelectElement>('combobox', { name: /^値をとる指標/u });
    await waitFor(() => expect(measure.options.length).toBeGreaterThan(1));
    const level = screen.getByRole('combobox', { name: /^支払いに必要な根拠の水準/u });
    expect(within(level).getByRole('option', { name: /2b.*マッチング/u })).toBeTruthy();
    fireEvent.change(level, { target: { value: '2b' } });
    expect(screen.queryByText(/この水準では支払われません/u)).toBeNull();
    fireEvent.change(measure, { target: { value: measure.options[1]!.value } });
    expect(await screen.findByText(/この水準では支払われません/u)).toBeTruthy();
    fireEvent.change(level, { target: { value: '4' } });
    expect(screen.queryByText(/この水準では支払われません/u)).toBeNull();
  });
});

describe('terms of a contract', () => {
  test('an indicator is changed in its place, with what it pays by and what leans on it', async () => {
    const calls = show('programmes/walk?view=payment');
    fireEvent.click(await screen.findByRole('button', { name: '到達率を直す' }));
    const form = await screen.findByRole('group', { name: '「到達率」を直す' });
    const yen = within(form).getByLabelText<HTMLInputElement>('額（円）');
    expect(yen.value).toBe('2,000,000');
    const save = within(form).getByRole('button', { name: '直して保存する' });
    fireEvent.change(yen, { target: { value: '多め' } });
    expect(save.getAttribute('aria-disabled')).toBe('true');
    expect(within(form).getByText(/読めないもの：支払いの形の数字/u)).toBeTruthy();
    fireEvent.change(yen, { target: { value: '２，５００，０００' } });
    expect(within(form).getByText(/12%で 2,500,000円/u)).toBeTruthy();
    fireEvent.click(save);
    await waitFor(() =>
      expect(calls.find(({ name }) => name === 'programmes.save')?.input).toMatchObject({
        programme: {
          contract: {
            indicators: [
              { id: 'reach', payment: { type: 'linear', yen: 2_500_000, floor: 5, cap: 12 } },
              { id: 'steps' },
            ],
          },
        },
      }),
    );
  });

  test('a chosen study brings the name and the unit of what it tells of', async () => {
    show('programmes/walk?view=payment');
    const form = await screen.findByRole('group', { name: '成果の指標を加える' });
    const study = within(form).getByRole<HTMLSelectElement>('combobox', { name: /^または効果検証/u });
    await waitFor(() => expect(study.options.length).toBeGreaterThan(1));
    fireEvent.change(study, { target: { value: 'walking' } });
    expect(within(form).getByLabelText<HTMLInputElement>('名前').value).toBe('収縮期血圧の差');
    expect(within(form).getByLabelText<HTMLInputElement>('単位').value).toBe('mmHg');
    expect(within(form).getByText(/「収縮期血圧」の.*差（mmHg）/u)).toBeTruthy();
  });

  test('a chosen measure brings its name, its unit and which way is better', async () => {
    show('programmes/walk?view=payment');
    const form = await screen.findByRole('group', { name: '成果の指標を加える' });
    const measure = within(form).getByRole<HTMLSelectElement>('combobox', { name: /^値をとる指標/u });
    await waitFor(() => expect(measure.options.length).toBeGreaterThan(1));
    const smokers = [...measure.options].find(({ text }) => text === '喫煙者割合')!;
    fireEvent.change(measure, { target: { value: smokers.value } });
    expect(within(form).getByLabelText<HTMLInputElement>('名前').value).toBe('喫煙者割合');
    expect(within(form).getByLabelText<HTMLSelectElement>('よい向き').value).toBe('lower_is_better');
  });
});

describe('what if', () => {
  test('a slider asks anew and the table follows', async () => {
    const calls = show('approaches?r=sbp&from=2021&to=2023');
    const slider = await screen.findByRole('slider', { name: /全員の値の移動/u });
    const table = await screen.findByRole('table', { name: /二つの計画/u });
    await waitFor(() => expect(within(table).getByText(/2,000.0/u)).toBeTruthy());
    fireEvent.change(slider, { target: { value: '1' } });
    await waitFor(() =>
      expect(calls.filter(({ name }) => name === 'approaches.whatIf').at(-1)?.input).toMatchObject({
        shift: -5,
      }),
    );
    expect(await screen.findByText(/5,000.0/u)).toBeTruthy();
  });

  test('every number of the table is among the numbers whose grounds are told', async () => {
    show('approaches?r=sbp&from=2021&to=2023');
    const table = await screen.findByRole('table', { name: /二つの計画/u });
    const grounds = await screen.findByRole('table', { name: /もしもの数字は/u });
    const labels = within(table)
      .getAllByRole('rowheader')
      .map((head) => (head.textContent ?? '').split('。')[0]);
    expect(labels.length).toBeGreaterThan(2);
    for (const label of labels)
      for (const side of ['ポピュレーション', 'ハイリスク']) {
        const head = within(grounds)
          .getAllByRole('rowheader')
          .find(({ textContent }) => textContent?.startsWith(side) && textContent.includes(label ?? ''));
        expect(head, `${side} ${label}`).toBeTruthy();
        expect(within(head!.closest('tr')!).getAllByText('移動')).toHaveLength(1);
      }
  });
});
