import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSampleTown, type SampleTown } from '../../support/sample-town.ts';
import { SAMPLE_WORKSPACE } from '../../support/sample-workspace.ts';

/** Two persons over the real handlers: what one passphrase alone can do, and what takes two. */
let town: SampleTown;
const sato = { name: '佐藤', passphrase: '春の小川はさらさら' };
const yamada = { name: '山田', passphrase: 'mountain-and-river' };
const report = { template: 'council', formats: ['html'], year: 2023 } as const;

beforeAll(async () => {
  town = await openSampleTown();
  const { settings } = await town.ask('workspace.state', {});
  await town.ask('workspace.saveSettings', { ...settings, twoPersonRelease: true });
});
afterAll(() => town.close());

const vault = () => join(town.folder, SAMPLE_WORKSPACE, 'vault', 'signers.json');
const openRequest = async () => (await town.ask('releases.requests', {})).requests[0]!;

test('two register, the second with the first beside; only a scrypt hash is kept', async () => {
  expect(
    await town.codeOf('releases.register', { signature: { ...sato, passphrase: 'kurz' }, sponsors: [] }),
  ).toBe('signers.too_short');
  await town.ask('releases.register', { signature: sato, sponsors: [] });
  expect(
    await town.codeOf('releases.register', { signature: { ...sato, name: ' 佐 藤' }, sponsors: [] }),
  ).toBe('signers.known');
  expect(await town.codeOf('releases.register', { signature: yamada, sponsors: [] })).toBe(
    'signers.sponsor_needed',
  );
  const wrong = { ...sato, passphrase: yamada.passphrase };
  expect(await town.codeOf('releases.register', { signature: yamada, sponsors: [wrong] })).toBe(
    'signers.wrong',
  );
  await town.ask('releases.register', { signature: yamada, sponsors: [sato] });
  const { signers, required } = await town.ask('releases.signers', {});
  expect(signers.map(({ name }) => name)).toEqual(['佐藤', '山田']);
  expect(required).toBe(true);
  const kept = readFileSync(vault(), 'utf8');
  for (const { passphrase } of [sato, yamada]) expect(kept).not.toContain(passphrase);
  expect(kept).not.toContain(Buffer.from(sato.passphrase).toString('hex'));
});

test('one passphrase does not get an export out: maker and checker are two', async () => {
  expect(await town.codeOf('reports.build', report)).toBe('disclosure.approval_needed');
  const { request, maker } = await openRequest();
  expect(maker).toBeUndefined();
  const approve = { request, decision: 'approve', reason: '内容を確認' } as const;
  // Nobody can approve before the maker has signed, and nobody can sign for somebody else.
  expect(await town.codeOf('releases.decide', { ...approve, signature: sato })).toBe('signers.maker_needed');
  const forged = { name: yamada.name, passphrase: sato.passphrase };
  expect(await town.codeOf('releases.submit', { request, signature: forged })).toBe('signers.wrong');
  const submitted = await town.ask('releases.submit', { request, signature: sato });
  expect(await openRequest()).toMatchObject({ request: submitted.request, maker: '佐藤' });
  const again = { ...approve, request: submitted.request };
  expect(await town.codeOf('releases.submit', { request: again.request, signature: yamada })).toBe(
    'signers.already_submitted',
  );
  expect(await town.codeOf('releases.decide', { ...again, signature: sato })).toBe('disclosure.same_person');
  expect(await town.codeOf('releases.decide', { ...again, signature: forged })).toBe('signers.wrong');
  const nobody = { name: '鈴木', passphrase: yamada.passphrase };
  expect(await town.codeOf('releases.decide', { ...again, signature: nobody })).toBe('signers.wrong');
  expect(await town.codeOf('reports.build', report)).toBe('disclosure.approval_needed');
  expect(await town.codeOf('releases.decide', { ...again, reason: ' ', signature: yamada })).toBe(
    'disclosure.reason_needed',
  );
  await town.ask('releases.decide', { ...again, signature: yamada });
  expect(await town.codeOf('reports.build', report)).toBe('ok');
  const { entries } = await town.ask('releases.list', {});
  expect(entries.find(({ event }) => event === 'approve')).toMatchObject({ maker: '佐藤', checker: '山田' });
});

test('a hash put in the place of another is noticed', async () => {
  const kept = readFileSync(vault(), 'utf8');
  const [first, second] = JSON.parse(kept) as { name: string; salt: string; hash: string }[];
  writeFileSync(vault(), JSON.stringify([first, { ...second!, salt: first!.salt, hash: first!.hash }]));
  const forged = { name: yamada.name, passphrase: sato.passphrase };
  expect(await town.codeOf('releases.unregister', { name: '佐藤', signatures: [forged] })).toBe(
    'signers.changed',
  );
  writeFileSync(vault(), kept);
});

test('one of the two cannot bring in a third who would sign with them', async () => {
  const puppet = { name: '田中', passphrase: 'しらないひとのあいことば' };
  for (const sponsors of [[sato], [yamada]])
    expect(await town.codeOf('releases.register', { signature: puppet, sponsors })).toBe(
      'signers.sponsor_needed',
    );
  expect(await town.codeOf('releases.register', { signature: puppet, sponsors: [sato, sato] })).toBe(
    'signers.same_person',
  );
  await town.ask('releases.register', { signature: puppet, sponsors: [sato, yamada] });
  // Of three, one alone removes nobody; two may.
  const removal = { name: puppet.name };
  expect(await town.codeOf('releases.unregister', { ...removal, signatures: [sato] })).toBe(
    'signers.sponsor_needed',
  );
  await town.ask('releases.unregister', { ...removal, signatures: [sato, yamada] });
  expect((await town.ask('releases.signers', {})).removedAlone).toEqual([]);
});

test('to end it takes both, and everything is on record', async () => {
  const { settings } = await town.ask('workspace.state', {});
  const { twoPersonRelease: _, ...off } = settings;
  expect(await town.codeOf('workspace.saveSettings', off)).toBe('signers.switch_off');
  expect(await town.codeOf('releases.switchOff', { first: sato, second: sato })).toBe('signers.same_person');
  await town.ask('releases.switchOff', { first: sato, second: yamada });
  expect((await town.ask('releases.policy', {})).twoPerson).toBe(false);
  expect(await town.codeOf('releases.unregister', { name: '山田', signatures: [] })).toBe(
    'signers.sponsor_needed',
  );
  await town.ask('releases.unregister', { name: '山田', signatures: [sato] });
  const { entries } = await town.ask('releases.list', {});
  const reasons = entries.filter(({ event }) => event === 'settings').map(({ reason }) => reason);
  expect(reasons).toEqual(
    [
      '二人での確認：切→入',
      '担当者の登録：佐藤（最初の登録）',
      '担当者の登録：山田（立会い：佐藤）',
      '担当者の登録：田中（立会い：佐藤、山田）',
      '登録を外す：田中（行った人：佐藤、山田）',
      '二人での確認：入→切（佐藤、山田）',
      '登録を外す：山田（一人で行った人：佐藤）',
    ].toReversed(),
  );
  const { removedAlone } = await town.ask('releases.signers', {});
  expect(removedAlone.map(({ reason }) => reason)).toEqual(['登録を外す：山田（一人で行った人：佐藤）']);
  expect(await town.ask('releases.verify', {})).toMatchObject({ intact: true });
});
