/** Regenerates `sample-data/small`: `node sample-data/make-small.ts`. Replaces the folder. */
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DEFAULTS, generateSample } from './generate.ts';

const out = fileURLToPath(new URL('small', import.meta.url));
rmSync(out, { recursive: true, force: true });
const summary = await generateSample({ out, ...DEFAULTS });
process.stdout.write(`${summary.files.length} files, ${summary.bytes} bytes\n`);
