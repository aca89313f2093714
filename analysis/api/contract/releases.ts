import { z } from 'zod';
import { done, nothing, operation } from './operation.ts';

const ledgerEntry = z.strictObject({
  sequence: z.int(),
  releasedAt: z.string(),
  releaseId: z.string(),
  /** release, export, request, approve, reject, settings. */
  event: z.string(),
  title: z.string(),
  /** Of a table: the fiscal years that it counts, and what it is split by. */
  years: z.array(z.int()).readonly(),
  by: z.array(z.string()).readonly(),
  /** Where it went; `none` where it was only judged and put on record. */
  outlet: z.string(),
  threshold: z.int(),
  hidden: z.int(),
  shown: z.int(),
  files: z.array(z.strictObject({ name: z.string(), sha256: z.string() })).readonly(),
  /** Of a decision: who prepared, who judged, and why; of a change of settings: which. */
  maker: z.string().exactOptional(),
  checker: z.string().exactOptional(),
  reason: z.string().exactOptional(),
});

const request = z.strictObject({
  request: z.int(),
  title: z.string(),
  requestedAt: z.string(),
  /** Statistics it holds. */
  statistics: z.int(),
  /** Who prepared it, once he has signed. */
  maker: z.string().exactOptional(),
});

const signature = z.strictObject({ name: z.string().max(60), passphrase: z.string().max(200) });
const signatures = z.array(signature).max(2).readonly();

const policy = z.strictObject({
  population: z.int(),
  threshold: z.int(),
  ruleVersion: z.string(),
  twoPerson: z.boolean(),
  tiers: z
    .array(z.strictObject({ population: z.string(), rule: z.string(), applies: z.boolean() }))
    .readonly(),
  rules: z.array(z.strictObject({ subject: z.string(), rule: z.string(), source: z.string() })).readonly(),
});

/** What left this computer, and what may. */
export const releasesOperations = {
  'releases.list': operation('query', nothing, z.strictObject({ entries: z.array(ledgerEntry).readonly() })),
  'releases.verify': operation(
    'query',
    nothing,
    z.strictObject({
      intact: z.boolean(),
      /** Lines there are. */
      entries: z.int(),
      /** Line of the first fault; 0 where it is the head. */
      firstFault: z.int().exactOptional(),
      problem: z.string().exactOptional(),
      /** Entries there should be, where that is known. */
      expected: z.int().exactOptional(),
      /** What is wrong, where, and what can be done. */
      sentence: z.string().exactOptional(),
    }),
  ),
  /** How a measure's table could be cut so that fewer numbers are hidden, in sentences; none where none helps. */
  'releases.coarser': operation(
    'query',
    z.strictObject({
      id: z.string(),
      year: z.int(),
      by: z.array(z.enum(['sex', 'age', 'district'])).readonly(),
    }),
    z.strictObject({ sentences: z.array(z.string()).readonly() }),
  ),
  /** Waits until every table under review is decided; the questions are then asked again. */
  'releases.review': operation('job', nothing, done),
  'releases.policy': operation('query', nothing, policy),
  'releases.requests': operation('query', nothing, z.strictObject({ requests: z.array(request).readonly() })),
  /** The maker of an export signs the request for it. */
  'releases.submit': operation(
    'command',
    z.strictObject({ request: z.int(), signature }),
    z.strictObject({ request: z.int() }),
  ),
  /** Somebody else approves it or not. */
  'releases.decide': operation(
    'command',
    z.strictObject({
      request: z.int(),
      decision: z.enum(['approve', 'reject']),
      signature,
      reason: z.string().max(500),
    }),
    done,
  ),
  'releases.signers': operation(
    'query',
    nothing,
    z.strictObject({
      signers: z.array(z.strictObject({ name: z.string(), registeredAt: z.string() })).readonly(),
      required: z.boolean(),
      /** Removals of the last year that one person did to the other, where just two were registered. */
      removedAlone: z.array(z.strictObject({ at: z.string(), reason: z.string() })).readonly(),
    }),
  ),
  /** Registers somebody; of those who are registered, two stand by, or the only one. */
  'releases.register': operation('command', z.strictObject({ signature, sponsors: signatures }), done),
  /** Takes two of more than two; of two, one can remove the other, whose passphrase may be lost, and it shows. */
  'releases.unregister': operation('command', z.strictObject({ name: z.string().max(60), signatures }), done),
  /** Ends the two-person release, which takes two. */
  'releases.switchOff': operation('command', z.strictObject({ first: signature, second: signature }), done),
  'releases.export': operation('command', nothing, z.strictObject({ token: z.string(), name: z.string() })),
} as const;
