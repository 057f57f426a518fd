import {
  serializeManifests,
  type RepositoryFile,
} from '@waybill/backstage-plugin-waybill-common';
import { IMAGES } from '../pins';
import type { RepositoryPlan } from '../RepositoryPlan';
import {
  bumpVariables,
  INSTALL,
  madeFiles,
  RELEASE_STEPS,
  releaseVariables,
  TEST,
} from './workflow';

const IS_RELEASE = [{ if: '$CI_COMMIT_TAG =~ /^v/' }];

const HEAD = `# Tests every change. A tag v1.2.3 makes the model, packs, signs and attests it, and opens the merge request that has an
# environment run it. Images are named by digest; Renovate keeps them current.
# Set in the project, masked and protected: REGISTRY_USERNAME, REGISTRY_PASSWORD, and GIT_PUSH_TOKEN, a project access
# token that may write the repository.
`;

/**
 * `.gitlab-ci.yml`. Variables that have to be set in the project, masked and protected: `REGISTRY_USERNAME`,
 * `REGISTRY_PASSWORD`, and `GIT_PUSH_TOKEN` (a project access token with `write_repository`).
 */
export function buildGitlabPipeline(plan: RepositoryPlan): RepositoryFile {
  const pipeline = {
    stages: ['test', 'make', 'release', 'bump'],
    workflow: {
      rules: [
        { if: '$CI_PIPELINE_SOURCE == "merge_request_event"' },
        { if: '$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH' },
        ...IS_RELEASE,
      ],
    },
    default: { image: IMAGES.python, interruptible: true },
    test: {
      stage: 'test',
      timeout: '30 minutes',
      script: [INSTALL, TEST],
    },
    make: {
      stage: 'make',
      rules: IS_RELEASE,
      timeout: '2 hours',
      variables: { PACKAGE_FORMAT: plan.format },
      script: [
        INSTALL,
        'python ci/version.py "$CI_COMMIT_TAG" > version.txt',
        'echo "VERSION=$(cat version.txt)" > build.env',
        `python ${plan.facts.makeModel}`,
        'python ci/predicates.py build/predicates',
      ],
      artifacts: {
        paths: madeFiles(plan),
        reports: { dotenv: 'build.env' },
        expire_in: '1 day',
      },
    },
    release: releaseJob(plan),
    bump: bumpJob(plan),
  };
  return {
    path: '.gitlab-ci.yml',
    content: `${HEAD}${serializeManifests(pipeline)}`,
  };
}

function releaseJob(plan: RepositoryPlan): object {
  return {
    stage: 'release',
    rules: IS_RELEASE,
    interruptible: false,
    // One release at a time.
    resource_group: 'release',
    timeout: '1 hour',
    image: plan.tools === 'waybill' ? IMAGES.node : IMAGES.go,
    // The identity that signs: no key is kept anywhere.
    id_tokens: { SIGSTORE_ID_TOKEN: { aud: 'sigstore' } },
    variables: {
      ...releaseVariables(plan),
      SIGNER_IDENTITY:
        '$CI_PROJECT_URL//.gitlab-ci.yml@refs/tags/$CI_COMMIT_TAG',
      SIGNER_ISSUER: '$CI_SERVER_URL',
    },
    script: [
      'bash ci/install_tools.sh',
      'bash ci/login.sh',
      ...RELEASE_STEPS.map(({ script }) => script),
      'echo "REFERENCE=$(cat build/reference)" > build.env',
    ],
    artifacts: { reports: { dotenv: 'build.env' }, expire_in: '1 day' },
  };
}

function bumpJob(plan: RepositoryPlan): object {
  return {
    stage: 'bump',
    rules: IS_RELEASE,
    interruptible: false,
    timeout: '15 minutes',
    // Has Git and Python.
    image: IMAGES.node,
    variables: { ...bumpVariables(plan), GIT_DEPTH: '0' },
    script: [
      // A helper that reads the variable: the token is in no URL, no file and no log.
      'git config credential.helper \'!f() { echo username=waybill; echo "password=$GIT_PUSH_TOKEN"; }; f\'',
      'git remote set-url origin "$CI_PROJECT_URL.git"',
      'bash ci/open_change.sh',
    ],
  };
}
