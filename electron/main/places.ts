import { join } from 'node:path';

export interface Places {
  readonly renderer: string;
  readonly preload: string;
  readonly worker: string;
  readonly sample: string;
}

/**
 * Where the parts of the app are. Packaged, the window and the code are inside the archive; the sample is beside
 * it, because native code cannot read from the archive.
 *
 * @param built folder of the built main script
 */
export function placesOf(built: string, packaged: boolean, resources: string): Places {
  return {
    renderer: join(built, '..', 'renderer'),
    preload: join(built, 'preload.cjs'),
    worker: join(built, 'worker.js'),
    sample: packaged
      ? join(resources, 'sample-data', 'small')
      : join(built, '..', '..', 'sample-data', 'small'),
  };
}
