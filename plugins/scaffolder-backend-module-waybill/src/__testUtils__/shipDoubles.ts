import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { ConfigReader } from '@backstage/config';
import {
  type ImportPlan,
  parseImportSource,
  ScmError,
} from '@waybill/backstage-plugin-waybill-node';
import {
  KSERVE_RUNTIMES,
  type TrustPolicy,
} from '@waybill/backstage-plugin-waybill-common';
import { pack } from 'tar-stream';
import type { ActionDependencies } from '../dependencies';
import { readSettings } from '../settings';
import { MemoryDigestCache } from '../packages/MemoryDigestCache';
import { MemoryRegistry, MemorySigning } from './MemoryRegistry';
import { MemoryScmClient } from './MemoryScmClient';

export const REGISTRY = 'registry.example.com';

/** One key, over all models. */
export const TRUST_POLICY: TrustPolicy = {
  name: 'portal',
  repositories: [`${REGISTRY}/models/**`],
  keys: [
    {
      name: 'release',
      publicKeyPem:
        '-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYI\n-----END PUBLIC KEY-----\n',
    },
  ],
  identities: [],
  transparencyLog: 'optional',
  timestamp: 'optional',
  attestations: [],
};

export const config = new ConfigReader({
  waybill: {
    registries: [{ host: REGISTRY }, { host: 'production.example.com' }],
    environments: ['dev', 'staging'].map(name => ({
      name,
      cluster: name,
      namespace: 'models',
      fleet: {
        repository: 'https://git.example.com/ml/fleet',
        path: `clusters/${name}`,
      },
    })),
    defaults: {
      registry: REGISTRY,
      repositoryPrefix: 'models',
      gitHost: 'git.example.com',
      gitOwner: 'ml',
    },
  },
});

export type Files = Readonly<Record<string, string>>;

export const MODEL_FILES: Files = {
  'README.md': '# Iris\n',
  'model.joblib': 'not really a model',
};

export async function writeFiles(folder: string, files: Files) {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

/** A tar of files; links are given as `->target`. */
export function tarOf(files: Files): Readable {
  const archive = pack();
  for (const [name, content] of Object.entries(files)) {
    if (content.startsWith('->')) {
      archive.entry({ name, type: 'symlink', linkname: content.slice(2) });
    } else {
      archive.entry({ name }, content);
    }
  }
  archive.finalize();
  return Readable.from(archive);
}

/** What a hub would tell of a model. */
export function importPlanOf(files: Files): ImportPlan {
  const sources = Object.entries(files)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, content]) => ({
      path,
      sizeBytes: Buffer.byteLength(content),
      mode: 0o644,
      open: () => Readable.from([Buffer.from(content)]),
    }));
  return {
    kind: 'huggingface',
    name: 'hf://acme/iris@main',
    revision: '8f2c1d0',
    license: 'apache-2.0',
    files: sources.map(({ path, sizeBytes }) => ({ path, sizeBytes })),
    totalBytes: sources.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    warnings: [{ code: 'PICKLES', message: 'model.joblib is a pickle.' }],
    ignored: [],
    facts: {},
    tree: { name: 'hf://acme/iris@main', files: sources },
  };
}

/** Everything in memory, with a fleet repository and one folder of a model that can be read. */
export function createDoubles() {
  const registry = new MemoryRegistry();
  const signing = new MemorySigning();
  const imports = new Map<string, ImportPlan>();
  const git = new MemoryScmClient();
  git.repositories.set('ml/fleet', new Map([['README.md', '# Fleet\n']]));
  const uploads = new Map<string, Files>([['4f6c2a9e', MODEL_FILES]]);
  const trees = new Map<string, Files>([
    ['https://git.example.com/ml/models/src/branch/main/iris', MODEL_FILES],
  ]);
  const dependencies: ActionDependencies = {
    settings: readSettings(config),
    client: registry,
    digestCache: new MemoryDigestCache(),
    signing,
    trustPolicies: async () => [TRUST_POLICY],
    sources: {
      readTree: async (url, directory) => {
        const files = trees.get(url);
        if (!files) throw new Error(`${url} returned 404`);
        await writeFiles(directory, files);
      },
      openUpload: async id => {
        const files = uploads.get(id);
        if (!files) throw new Error('HTTP 404');
        return tarOf(files);
      },
    },
    imports: {
      plan: async source => {
        parseImportSource(source);
        const found = imports.get(source) ?? imports.get('*');
        if (found) return found;
        throw new Error(`Nothing to import from ${source}`);
      },
    },
    platforms: {
      read: async () => ({
        settings: { storageInitializer: '{"enableModelcar":true}' },
        kserveVersion: 'v0.20.0',
        kubernetesVersion: 'v1.36.3',
        storagePrefixes: [],
        runtimes: [...KSERVE_RUNTIMES],
        gaps: [],
      }),
    },
    scm: host => {
      if (host === 'git.example.com') return git;
      throw new ScmError({
        code: 'NOT_CONFIGURED',
        message: `No Git integration is configured for ${host}`,
      });
    },
    now: () => 0,
  };
  return { dependencies, registry, signing, git, uploads, trees, imports };
}
