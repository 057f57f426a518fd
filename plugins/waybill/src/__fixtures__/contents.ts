import type {
  VersionComparison,
  VersionContents,
} from '@waybill/backstage-plugin-waybill-common';
import { DIGEST } from './overviews';

const hex = (digit: string) => `sha256:${digit.repeat(64)}`;

/** What is in a ModelKit. */
export function aContents(
  change: Partial<VersionContents> = {},
): VersionContents {
  return {
    digest: DIGEST['1.2.0'],
    format: 'modelkit',
    sizeBytes: 1_550_000_000,
    files: [
      { path: 'README.md', sizeBytes: 2_100, digest: hex('a') },
      { path: 'config.json', sizeBytes: 640 },
      { path: 'model.safetensors', sizeBytes: 1_549_000_000, digest: hex('b') },
    ],
    fileCount: 3,
    specialCount: 0,
    kitfile: 'manifestVersion: 1.0.0\nmodel:\n  path: model.safetensors\n',
    licenses: ['apache-2.0'],
    parameters: '{\n  "temperature": 0.7\n}',
    parameterCount: 774_030_080,
    weights: [
      {
        path: 'model.safetensors',
        parameterCount: 774_030_080,
        types: ['BF16'],
      },
    ],
    modelCard: { path: 'README.md', text: '# Iris\n', isCut: false },
    serving: [
      {
        environment: 'production',
        code: 'KIT_CONTAINER_ABSENT',
        verdict: 'does-not-work',
        why: 'No ClusterStorageContainer brings kit://.',
        advice: 'Apply one.',
      },
    ],
    ...change,
  };
}

/** Two versions that differ in every way. */
export function aComparison(
  change: Partial<VersionComparison> = {},
): VersionComparison {
  const file = (path: string, sizeBytes: number) => ({ path, sizeBytes });
  return {
    from: DIGEST['1.2.0'],
    to: DIGEST['1.3.0'],
    files: [
      { change: 'added', path: 'LICENSE', file: file('LICENSE', 11_358) },
      {
        change: 'changed',
        path: 'model.safetensors',
        before: file('model.safetensors', 1_400_000_000),
        after: file('model.safetensors', 1_549_000_000),
      },
      {
        change: 'renamed',
        path: 'README.md',
        before: file('readme.md', 2_100),
        after: file('README.md', 2_100),
      },
    ],
    counts: {
      added: 1,
      removed: 0,
      changed: 1,
      same: 1,
      unknown: 0,
      renamed: 1,
    },
    isSame: false,
    kitfile: [
      { place: 'package.license', before: '"mit"', after: '"apache-2.0"' },
    ],
    annotations: [],
    ...change,
  };
}
