import { timingSafeEqual } from 'node:crypto';

export interface RequestHead {
  readonly method: string;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly fetchSite: string | undefined;
  readonly authorization: string | undefined;
}

export type Refusal = { readonly status: 401 | 403 | 421 };

/**
 * Whether a request may be answered at all. The host must be the very address we listen on (so that a foreign
 * name that resolves to 127.0.0.1 gets nothing), and a page of another origin is refused.
 */
export function refuseForeign(head: RequestHead, port: number): Refusal | undefined {
  const own = `127.0.0.1:${port}`;
  if (head.host !== own) return { status: 421 };
  if (head.origin !== undefined && head.origin !== `http://${own}`) return { status: 403 };
  const sameSite =
    head.fetchSite === undefined || head.fetchSite === 'same-origin' || head.fetchSite === 'none';
  return sameSite ? undefined : { status: 403 };
}

/** Whether a request to the interface carries the token of this start of the shell. */
export function refuseStranger(head: RequestHead, token: string): Refusal | undefined {
  const given = Buffer.from(head.authorization ?? '');
  const expected = Buffer.from(`Bearer ${token}`);
  return given.length === expected.length && timingSafeEqual(given, expected) ? undefined : { status: 401 };
}
