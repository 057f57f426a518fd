import type { PackageFacts } from '../PackageFacts';

const SHA = 'a'.repeat(64);

/** A package of which much is known. */
export function packageFacts(more: Partial<PackageFacts> = {}): PackageFacts {
  return {
    repository: 'registry.example.com:5000/models/iris',
    digest: `sha256:${SHA}`,
    format: 'modelkit',
    name: 'iris',
    version: '1.0.0',
    description: 'Tells irises apart.',
    authors: ['Ada'],
    licenses: ['apache-2.0', 'Our own terms'],
    framework: 'pytorch',
    weightsFormat: 'safetensors',
    architecture: 'mlp',
    quantization: 'none',
    parameterCount: 1200,
    parametersByType: [{ type: 'F32', parameterCount: 1200 }],
    task: 'tabular-classification',
    languages: ['en'],
    tags: ['flowers', 'flowers'],
    datasets: [
      {
        name: 'iris-data',
        url: 's3://data/iris.csv',
        description: 'Measured in 1936',
        license: 'cc-by-4.0',
      },
    ],
    baseModels: [
      {
        name: 'acme/base',
        url: 'https://hub.example.com/acme/base',
        digest: `sha256:${'b'.repeat(64)}`,
        relation: 'finetune',
      },
    ],
    metrics: [{ name: 'accuracy', value: '0.97', dataset: 'iris-data' }],
    considerations: {
      users: 'Botanists',
      useCases: 'Counting irises',
      outOfScope: 'Roses',
      limitations: 'Knows three kinds',
      ethics: 'None known',
      environment: '0.1 kWh',
    },
    files: [
      { path: 'README.md', sizeBytes: 12 },
      {
        path: 'model/model.safetensors',
        sizeBytes: 4800,
        digest: `sha256:${'c'.repeat(64)}`,
      },
    ],
    modelCard: { path: 'README.md' },
    baseImage: { name: 'docker.io/library/busybox:1.37' },
    sourceUrl: 'https://git.example.com/models/iris',
    ...more,
  };
}

/** A package of which nobody has told anything. */
export function bareFacts(): PackageFacts {
  return {
    repository: 'r.example/models/bare',
    digest: `sha256:${SHA}`,
    format: 'artifact',
    name: 'bare',
    authors: [],
    licenses: [],
    languages: [],
    tags: [],
    datasets: [],
    baseModels: [],
    metrics: [],
    considerations: {},
    files: [],
  };
}
