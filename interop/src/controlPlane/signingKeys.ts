import { randomBytes } from 'node:crypto';
import { promises as fs } from 'node:fs';
import path from 'node:path';
import { runSuccessfully } from '../processes';
import type { Tools } from '../tools';

/** A key pair as cosign writes it. */
export interface SigningKeys {
  readonly privateKeyFile: string;
  readonly publicKeyFile: string;
  readonly passwordFile: string;
}

/** Lets the real cosign make a key pair in a folder. */
export async function generateSigningKeys(
  tools: Tools,
  folder: string,
): Promise<SigningKeys> {
  await fs.mkdir(folder, { recursive: true });
  const password = randomBytes(16).toString('hex');
  const passwordFile = path.join(folder, 'cosign.password');
  await fs.writeFile(passwordFile, password, { mode: 0o600 });
  await runSuccessfully(tools.path('cosign'), ['generate-key-pair'], {
    cwd: folder,
    env: { COSIGN_PASSWORD: password, HOME: folder },
  });
  return {
    privateKeyFile: path.join(folder, 'cosign.key'),
    publicKeyFile: path.join(folder, 'cosign.pub'),
    passwordFile,
  };
}
