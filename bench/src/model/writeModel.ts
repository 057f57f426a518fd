import { createCipheriv, randomBytes } from 'node:crypto';
import { promises as fs } from 'node:fs';
import path from 'node:path';

/** A model as it is packaged: two large files and three small ones. */
export interface BenchModel {
  /** Holds nothing but the model's files. */
  readonly folder: string;
  /** Beside the folder, for the tools that ask for one. */
  readonly kitfile: string;
  readonly modelfile: string;
  readonly weights: readonly string[];
  readonly configs: readonly string[];
  readonly docs: readonly string[];
  readonly sizeBytes: number;
}

export const WEIGHTS = [
  'model-00001-of-00002.safetensors',
  'model-00002-of-00002.safetensors',
];
export const CONFIGS = ['config.json', 'tokenizer.json'];
export const DOCS = ['README.md'];
const LARGE_SHARE = 0.75;
const PIECE_BYTES = 8 * 1024 * 1024;

/**
 * Writes a model of about the size.
 *
 * @param content - `random` cannot be compressed and is new each time; `zeros` takes no room on the disk
 */
export async function writeModel(
  parent: string,
  sizeBytes: number,
  content: 'random' | 'zeros' = 'random',
): Promise<BenchModel> {
  const folder = path.join(parent, 'model');
  await fs.rm(folder, { recursive: true, force: true });
  await fs.mkdir(folder, { recursive: true });
  const large = Math.round(sizeBytes * LARGE_SHARE);
  const write = content === 'random' ? writeRandom : writeZeros;
  await write(path.join(folder, WEIGHTS[0]), large);
  await write(path.join(folder, WEIGHTS[1]), sizeBytes - large);
  const small: Record<string, string> = {
    'config.json': `${JSON.stringify({ layers: 48, run: nonce() })}\n`,
    'tokenizer.json': `${JSON.stringify({ vocabulary: [nonce(), nonce()] })}\n`,
    'README.md': `# A model\n\n${nonce()}\n`,
  };
  for (const [name, text] of Object.entries(small)) {
    await fs.writeFile(path.join(folder, name), text, { mode: 0o644 });
  }
  const kitfile = path.join(parent, 'Kitfile');
  const modelfile = path.join(parent, 'Modelfile');
  await fs.writeFile(kitfile, kitfileText());
  await fs.writeFile(modelfile, modelfileText());
  return {
    folder,
    kitfile,
    modelfile,
    weights: WEIGHTS,
    configs: CONFIGS,
    docs: DOCS,
    sizeBytes,
  };
}

/** Gives one small file other bytes. */
export async function changeSmallFile(model: BenchModel): Promise<void> {
  await fs.writeFile(
    path.join(model.folder, 'README.md'),
    `# A model\n\n${nonce()}\n`,
  );
}

function nonce(): string {
  return randomBytes(16).toString('hex');
}

function kitfileText(): string {
  const parts = [WEIGHTS[1], ...CONFIGS].map(
    (file, index) => `    - {name: part-${index}, path: ${file}}`,
  );
  return [
    'manifestVersion: 1.0.0',
    'package: {name: bench, version: 1.0.0}',
    'model:',
    '  name: model',
    `  path: ${WEIGHTS[0]}`,
    '  parts:',
    ...parts,
    'docs:',
    ...DOCS.map(file => `  - {path: ${file}}`),
    '',
  ].join('\n');
}

function modelfileText(): string {
  return [
    'NAME bench',
    ...WEIGHTS.map(file => `MODEL ${file}`),
    ...CONFIGS.map(file => `CONFIG ${file}`),
    ...DOCS.map(file => `DOC ${file}`),
    '',
  ].join('\n');
}

/** A cipher's key stream: as good as random for every compressor, at the speed of the disk. */
async function writeRandom(file: string, sizeBytes: number): Promise<void> {
  const cipher = createCipheriv(
    'aes-128-ctr',
    randomBytes(16),
    randomBytes(16),
  );
  const zeros = Buffer.alloc(PIECE_BYTES);
  const handle = await fs.open(file, 'w', 0o644);
  try {
    for (let left = sizeBytes; left > 0; left -= PIECE_BYTES) {
      await handle.write(
        cipher.update(zeros.subarray(0, Math.min(left, PIECE_BYTES))),
      );
    }
  } finally {
    await handle.close();
  }
}

async function writeZeros(file: string, sizeBytes: number): Promise<void> {
  await fs.writeFile(file, '', { mode: 0o644 });
  await fs.truncate(file, sizeBytes);
}
