import { type LedgerEntry, verifyLedger } from '../../disclosure/index.ts';
import { ledgerFile } from '../../workspace/ledger-file.ts';
import type { OperationOutput } from '../contract/operations.ts';
import type { Handlers } from './handler.ts';

type WireEntry = OperationOutput<'releases.list'>['entries'][number];

export const releaseHandlers: Pick<Handlers, 'releases.list' | 'releases.verify'> = {
  'releases.list': async ({ workspaces }) => ({
    entries: workspaces.require().ledger.entries.map(wireEntry).reverse(),
  }),
  'releases.verify': async ({ workspaces }) => {
    const { workspace } = workspaces.require();
    const file = ledgerFile(workspace.folder);
    const verdict = verifyLedger(await file.read(), await file.readHead(), workspace.identifierSecret);
    return {
      intact: verdict.intact,
      entries: verdict.entries,
      ...(verdict.brokenAt === undefined ? {} : { firstFault: verdict.brokenAt }),
    };
  },
};

function wireEntry({ sequence, at, title, outlet, release, files }: LedgerEntry): WireEntry {
  const { primary, secondary, other } = release.hidden;
  return {
    sequence,
    releasedAt: at,
    releaseId: release.releaseId,
    title,
    outlet,
    threshold: release.threshold,
    hidden: primary + secondary + other,
    shown: release.shown,
    files: (files ?? []).map(({ name, sha256 }) => ({ name, sha256 })),
  };
}
