import { promises as fs } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';

/** A model with a file of every kind that the formats know. */
export interface MatrixModel {
  /** Holds nothing but the model's files. */
  readonly folder: string;
  /** Beside the folder, for the clients that ask for a description. */
  readonly kitfile: string;
  readonly modelfile: string;
  readonly paths: readonly string[];
}

// modctl keeps no empty files, so there is none.
const FILES: Readonly<
  Record<string, { readonly content: string | Buffer; readonly mode: number }>
> = {
  'README.md': { content: '# A model\n', mode: 0o644 },
  'code/train.py': { content: '#!/usr/bin/env python3\n', mode: 0o755 },
  'data/samples/part-0001.csv': { content: 'a,b\n1,2\n', mode: 0o644 },
  'model/config.json': { content: '{"layers": 3}\n', mode: 0o644 },
  'model/model.safetensors': {
    content: Buffer.alloc(3 * 1024 * 1024 + 17, 'weights '),
    mode: 0o644,
  },
};

export async function writeMatrixModel(parent: string): Promise<MatrixModel> {
  const folder = path.join(parent, 'model');
  for (const [name, { content, mode }] of Object.entries(FILES)) {
    const file = path.join(folder, name);
    await fs.mkdir(path.dirname(file), { recursive: true });
    await fs.writeFile(file, content);
    // Not with the file's making: the umask must not have a say.
    await fs.chmod(file, mode);
  }
  const kitfile = path.join(parent, 'Kitfile');
  const modelfile = path.join(parent, 'Modelfile');
  await fs.writeFile(
    kitfile,
    stringify({
      manifestVersion: '1.0.0',
      package: { name: 'matrix', version: '1.0.0' },
      model: { name: 'model', path: 'model' },
      code: [{ path: 'code' }],
      datasets: [{ name: 'samples', path: 'data/samples' }],
      docs: [{ path: 'README.md' }],
    }),
  );
  await fs.writeFile(
    modelfile,
    [
      'NAME matrix',
      'MODEL model/model.safetensors',
      'CONFIG model/config.json',
      'CODE code/train.py',
      // modctl 0.2.2 reads DATASET lines and leaves their files out.
      'CODE data/samples/part-0001.csv',
      'DOC README.md',
      '',
    ].join('\n'),
  );
  return { folder, kitfile, modelfile, paths: Object.keys(FILES) };
}
