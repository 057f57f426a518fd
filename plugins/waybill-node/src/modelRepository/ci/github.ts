import type { RepositoryFile } from '@waybill/backstage-plugin-waybill-common';
import { Document, isMap, isScalar, visit } from 'yaml';
import {
  ACTIONS,
  COSIGN_VERSION,
  GO_VERSION,
  NODE_VERSION,
  PYTHON_VERSION,
  useAction,
} from '../pins';
import type { RepositoryPlan } from '../RepositoryPlan';
import {
  bumpVariables,
  INSTALL,
  madeFiles,
  RELEASE_STEPS,
  releaseVariables,
  TEST,
} from './workflow';

const RUNNER = { 'runs-on': 'ubuntu-24.04' };

const CHECKOUT = {
  uses: useAction('actions/checkout'),
  with: { 'persist-credentials': false },
};

const PYTHON = {
  uses: useAction('actions/setup-python'),
  with: { 'python-version': PYTHON_VERSION },
};

const IS_RELEASE = "startsWith(github.ref, 'refs/tags/v')";

const HEAD = `# Tests every change. A tag v1.2.3 makes the model, packs, signs and attests it, and opens the change that has an
# environment run it. Actions are named by commit; Renovate keeps them current.
`;

/** `.github/workflows/model.yaml`. No job may more than it needs, and no expression stands in a script. */
export function buildGithubWorkflow(plan: RepositoryPlan): RepositoryFile {
  const workflow = {
    name: 'model',
    on: {
      pull_request: null,
      push: { branches: [plan.branch], tags: ['v*'] },
    },
    permissions: {},
    // One release at a time; none is stopped half way.
    concurrency: {
      group: 'model-${{ github.ref }}',
      'cancel-in-progress': false,
    },
    jobs: {
      test: testJob(),
      make: makeJob(plan),
      release: releaseJob(plan),
      bump: bumpJob(plan),
    },
  };
  return {
    path: '.github/workflows/model.yaml',
    content: `${HEAD}${write(workflow)}`,
  };
}

function testJob(): object {
  return {
    ...RUNNER,
    'timeout-minutes': 30,
    permissions: { contents: 'read' },
    steps: [CHECKOUT, PYTHON, { run: INSTALL }, { run: TEST }],
  };
}

function makeJob(plan: RepositoryPlan): object {
  return {
    if: IS_RELEASE,
    needs: 'test',
    ...RUNNER,
    'timeout-minutes': 120,
    permissions: { contents: 'read' },
    outputs: { version: '${{ steps.version.outputs.version }}' },
    steps: [
      CHECKOUT,
      PYTHON,
      { run: INSTALL },
      {
        id: 'version',
        name: 'Hold the tag against the Kitfile',
        run: [
          'version="$(python ci/version.py "$GITHUB_REF_NAME")"',
          'echo "version=$version" >> "$GITHUB_OUTPUT"',
        ].join('\n'),
      },
      { name: 'Make the model', run: `python ${plan.facts.makeModel}` },
      {
        name: 'Write what is attested',
        env: { PACKAGE_FORMAT: plan.format },
        run: 'python ci/predicates.py build/predicates',
      },
      {
        uses: useAction('actions/upload-artifact'),
        with: {
          name: 'model',
          path: madeFiles(plan).join('\n'),
          'if-no-files-found': 'error',
          'retention-days': 1,
        },
      },
    ],
  };
}

function releaseJob(plan: RepositoryPlan): object {
  const isGithubRegistry = plan.repository.startsWith('ghcr.io/');
  return {
    if: IS_RELEASE,
    needs: 'make',
    ...RUNNER,
    'timeout-minutes': 60,
    permissions: {
      contents: 'read',
      // Only for packages beside this repository.
      ...(isGithubRegistry && { packages: 'write' }),
      // The identity that signs: no key is kept anywhere.
      'id-token': 'write',
    },
    outputs: { reference: '${{ steps.reference.outputs.reference }}' },
    env: {
      ...releaseVariables(plan),
      VERSION: '${{ needs.make.outputs.version }}',
      SIGNER_IDENTITY: '${{ github.server_url }}/${{ github.workflow_ref }}',
      SIGNER_ISSUER: 'https://token.actions.githubusercontent.com',
    },
    steps: [
      CHECKOUT,
      {
        uses: useAction('actions/download-artifact'),
        with: { name: 'model', path: '.' },
      },
      ...toolSteps(plan),
      {
        name: 'Sign in to the registry',
        env: {
          REGISTRY_USERNAME: isGithubRegistry
            ? '${{ github.actor }}'
            : '${{ secrets.REGISTRY_USERNAME }}',
          REGISTRY_PASSWORD: isGithubRegistry
            ? '${{ secrets.GITHUB_TOKEN }}'
            : '${{ secrets.REGISTRY_PASSWORD }}',
        },
        run: 'bash ci/login.sh',
      },
      ...RELEASE_STEPS.map(({ name, script }) => ({ name, run: script })),
      {
        id: 'reference',
        name: 'Hand the reference on',
        run: 'echo "reference=$(cat build/reference)" >> "$GITHUB_OUTPUT"',
      },
    ],
  };
}

function toolSteps({ tools }: RepositoryPlan): object[] {
  const install = {
    name: 'Install the tools',
    run: 'bash ci/install_tools.sh',
  };
  return tools === 'waybill'
    ? [
        {
          uses: useAction('actions/setup-node'),
          with: { 'node-version': NODE_VERSION },
        },
        install,
      ]
    : [
        {
          uses: useAction('sigstore/cosign-installer'),
          with: { 'cosign-release': COSIGN_VERSION },
        },
        {
          uses: useAction('actions/setup-go'),
          with: { 'go-version': GO_VERSION, cache: false },
        },
        install,
      ];
}

function bumpJob(plan: RepositoryPlan): object {
  return {
    if: IS_RELEASE,
    needs: ['make', 'release'],
    ...RUNNER,
    'timeout-minutes': 15,
    permissions: { contents: 'write', 'pull-requests': 'write' },
    steps: [
      {
        uses: useAction('actions/checkout'),
        // This job pushes a branch: the token of the job stays for it.
        with: { 'fetch-depth': 0 },
      },
      {
        name: 'Open the version bump',
        env: {
          GH_TOKEN: '${{ github.token }}',
          VERSION: '${{ needs.make.outputs.version }}',
          REFERENCE: '${{ needs.release.outputs.reference }}',
          ...bumpVariables(plan),
        },
        run: 'bash ci/open_change.sh',
      },
    ],
  };
}

/** With the version of each action beside its commit, where Renovate looks for it. */
function write(workflow: object): string {
  const document = new Document(workflow, { aliasDuplicateObjects: false });
  visit(document, {
    Map(_, map) {
      const uses = isMap(map) ? map.get('uses', true) : undefined;
      if (isScalar(uses) && typeof uses.value === 'string') {
        const [name] = uses.value.split('@');
        uses.comment = ` ${ACTIONS[name as keyof typeof ACTIONS].version}`;
      }
    },
  });
  return document.toString({ lineWidth: 0, nullStr: '' });
}
