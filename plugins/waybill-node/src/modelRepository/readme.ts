import {
  manifestsRepositoryOf,
  type RepositoryFile,
} from '@waybill/backstage-plugin-waybill-common';
import { factTable } from './factTable';
import type { ModelRepositoryInput } from './ModelRepositoryInput';
import { inlineMarkdown } from './plainText';
import type { RepositoryPlan } from './RepositoryPlan';

/** README of the repository: what it is, where things are, and how anybody verifies what was shipped. */
export function buildReadme(
  input: ModelRepositoryInput,
  plan?: RepositoryPlan,
): RepositoryFile {
  const { repository, digest } = input.declaration.package;
  const title = input.title ?? input.declaration.name;
  const lines = [
    `# ${inlineMarkdown(title)}`,
    '',
    ...(input.description ? [inlineMarkdown(input.description), ''] : []),
    ...factTable(input),
    '',
    'What the model is, and is not, for: [model card](docs/index.md).',
    '',
    ...(plan ? buildAndServe(plan) : []),
    '## Where things are',
    '',
    ...(plan ? codePlaces(plan) : []),
    ...deployPlaces(input),
    '- `catalog-info.yaml`: the model in the developer portal; `mkdocs.yml` and `docs` are its documentation.',
    '',
    'What runs is what `deploy/environments` pins, by digest. Where it is not applied from this repository, it is delivered as',
    `the signed artifact \`${manifestsRepositoryOf(repository)}\`.`,
    '',
    ...(plan?.input.ci?.length ? release(plan) : []),
    '## Verify the package',
    '',
    '```sh',
    `cosign verify --key cosign.pub --insecure-ignore-tlog ${repository}@${digest}`,
    '```',
    '',
    ...(plan?.input.ci?.length
      ? [
          'That is for versions that were signed with a key. Those of the pipeline are signed by its identity:',
          '`ci/verify.sh` shows how they are verified.',
          '',
        ]
      : []),
  ];
  return { path: 'README.md', content: lines.join('\n') };
}

function buildAndServe({ facts, name, format }: RepositoryPlan): string[] {
  const path =
    facts.protocol === 'openai'
      ? '/v1/chat/completions'
      : `/v${facts.protocol === 'v2' ? 2 : 1}/models/${name}${
          facts.protocol === 'v2' ? '/infer' : ':predict'
        }`;
  const isKit = format === 'modelkit' || format === 'modelpack';
  return [
    '## Build and serve',
    '',
    '```sh',
    `bash run.sh ${facts.makeVerb}     # ${
      facts.makeVerb === 'train'
        ? 'trains the model from datasets/'
        : 'fetches the model, by its commit'
    }`,
    'bash run.sh test      # runs the tests',
    'bash run.sh           # serves on http://127.0.0.1:8080',
    `curl -H 'content-type: application/json' -d '${facts.example.replace(
      '<name>',
      name,
    )}' http://127.0.0.1:8080${path}`,
    '```',
    '',
    'It needs Python 3.11. Only the files whose digests are in `requirements-dev.txt` are installed; after a change of an `.in`',
    'file, `bash ci/pin_requirements.sh` writes them anew.',
    '',
    'An image of the server with a published version in it:',
    '',
    '```sh',
    `docker build --build-arg MODEL=host/path@sha256:… --tag ${name}-server:dev .`,
    '```',
    '',
    ...(isKit
      ? [
          'A kit of it, on this machine: `kit pack . --file Kitfile --tag ' +
            `localhost/${name}:dev\`.`,
          '',
        ]
      : []),
  ];
}

function codePlaces({ facts, input }: RepositoryPlan): string[] {
  return [
    `- \`Kitfile\`: what the model is called, and where its files are. Everything else reads it.`,
    `- \`${facts.makeModel}\`: makes the model. \`code/inference.py\`: what the server predicts with.`,
    ...(facts.datasets.length > 0
      ? ['- `datasets`: a sample to begin with.']
      : []),
    '- `tests`: of the model, the server and the pipeline.',
    '- `Dockerfile`: an image of the server.',
    ...(input.ci?.length
      ? [
          '- `ci`: what the pipeline runs; every script runs on a laptop as well.',
        ]
      : ['- `ci`: scripts for a pipeline.']),
    '- `renovate.json`: keeps what is named of others current.',
  ];
}

function deployPlaces({ declaration }: ModelRepositoryInput): string[] {
  return [
    declaration.form === 'helm'
      ? '- `deploy/chart`: the Helm chart that all environments share.'
      : '- `deploy/base`: the serving object that all environments share.',
    ...declaration.environments.map(
      ({ name }) =>
        `- \`deploy/environments/${name}\`: what ${name} runs, by digest.`,
    ),
  ];
}

function release({ firstEnvironment, tools }: RepositoryPlan): string[] {
  return [
    '## Release a version',
    '',
    'Raise `package.version` in the Kitfile, merge, and push the tag:',
    '',
    '```sh',
    'git tag v1.2.3 && git push origin v1.2.3',
    '```',
    '',
    `The pipeline tests, makes the model, packs it (${
      tools === 'waybill' ? 'waybill' : 'kit'
    }), signs it and attests where it comes from and what is in it`,
    `(${
      tools === 'waybill' ? 'waybill' : 'cosign'
    }, without a key: as the identity of the job), verifies that, and opens the change that has`,
    `${firstEnvironment} run it. A version is published once.`,
    '',
  ];
}
