import { promises as fs } from 'node:fs';
import path from 'node:path';
import {
  findModelReferences,
  planVersionBump,
  type RepositoryFile,
} from '@waybill/backstage-plugin-waybill-common';
import { runSuccessfully } from '../../../processes';
import { type Check, expect, expectEqual } from '../../check';
import type { ManifestSection } from '../ManifestSection';
import {
  type Layout,
  LAYOUTS,
  OLD_DIGEST,
  OLD_VERSION,
  REPOSITORY,
} from './layouts';

const NEW_DIGEST = `sha256:${'b'.repeat(64)}`;
const NEW_VERSION = '1.1.0';

/** What Waybill takes for the value that wins, and what it changes, in the eyes of the real kustomize. */
export const editingSection: ManifestSection = {
  name: 'editing',
  async run({ tools, runner, folder: root, signal }) {
    const build = async (folder: string) => {
      const { stdout } = await runSuccessfully(
        tools.path('kustomize'),
        ['build', folder],
        { signal },
      );
      // A generated ConfigMap has another name for another content.
      return stdout.replace(/version-[a-z0-9]{10}$/gm, 'version-HASH');
    };
    await runner.runAll(
      LAYOUTS.map(layout =>
        editingCheck(
          layout,
          path.join(root, 'editing', layout.name.replace(/\W+/g, '-')),
          build,
        ),
      ),
    );
  },
};

type Build = (folder: string) => Promise<string>;

function editingCheck(layout: Layout, folder: string, build: Build): Check {
  const files = Object.entries(layout.files).map(([file, content]) => ({
    path: file,
    content,
  }));
  const buildAll = async () => ({
    dev: await build(path.join(folder, layout.dev)),
    others: await Promise.all(
      layout.others.map(other => build(path.join(folder, other))),
    ),
  });
  return {
    name: `a new version in another team's layout: ${layout.name}`,
    async run() {
      await writeFiles(folder, files);
      const before = await buildAll();
      expectEqual(
        foundIn(files, layout),
        modelsIn(before.dev),
        'what is found to win, beside what kustomize builds,',
      );
      const plan = planVersionBump(files, {
        repository: REPOSITORY,
        version: NEW_VERSION,
        digest: NEW_DIGEST,
        target: { environments: ['dev'] },
      });
      expect(plan.files.length > 0, 'nothing was planned');
      await writeFiles(folder, plan.files);
      const after = await buildAll();
      expectEqual(
        after.dev,
        withNewVersion(before.dev, layout),
        'what kustomize builds of the edited environment',
      );
      expectEqual(
        after.others,
        before.others,
        'what kustomize builds of the other environments',
      );
    },
  };
}

function foundIn(files: readonly RepositoryFile[], layout: Layout): string[] {
  const { references } = findModelReferences(files, { repository: REPOSITORY });
  const [environment] = layout.dev.split('/').reverse();
  return references
    .filter(reference => reference.environment === environment)
    .map(({ value }) => value)
    .sort();
}

/** Every address of the model that is in the objects. */
function modelsIn(yaml: string): string[] {
  const address = new RegExp(
    `(oci://)?${REPOSITORY.replace(/\./g, '\\.')}(:[\\w.-]+)?@sha256:\\w+`,
    'g',
  );
  return [...yaml.matchAll(address)].map(([text]) => text).sort();
}

function withNewVersion(yaml: string, { isVersionShared }: Layout): string {
  const changed = yaml
    .replaceAll(OLD_DIGEST.slice(7), NEW_DIGEST.slice(7))
    .replaceAll(`:${OLD_VERSION}@`, `:${NEW_VERSION}@`);
  if (isVersionShared) return changed;
  return changed.replaceAll(
    new RegExp(`(waybill\\.dev/version: "?)${OLD_VERSION}`, 'g'),
    `$1${NEW_VERSION}`,
  );
}

async function writeFiles(
  folder: string,
  files: readonly RepositoryFile[],
): Promise<void> {
  for (const file of files) {
    const target = path.join(folder, file.path);
    await fs.mkdir(path.dirname(target), { recursive: true });
    await fs.writeFile(target, file.content);
  }
}
