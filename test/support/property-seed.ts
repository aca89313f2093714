import fc from 'fast-check';

/**
 * Property tests draw the same cases on every run, so that a red run can be repeated. `EBPM_SEED=random`
 * draws new ones; a failure prints its own seed either way.
 */
const given = process.env.EBPM_SEED ?? '20261121';
if (given !== 'random') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(given) });
