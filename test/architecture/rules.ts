import type { IFlattenedRuleSet } from 'dependency-cruiser';

/** Which folder may import which others (itself always). Taken from the design: data flows in one direction. */
export const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'analysis/domain': [],
  'analysis/messages': ['analysis/domain'],
  'analysis/statistics': ['analysis/domain'],
  'analysis/disclosure': ['analysis/domain'],
  'analysis/intake': ['analysis/domain', 'analysis/messages'],
  'analysis/warehouse': ['analysis/domain', 'analysis/messages'],
  'analysis/measures': ['analysis/domain', 'analysis/warehouse', 'analysis/statistics'],
  // The two approaches are judged by the catalogue's measures and strata.
  'analysis/programmes': [
    'analysis/domain',
    'analysis/warehouse',
    'analysis/statistics',
    'analysis/measures',
  ],
  'analysis/studies': ['analysis/domain', 'analysis/warehouse', 'analysis/statistics'],
  'analysis/reporting': ['analysis/domain', 'analysis/disclosure'],
  // Runs an import from recognising to loading in one transaction, and keeps what was loaded and released.
  'analysis/workspace': [
    'analysis/domain',
    'analysis/messages',
    'analysis/intake',
    'analysis/warehouse',
    'analysis/disclosure',
  ],
  'analysis/api/contract': ['analysis/domain'],
  'analysis/api/transport': ['analysis/api/contract', 'analysis/domain', 'analysis/messages'],
  'analysis/api/handlers': ['analysis'],
  renderer: ['analysis/api/contract', 'analysis/domain', 'analysis/messages'],
  electron: [
    'analysis/api',
    'analysis/domain',
    'analysis/messages',
    'analysis/workspace',
    // The gate's mark for the guard, and the verbs that work on a file of the user instead of a workspace.
    'analysis/disclosure/index.ts',
    'analysis/studies/table/command.ts',
    'analysis/studies/table/result.ts',
    'analysis/studies/definition.ts',
    'sample-data/generate.ts',
  ],
  'sample-data': [],
};

const OURS = '^(analysis|electron|renderer|sample-data|test)/';
const NETWORK = '^(node:)?(http|https|http2|net|tls|dgram|dns|dns/promises|inspector)$';

function directionRule([folder, allowed]: readonly [string, readonly string[]]) {
  return {
    name: `only-what-the-design-allows-in-${folder.replaceAll('/', '-')}`,
    severity: 'error' as const,
    from: { path: `^${folder}/` },
    to: {
      path: OURS,
      pathNot: [folder, ...allowed].map((path) => `^${path}${path.endsWith('.ts') ? '$' : '/'}`),
    },
  };
}

export const ruleSet: IFlattenedRuleSet = {
  forbidden: [
    ...Object.entries(ALLOWED).map(directionRule),
    {
      name: 'database-in-warehouse-only',
      severity: 'error',
      from: { pathNot: '^analysis/warehouse/' },
      to: { path: 'node_modules/@duckdb/' },
    },
    {
      name: 'electron-in-its-shell-only',
      severity: 'error',
      from: { pathNot: '^electron/(main|preload|worker)/' },
      to: { path: 'node_modules/electron/|^electron$' },
    },
    {
      name: 'network-in-browser-shell-only',
      severity: 'error',
      from: { path: OURS, pathNot: '^electron/browser/' },
      to: { path: NETWORK },
    },
    {
      name: 'window-without-node',
      severity: 'error',
      from: { path: '^renderer/', pathNot: 'vite\\.config\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-react-outside-the-window',
      severity: 'error',
      from: { path: '^(analysis|electron|sample-data)/' },
      to: { path: 'node_modules/(react|react-dom|react-aria-components|echarts)/' },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: { path: OURS, pathNot: 'vite\\.config\\.ts$|\\.d\\.ts$' },
      to: { couldNotResolve: true },
    },
    {
      name: 'no-circles',
      severity: 'error',
      from: { path: OURS },
      // Types may refer to each other; code may not.
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
  ],
};

export const SOURCE_FOLDERS = ['analysis', 'electron', 'renderer', 'sample-data'] as const;
