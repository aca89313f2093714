/**
 * Every number of ../shared/reference/causal/reference.json (made with R; packages named in its `meta`),
 * reproduced to 1e-6 relative through the public `effect` command where it can be expressed there.
 */
import { describe, expect, it } from 'vitest';
import { EXCLUSIONS } from './causal/exclusions.ts';
import { checkFunctions } from './causal/functions.ts';
import { checkLalonde } from './causal/lalonde.ts';
import { checkNhefsWeighting } from './causal/nhefs.ts';
import { checkNhefsMethods } from './causal/nhefs-methods.ts';
import { checkOutcomes } from './causal/outcomes.ts';
import { ReferenceTable, referencePresent } from './causal/reference-table.ts';
import { checkSeries } from './causal/series.ts';

const present = referencePresent();
if (!present) console.warn('skipped: ../shared/reference/causal/reference.json is not beside this checkout');

const SECTIONS = {
  'NHEFS weighting': checkNhefsWeighting,
  'NHEFS other estimators': checkNhefsMethods,
  'LaLonde weighting, matching, costs': checkLalonde,
  'time series, discontinuity, differences': checkSeries,
  'survival, counts, repeated measures': checkOutcomes,
  'functions behind the command': checkFunctions,
};

describe.skipIf(!present)('reference numbers of R', () => {
  const table = present ? new ReferenceTable() : undefined;

  for (const [name, section] of Object.entries(SECTIONS)) {
    it(name, async () => {
      const before = table!.checks.size;
      await section(table!);
      expect(table!.checks.size).toBeGreaterThan(before);
      expect(table!.unknown.splice(0)).toEqual([]);
      expect(table!.takeFailures()).toEqual([]);
    });
  }

  it('covers every key of the file or says why not', () => {
    const left = table!.unchecked();
    const excluded = left.filter((p) => EXCLUSIONS.some((e) => p.startsWith(e.prefix)));
    const missing = left.filter((p) => !excluded.includes(p));
    const checks = [...table!.checks.values()];
    const byCommand = checks.filter((c) => c.via === 'command').length;
    console.log(
      `reference.json: ${table!.expected.size} numbers, ${checks.length} checked ` +
        `(${byCommand} through the command, ${checks.length - byCommand} by function), ` +
        `${excluded.length} excluded with a reason, ${missing.length} missing`,
    );
    expect(missing).toEqual([]);
  });
});
