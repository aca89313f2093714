/**
 * A fault that nobody caught ends this process, and without the fault's own words: a message or a report of Node
 * may quote what was in memory. Reports are off even where the environment asks for them.
 *
 * What lies beyond a process is not in its hands: core dumps of the operating system, heap snapshots that
 * NODE_OPTIONS asks for.
 *
 * @param say what the user is told instead
 */
export function endQuietly(say: () => void = () => undefined): void {
  const { report } = process;
  if (report) {
    report.reportOnFatalError = false;
    report.reportOnUncaughtException = false;
    report.reportOnSignal = false;
  }
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, () => {
      say();
      process.exit(1);
    });
  }
}
