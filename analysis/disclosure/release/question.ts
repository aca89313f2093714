import { createHash } from 'node:crypto';

/** JSON with keys in order, so that equal questions have equal text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value)
      .filter(([, part]) => part !== undefined)
      .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return `{${entries.map(([key, part]) => `${JSON.stringify(key)}:${canonicalJson(part)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

/** SHA-256 of a value's canonical JSON, in hexadecimal. */
export function fingerprint(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

/** Short name of a release: the same question on the same data under the same rules has the same id. */
export function releaseId(parts: {
  readonly question: unknown;
  readonly sourceHash: string;
  readonly ruleVersion: string;
  readonly threshold: number;
}): string {
  return `R-${fingerprint(parts).slice(0, 16)}`;
}
