import { promises as fs } from 'node:fs';
import path from 'node:path';
import {
  addVersionMarkers,
  buildDeployFiles,
  type ModelDeclaration,
  type RepositoryFile,
} from '@waybill/backstage-plugin-waybill-common';
import { parseAllDocuments } from 'yaml';
import { runSuccessfully } from '../../../processes';
import type { Tools } from '../../../tools';
import { expectEqual, type Check } from '../../check';
import type { ManifestSection } from '../ManifestSection';

const ENVIRONMENT = 'dev';
const [DIGEST, NEXT_DIGEST] = ['ab', 'cd'].map(
  text => `sha256:${text.repeat(32)}`,
);

const SERVINGS: readonly ModelDeclaration['serving'][] = [
  {
    kind: 'InferenceService',
    deploymentMode: 'Standard',
    modelFormat: { name: 'sklearn' },
    storage: { scheme: 'oci+native' },
  },
  { kind: 'LLMInferenceService', storage: { scheme: 'oci' } },
  { kind: 'Deployment', delivery: 'image' },
];

interface Place {
  readonly tools: Tools;
  readonly folder: string;
}

/** Environments that Flux keeps at the newest version, as Kustomize and Helm build them. */
export const automationSection: ManifestSection = {
  name: 'automation',
  async run({ tools, runner, folder }) {
    const place = { tools, folder: path.join(folder, 'automation') };
    await runner.runAll(
      SERVINGS.flatMap(serving =>
        (['kustomize', 'helm'] as const).map(form =>
          checkOf(place, serving, form),
        ),
      ),
    );
  },
};

function checkOf(
  place: Place,
  serving: ModelDeclaration['serving'],
  form: ModelDeclaration['form'],
): Check {
  return {
    name: `an automated ${serving.kind} is built by ${form} as a pinned one`,
    async run() {
      const pinned = declarationOf(serving, form, '1.0.0', DIGEST);
      const next = declarationOf(serving, form, '1.1.0', NEXT_DIGEST);
      const marked = addVersionMarkers(buildDeployFiles(pinned), {
        name: pinned.name,
        environment: ENVIRONMENT,
        package: pinned.package,
      });
      const build = (name: string, files: readonly RepositoryFile[]) =>
        buildObjects(place, `${serving.kind}-${form}-${name}`, form, files);
      expectEqual(
        await build('marked', marked),
        await build('pinned', buildDeployFiles(pinned)),
        'the objects before',
      );
      expectEqual(
        await build('moved', marked.map(setMarked)),
        await build('next', buildDeployFiles(next)),
        'the objects after Flux has written the next version',
      );
    },
  };
}

function declarationOf(
  serving: ModelDeclaration['serving'],
  form: ModelDeclaration['form'],
  version: string,
  digest: string,
): ModelDeclaration {
  return {
    name: 'iris',
    package: {
      repository: 'registry.example.com/models/iris',
      version,
      digest,
    },
    serving,
    environments: [{ name: ENVIRONMENT, namespace: 'models', profile: {} }],
    form,
  };
}

/** As Flux' image automation: the value of each scalar with a marker, and nothing else. */
function setMarked(file: RepositoryFile): RepositoryFile {
  const newest: Readonly<Record<string, string>> = {
    tag: '1.1.0',
    digest: NEXT_DIGEST,
  };
  return {
    ...file,
    content: file.content.replace(
      /(: )"?\S+?"?( # \{"\$imagepolicy": "flux-system:iris:(tag|digest)"\})/g,
      (_, colon, marker, part) => `${colon}${newest[part]}${marker}`,
    ),
  };
}

async function buildObjects(
  { tools, folder }: Place,
  name: string,
  form: ModelDeclaration['form'],
  files: readonly RepositoryFile[],
): Promise<unknown[]> {
  const root = path.join(folder, name);
  for (const { path: file, content } of files) {
    const target = path.join(root, file);
    await fs.mkdir(path.dirname(target), { recursive: true });
    await fs.writeFile(target, content);
  }
  const environment = path.join(root, 'environments', ENVIRONMENT);
  const { stdout } =
    form === 'kustomize'
      ? await runSuccessfully(tools.path('kustomize'), ['build', environment])
      : await runSuccessfully(
          tools.path('helm'),
          [
            ...['template', 'iris', path.join(root, 'chart')],
            ...['--namespace', 'models'],
            ...['--values', path.join(environment, 'values.yaml')],
          ],
          { env: { HOME: root } },
        );
  return parseAllDocuments(stdout)
    .map(document => document.toJS() as unknown)
    .filter(object => object !== null);
}
