import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  disclosurePolicy,
  type LedgerEntry,
  ledgerState,
  openRequests,
  POPULATION_TIERS,
  verifyLedger,
} from '../../disclosure/index.ts';
import { dayInJapan } from '../../domain/calendar.ts';
import { runMeasure } from '../../measures/catalogue.ts';
import {
  coarseningSentence,
  JUDGED_ONLY,
  ledgerFaultText,
  outletNames,
  policyRules,
} from '../../messages/disclosure.ts';
import { formatFiscalYear } from '../../reporting/format.ts';
import { writeTextBook } from '../../reporting/writers/xlsx/text-book.ts';
import { ledgerFile } from '../../workspace/ledger-file.ts';
import { ledgerMark } from '../../workspace/ledger-mark.ts';
import type { OperationOutput } from '../contract/operations.ts';
import type { releasesOperations } from '../contract/releases.ts';
import { type Handlers, measuring } from './handler.ts';
import { signerHandlers } from './signers.ts';
import type { OpenWorkspace } from './workspace-holder.ts';

type WireEntry = OperationOutput<'releases.list'>['entries'][number];

export const releaseHandlers: Pick<Handlers, keyof typeof releasesOperations> = {
  ...signerHandlers,
  'releases.list': async ({ workspaces }) => ({
    entries: workspaces.require().ledger.entries.map(wireEntry).reverse(),
  }),
  'releases.verify': async ({ workspaces }) => {
    const { folder, warehouse, identifierSecret } = workspaces.require().workspace;
    const port = ledgerFile(folder, ledgerMark(warehouse));
    const { intact, entries, ...fault } = verifyLedger(await ledgerState(port), identifierSecret);
    const { problem, brokenAt: line = 0, expected } = fault;
    if (intact || problem === undefined) return { intact, entries };
    return {
      intact,
      entries,
      firstFault: line,
      problem,
      ...(expected === undefined ? {} : { expected }),
      sentence: ledgerFaultText({ problem, line, ...(expected === undefined ? {} : { expected }) }),
    };
  },
  'releases.coarser': async ({ workspaces }, { id, year, by }, call) => {
    const workspace = workspaces.require();
    const question = { year: [year], by, standardise: false, ...measuring(workspace, call) };
    const proposals = await workspace.gate.coarser(await runMeasure(workspace.warehouse, id, question));
    return { sentences: proposals.map(coarseningSentence) };
  },
  'releases.review': async ({ workspaces }, _, { signal, onProgress }) => {
    const { desk } = workspaces.require();
    let total = 0;
    await desk.settled(signal, (open) => {
      total = Math.max(total, open);
      onProgress?.({ phase: '公開してよいか審査しています', done: total - open, total });
    });
    return { done: true };
  },
  'releases.policy': async ({ workspaces }) => policyOf(workspaces.require()),
  'releases.requests': async ({ workspaces }) => ({
    requests: openRequests(workspaces.require().ledger.entries).map(
      ({ sequence, title, at, comment, operator }) => ({
        request: sequence,
        title,
        requestedAt: at,
        statistics: (comment ?? '').split(' ').length,
        ...(operator === undefined ? {} : { maker: operator }),
      }),
    ),
  }),
  'releases.export': async ({ workspaces, options, files }) => {
    const workspace = workspaces.require();
    const day = dayInJapan(options.now());
    const bytes = await writeTextBook('公開記録', day, [
      { name: '公開記録', ...ledgerRows(workspace) },
      { name: '確かめるための記録', ...evidenceRows(workspace.ledger.entries), widest: 38 },
      { name: '規則', ...ruleRows(policyOf(workspace)) },
    ]);
    const folder = join(options.userFolder, 'reports', randomUUID());
    const name = `公開記録_${day}.xlsx`;
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, name), bytes);
    return { token: files.add(join(folder, name)), name };
  },
};

/** Of a decision, why; of a change of settings, which. */
function reasonOf({ event, reviewer, comment }: LedgerEntry): string | undefined {
  return reviewer === undefined && event !== 'settings' ? undefined : comment;
}

const isJudgedOnly = ({ title }: LedgerEntry): boolean => title.includes(JUDGED_ONLY);

function outletOf(entry: LedgerEntry): string {
  return isJudgedOnly(entry) ? 'none' : entry.outlet;
}

/** What tables are split by, in the words of the screens; other dimensions are in the title. */
const SPLITS: Readonly<Record<string, string>> = {
  sex: '男女別',
  age: '年齢別',
  broad_age: '年齢別',
  district: '地区別',
  channel: '案内の手段別',
};

/** Two entries of one title are told apart by the years and the groups that they count. */
function cutOf({ table }: LedgerEntry): Pick<WireEntry, 'years' | 'by'> {
  const dimensions = table?.dimensions ?? [];
  const years = dimensions.find(({ id }) => id === 'year')?.levels.map(({ code }) => Number(code)) ?? [];
  const split = dimensions.filter(({ levels }) => levels.length > 1).map(({ id }) => SPLITS[id]);
  return {
    years: years.filter(Number.isInteger).sort((a, b) => a - b),
    by: [...new Set(split)].filter((words) => words !== undefined),
  };
}

