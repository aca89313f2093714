/** Minutes of work for any machine: what waits for its end does not end within a test. */
export const LONG = 'SELECT sum(a.range * b.range % 7) AS n FROM range(2000000) a, range(200000) b';
