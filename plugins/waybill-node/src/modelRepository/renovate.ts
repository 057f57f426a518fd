import type { RepositoryFile } from '@waybill/backstage-plugin-waybill-common';
import type { RepositoryPlan } from './RepositoryPlan';

/** Keeps current what the repository names of others, and what its environments run. */
export function buildRenovateConfig(plan: RepositoryPlan): RepositoryFile {
  const config = {
    $schema: 'https://docs.renovatebot.com/renovate-schema.json',
    extends: ['config:best-practices'],
    // Requirements are written anew with the digests of their files; the lines of requirements.txt are no source.
    'pip-compile': {
      managerFilePatterns: ['/^requirements(-dev)?\\.txt$/'],
    },
    pip_requirements: { enabled: false },
    customManagers: [
      {
        customType: 'regex',
        description: 'Versions in the scripts of the pipeline',
        managerFilePatterns: ['/^ci/.+\\.sh$/', '/^Dockerfile$/'],
        matchStrings: [
          '# renovate: datasource=(?<datasource>\\S+) depName=(?<depName>\\S+)\\n(?:ARG )?[A-Z_]+=(?<currentValue>\\S+)',
        ],
      },
      {
        customType: 'regex',
        description: 'The version and digest that each environment runs',
        managerFilePatterns: ['/^deploy/environments/.+\\.yaml$/'],
        matchStrings: [
          `waybill\\.dev/version["']?: ["']?(?<currentValue>[0-9][^\\s"']*)[\\s\\S]*?(?<depName>${escapeRegExp(
            plan.repository,
          )})@(?<currentDigest>sha256:[a-f0-9]{64})`,
          `repository: ["']?(?<depName>${escapeRegExp(
            plan.repository,
          )})["']?\\s+version: ["']?(?<currentValue>[0-9][^\\s"']*)["']?\\s+digest: (?<currentDigest>sha256:[a-f0-9]{64})`,
        ],
        datasourceTemplate: 'docker',
        versioningTemplate: 'semver',
      },
    ],
    packageRules: [
      {
        description:
          'A version goes to one environment at a time, and people say when',
        matchFileNames: ['deploy/environments/**'],
        additionalBranchPrefix: '{{packageFileDir}}-',
        automerge: false,
        pinDigests: true,
      },
      {
        description:
          'KServe cannot load what newer versions of these have written',
        matchManagers: ['pip-compile'],
        matchPackageNames: ['joblib', 'numpy', 'scikit-learn', 'scipy'],
        enabled: plan.variant !== 'sklearn',
      },
    ],
  };
  return {
    path: 'renovate.json',
    content: `${JSON.stringify(config, null, 2)}\n`,
  };
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
