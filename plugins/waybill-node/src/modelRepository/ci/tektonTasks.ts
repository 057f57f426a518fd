import { IMAGES } from '../pins';
import type { RepositoryPlan } from '../RepositoryPlan';
import {
  bumpVariables,
  INSTALL,
  RELEASE_STEPS,
  releaseVariables,
  TEST,
} from './workflow';

const REPOSITORY_FOLDER = '$(workspaces.source.path)/repository';
const TOOLS_FOLDER = '$(workspaces.source.path)/tools/bin';

/** Tekton's steps are containers: what one installs is there for the next one only below the workspace. */
const STEP_TEMPLATE = {
  workingDir: REPOSITORY_FOLDER,
  env: [
    { name: 'HOME', value: '$(workspaces.source.path)/home' },
    { name: 'TOOLS_FOLDER', value: TOOLS_FOLDER },
  ],
  securityContext: {
    runAsNonRoot: true,
    runAsUser: 65532,
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    seccompProfile: { type: 'RuntimeDefault' },
  },
};

const SOURCE = [{ name: 'source' }];

/** Values reach a script as variables and never as its text, which whoever opens a change could write. */
function fromParams(names: Readonly<Record<string, string>>): object[] {
  return Object.entries(names).map(([name, param]) => ({
    name,
    value: `$(params.${param})`,
  }));
}

function literal(values: Readonly<Record<string, string>>): object[] {
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}

function params(...names: string[]): object[] {
  return names.map(name => ({ name, type: 'string' }));
}

const script = (...lines: string[]) =>
  ['#!/usr/bin/env bash', 'set -euo pipefail', ...lines, ''].join('\n');

/** The git-credentials of Pipelines as Code, or of whoever starts the run. */
const USE_GIT_CREDENTIALS = [
  'mkdir -p "$HOME"',
  'if [ "$GIT_CREDENTIALS_BOUND" = true ]; then',
  '  cp "$GIT_CREDENTIALS/.git-credentials" "$GIT_CREDENTIALS/.gitconfig" "$HOME/"',
  '  chmod 600 "$HOME/.git-credentials"',
  'fi',
];

const GIT_ENV = [
  { name: 'GIT_CREDENTIALS', value: '$(workspaces.git.path)' },
  { name: 'GIT_CREDENTIALS_BOUND', value: '$(workspaces.git.bound)' },
];

export function cloneSpec(): object {
  return {
    params: params('url', 'revision'),
    workspaces: [{ name: 'source' }, { name: 'git', optional: true }],
    stepTemplate: STEP_TEMPLATE,
    steps: [
      {
        name: 'clone',
        image: IMAGES.node,
        workingDir: '$(workspaces.source.path)',
        env: [...fromParams({ URL: 'url', REVISION: 'revision' }), ...GIT_ENV],
        script: script(
          ...USE_GIT_CREDENTIALS,
          'git init --quiet repository',
          'cd repository',
          'git remote add origin "$URL"',
          'git fetch --quiet --tags origin "$REVISION"',
          'git checkout --quiet --detach FETCH_HEAD',
        ),
      },
    ],
  };
}

function pythonStep(name: string, env: object[], ...lines: string[]): object {
  return {
    name,
    image: IMAGES.python,
    ...(env.length > 0 && { env }),
    script: script(
      'python -m venv "$HOME/venv"',
      'export PATH="$HOME/venv/bin:$PATH"',
      INSTALL,
      ...lines,
    ),
  };
}

export function testSpec(): object {
  return {
    workspaces: SOURCE,
    stepTemplate: STEP_TEMPLATE,
    steps: [pythonStep('test', [], TEST)],
  };
}

export function makeSpec(plan: RepositoryPlan): object {
  return {
    params: params('tag', 'url', 'revision'),
    workspaces: SOURCE,
    stepTemplate: STEP_TEMPLATE,
    steps: [
      pythonStep(
        'make',
        [
          ...fromParams({
            TAG: 'tag',
            SOURCE_URL: 'url',
            SOURCE_REF: 'tag',
            SOURCE_COMMIT: 'revision',
          }),
          ...literal({
            PACKAGE_FORMAT: plan.format,
            RUN_ID: '$(context.taskRun.uid)',
          }),
        ],
        'mkdir -p build',
        'python ci/version.py "${TAG#refs/tags/}" > build/version',
        `python ${plan.facts.makeModel}`,
        'python ci/predicates.py build/predicates',
      ),
    ],
  };
}

export function releaseSpec(plan: RepositoryPlan): object {
  return {
    params: params('tag', 'signer-identity', 'signer-issuer'),
    workspaces: SOURCE,
    // The identity that signs: no key is kept anywhere. Where cosign and waybill look for it.
    volumes: [
      {
        name: 'identity',
        projected: {
          sources: [
            {
              serviceAccountToken: {
                audience: 'sigstore',
                expirationSeconds: 600,
                path: 'oidc-token',
              },
            },
          ],
        },
      },
    ],
    stepTemplate: STEP_TEMPLATE,
    steps: [
      {
        name: 'release',
        image: plan.tools === 'waybill' ? IMAGES.node : IMAGES.go,
        env: [
          ...literal({
            ...releaseVariables(plan),
            ...(plan.tools === 'waybill' && {
              WAYBILL_SIGN_FLAGS:
                '--keyless --identity-token-file /var/run/sigstore/cosign/oidc-token',
            }),
          }),
          ...fromParams({
            SIGNER_IDENTITY: 'signer-identity',
            SIGNER_ISSUER: 'signer-issuer',
          }),
          credential('REGISTRY_USERNAME', 'username'),
          credential('REGISTRY_PASSWORD', 'password'),
        ],
        volumeMounts: [
          {
            name: 'identity',
            mountPath: '/var/run/sigstore/cosign',
            readOnly: true,
          },
        ],
        script: script(
          'export PATH="$TOOLS_FOLDER:$PATH"',
          'VERSION="$(cat build/version)"',
          'export VERSION',
          'bash ci/install_tools.sh',
          'bash ci/login.sh',
          ...RELEASE_STEPS.map(({ script: file }) => file),
        ),
      },
    ],
  };
}

function credential(name: string, key: string): object {
  return {
    name,
    valueFrom: {
      secretKeyRef: { name: 'registry-credentials', key, optional: true },
    },
  };
}

export function bumpSpec(plan: RepositoryPlan): object {
  return {
    params: params('git-host'),
    workspaces: [{ name: 'source' }, { name: 'git', optional: true }],
    stepTemplate: STEP_TEMPLATE,
    steps: [
      {
        name: 'bump',
        image: IMAGES.node,
        env: [
          ...literal(bumpVariables(plan)),
          ...fromParams({ GIT_HOST: 'git-host' }),
          ...GIT_ENV,
        ],
        script: script(
          ...USE_GIT_CREDENTIALS,
          'VERSION="$(cat build/version)"',
          'REFERENCE="$(cat build/reference)"',
          'export VERSION REFERENCE',
          'bash ci/open_change.sh',
        ),
      },
    ],
  };
}
