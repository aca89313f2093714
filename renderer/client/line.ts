/** Why no reply came over the line to the analysis. */
export type LineFault =
  /** Nobody answers: the shell has ended, or the machine is only just awake. */
  | 'unreachable'
  /** The line was open and ended before the reply: sleep, or the shell ended. */
  | 'broken_off'
  /** The analysis ended and a new one has taken its place. */
  | 'restarted'
  /** The shell was started anew and does not know this page. */
  | 'stranger'
  /** More than a call may carry. */
  | 'too_large'
  /** What was asked for is not there any more: a made file after a restart. */
  | 'gone'
  /** The files of the page were replaced while it was open. */
  | 'outdated';

/** A call that got no reply. */
export class LineError extends Error {
  readonly fault: LineFault;

  constructor(fault: LineFault, options: ErrorOptions = {}) {
    super(fault, options);
    this.name = 'LineError';
    this.fault = fault;
  }
}

/** What an answer of the shell other than 200 means. */
export function faultOfStatus(status: number): LineFault {
  if (status === 401 || status === 403 || status === 421) return 'stranger';
  if (status === 404) return 'gone';
  return status === 413 ? 'too_large' : 'broken_off';
}