function wireEntry(entry: LedgerEntry): WireEntry {
  const { sequence, at, event, title, release, files, operator, reviewer } = entry;
  const { primary, secondary, other } = release.hidden;
  return {
    sequence,
    releasedAt: at,
    releaseId: release.releaseId,
    event,
    title,
    ...cutOf(entry),
    outlet: outletOf(entry),
    threshold: release.threshold,
    hidden: primary + secondary + other,
    shown: release.shown,
    files: (files ?? []).map(({ name, sha256 }) => ({ name, sha256 })),
    ...(operator === undefined ? {} : { maker: operator }),
    ...(reviewer === undefined ? {} : { checker: reviewer }),
    ...(reasonOf(entry) === undefined ? {} : { reason: reasonOf(entry)! }),
  };
}

function policyOf({ settings }: OpenWorkspace): OperationOutput<'releases.policy'> {
  const { population, raisedThreshold } = settings;
  const policy =
    population > 0
      ? disclosurePolicy({ population, ...(raisedThreshold === undefined ? {} : { raisedThreshold }) })
      : undefined;
  const own = POPULATION_TIERS.find((tier) => population < tier.under);
  let from = 0;
  const tiers = POPULATION_TIERS.map((tier) => {
    const upTo = Number.isFinite(tier.under) ? `${tier.under.toLocaleString('ja-JP')}人未満` : '';
    const words = `${from === 0 ? '' : `${from.toLocaleString('ja-JP')}人以上`}${upTo}`;
    from = tier.under;
    const rule = Number.isFinite(tier.threshold)
      ? `${tier.threshold}人未満の人数を出さない`
      : '人数の集計を公表しない';
    return { population: words, rule, applies: population > 0 && tier === own };
  });
  return {
    population,
    threshold: policy && Number.isFinite(policy.threshold) ? policy.threshold : 0,
    ruleVersion: policy?.ruleVersion ?? '',
    twoPerson: settings.twoPersonRelease === true,
    tiers,
    rules: policyRules.map((rule) => ({ ...rule })),
  };
}

const EVENTS: Readonly<Record<string, string>> = {
  release: '公開審査を通過',
  export: 'ファイルに書き出し',
  request: '承認を申請',
  approve: '承認',
  reject: '見送り',
  settings: '公開の設定を変更',
};

/** What a reader of the ledger looks for, one row an entry. */
function ledgerRows({ ledger: { entries }, settings: { calendar } }: OpenWorkspace) {
  const head = [
    '番号',
    '日時（日本）',
    '出来事',
    '内容',
    '年度',
    '内訳',
    '出した先',
    '基準（人）',
    '出した数',
    '伏せた数',
    '作成者',
    '確認者',
    '理由',
  ];
  const rows = entries.map((entry) => {
    const { primary, secondary, other } = entry.release.hidden;
    const { years, by } = cutOf(entry);
    return [
      entry.sequence,
      entry.atJapan.slice(0, 16).replace('T', ' '),
      EVENTS[entry.event] ?? entry.event,
      entry.title,
      years.map((year) => formatFiscalYear(year, calendar)).join('、'),
      by.join('・'),
      outletNames[outletOf(entry)] ?? entry.outlet,
      entry.release.threshold,
      entry.release.shown,
      primary + secondary + other,
      entry.operator ?? '',
      entry.reviewer ?? '',
      reasonOf(entry) ?? '',
    ];
  });
  return { head, rows };
}

/** By what an entry can be checked: rule, reasons of hiding, files and hashes. */
function evidenceRows(entries: readonly LedgerEntry[]) {
  const head = [
    '番号',
    '公開番号',
    '規則の版',
    '伏せた数：人数',
    '引き算',
    'その他',
    'ファイル',
    'ファイルの SHA-256',
    '記録の指紋',
  ];
  const rows = entries.map((entry) => [
    entry.sequence,
    entry.release.releaseId,
    entry.release.ruleVersion,
    entry.release.hidden.primary,
    entry.release.hidden.secondary,
    entry.release.hidden.other,
    (entry.files ?? []).map(({ name }) => name).join('\n'),
    (entry.files ?? []).map(({ sha256 }) => sha256).join('\n'),
    entry.hash,
  ]);
  return { head, rows };
}

function ruleRows({ tiers, rules, threshold }: OperationOutput<'releases.policy'>) {
  const tierRows = tiers.map(({ population, rule, applies }) => [
    `最小の人数（${population}）`,
    applies ? `${rule}（この自治体。いまの基準は${threshold}人）` : rule,
    'NDB・介護DBの利用に関するガイドライン（最小集計単位の原則）',
  ]);
  const head = ['対象', '規則', '根拠'];
  return { head, rows: [...tierRows, ...rules.map(({ subject, rule, source }) => [subject, rule, source])] };
}
