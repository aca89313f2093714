import {
  decisionNote,
  type LedgerEntry,
  openRequests,
  type ReleaseNote,
  settingsNote,
} from '../../disclosure/index.ts';
import { UserIssue } from '../../domain/issue.ts';
import { nameKey, type Signature, type Signer, Signers, signerFingerprint } from '../../workspace/signers.ts';
import { sourceHash } from '../../workspace/workspace.ts';
import type { releasesOperations } from '../contract/releases.ts';
import type { Handlers } from './handler.ts';
import type { OpenWorkspace } from './workspace-holder.ts';

const SIGNER = 'signer';
/** One of two removed the other. */
const REMOVED_ALONE = 'signer_alone';
const DAY = 86_400_000;

type Names = Extract<
  keyof typeof releasesOperations,
  `releases.${'submit' | 'decide' | 'signers' | 'register' | 'unregister' | 'switchOff'}`
>;

/** Two persons: who may sign, who prepared an export, who approved it. */
export const signerHandlers: Pick<Handlers, Names> = {
  'releases.signers': async ({ workspaces, options }) => {
    const workspace = workspaces.require();
    const aYearAgo = new Date(options.now().getTime() - 365 * DAY).toISOString();
    return {
      signers: signersOf(workspace)
        .list()
        .map(({ name, registeredAt }) => ({ name, registeredAt })),
      required: workspace.settings.twoPersonRelease === true,
      removedAlone: workspace.ledger.entries
        .filter(({ statistic, at }) => statistic === REMOVED_ALONE && at >= aYearAgo)
        .map(({ at, comment = '' }) => ({ at, reason: comment })),
    };
  },
  'releases.register': async ({ workspaces, options }, { signature, sponsors }) => {
    const workspace = workspaces.require();
    const signers = signersOf(workspace);
    const entry = await signers.entryOf(signature, options.now());
    const by = await allVerified(workspace, sponsors, Math.min(2, signers.list().length));
    const beside = by.length === 0 ? '（最初の登録）' : `（立会い：${by.join('、')}）`;
    await note(workspace, options.now(), {
      title: '公開の担当者の登録',
      comment: `担当者の登録：${entry.name}${beside}`,
      signer: entry,
    });
    signers.add(entry);
    return { done: true };
  },
  'releases.unregister': async ({ workspaces, options }, { name, signatures }) => {
    const workspace = workspaces.require();
    const signers = signersOf(workspace);
    const entry = signers.list().find((each) => nameKey(each.name) === nameKey(name));
    if (entry === undefined) throw new UserIssue('usage', 'signers.unknown');
    const registered = signers.list().length;
    const by = await allVerified(workspace, signatures, registered > 2 ? 2 : 1);
    const isAlone = registered === 2 && by.every((each) => nameKey(each) !== nameKey(entry.name));
    await note(workspace, options.now(), {
      title: '公開の担当者の登録を外す',
      comment: `登録を外す：${entry.name}（${isAlone ? '一人で' : ''}行った人：${by.join('、')}）`,
      ...(isAlone ? { statistic: REMOVED_ALONE } : {}),
    });
    signers.remove(entry.name);
    return { done: true };
  },
  'releases.submit': async ({ workspaces, options }, { request, signature }) => {
    const workspace = workspaces.require();
    const entry = requestOf(workspace, request);
    if (entry.operator !== undefined) throw new UserIssue('usage', 'signers.already_submitted', { request });
    requireTwo(workspace);
    const { name } = await verified(workspace, signature);
    const { title, outlet, statistic, release, content = '', comment = '' } = entry;
    const signed: ReleaseNote = {
      event: 'request',
      title,
      outlet,
      statistic,
      release,
      content,
      comment,
      operator: name,
    };
    const { sequence } = await workspace.ledger.append(signed, options.now());
    return { request: sequence };
  },
  'releases.decide': async ({ workspaces, options }, { request, decision, signature, reason }) => {
    const workspace = workspaces.require();
    const { operator: maker } = requestOf(workspace, request);
    requireTwo(workspace);
    if (maker === undefined) throw new UserIssue('usage', 'signers.maker_needed', { request });
    const { ledger } = workspace;
    const judged = { request, decision, maker, reason };
    // What is wrong with the form is said before anybody waits for the passphrase.
    decisionNote(ledger.entries, { ...judged, checker: signature.name });
    const { name: checker } = await verified(workspace, signature);
    await ledger.append(decisionNote(ledger.entries, { ...judged, checker }), options.now());
    return { done: true };
  },
  'releases.switchOff': async ({ workspaces }, { first, second }) => {
    const workspace = workspaces.require();
    if (nameKey(first.name) === nameKey(second.name)) throw new UserIssue('usage', 'signers.same_person');
    const names = [await verified(workspace, first), await verified(workspace, second)].map(
      ({ name }) => name,
    );
    const { twoPersonRelease: _, ...settings } = workspace.settings;
    await workspace.saveSettings(settings, names);
    return { done: true };
  },
};

function signersOf({ folder }: OpenWorkspace): Signers {
  return new Signers(folder);
}

function requestOf({ ledger }: OpenWorkspace, request: number): LedgerEntry {
  const entry = openRequests(ledger.entries).find(({ sequence }) => sequence === request);
  if (entry === undefined) throw new UserIssue('usage', 'disclosure.request_unknown', { request });
  return entry;
}

function requireTwo(workspace: OpenWorkspace): void {
  if (signersOf(workspace).list().length < 2) throw new UserIssue('usage', 'signers.two_needed');
}

/**
 * Who signs, with the passphrase that the ledger saw registered.
 *
 * @throws UserIssue `signers.wrong`, (refused) `signers.changed`
 */
async function verified(workspace: OpenWorkspace, signature: Signature): Promise<Signer> {
  const signer = await signersOf(workspace).verify(signature);
  const registered = workspace.ledger.entries.findLast(
    ({ statistic, operator }) =>
      statistic === SIGNER && operator !== undefined && nameKey(operator) === nameKey(signer.name),
  );
  if (registered?.content !== signerFingerprint(signer)) throw new UserIssue('refused', 'signers.changed');
  return signer;
}

/**
 * Names of different people who sign.
 *
 * @throws UserIssue `signers.sponsor_needed`, `signers.same_person`, and as `verified` does
 */
async function allVerified(
  workspace: OpenWorkspace,
  signatures: readonly Signature[],
  needed: number,
): Promise<readonly string[]> {
  if (signatures.length < needed) throw new UserIssue('usage', 'signers.sponsor_needed', { needed });
  if (new Set(signatures.map(({ name }) => nameKey(name))).size < signatures.length)
    throw new UserIssue('usage', 'signers.same_person');
  const names: string[] = [];
  for (const signature of signatures) names.push((await verified(workspace, signature)).name);
  return names;
}

async function note(
  workspace: OpenWorkspace,
  now: Date,
  change: {
    readonly title: string;
    readonly comment: string;
    readonly statistic?: string;
    readonly signer?: Signer;
  },
): Promise<void> {
  const { title, comment, statistic = SIGNER, signer } = change;
  const base = settingsNote({
    title,
    comment,
    outlet: workspace.outlet,
    sourceHash: await sourceHash(workspace.workspace),
    after: workspace.settings,
  });
  const registration = signer && { operator: signer.name, content: signerFingerprint(signer) };
  await workspace.ledger.append({ ...base, statistic, ...registration }, now);
}
