import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { promises as fs } from 'node:fs';
import path from 'node:path';
import { generateCosignKeyPair } from '@waybill/backstage-plugin-waybill-node';
import { runSuccessfully } from '../../processes';
import type { Tools } from '../../tools';
import { PASSWORD } from './TrustPlace';

/** A pair of key files. */
export interface KeyFiles {
  readonly privateKeyFile: string;
  readonly publicKeyFile: string;
}

/** Key types of the matrix, as PEM that nobody has encrypted. */
const PLAIN_KEYS: Readonly<
  Record<string, () => { privateKey: KeyObject; publicKey: KeyObject }>
> = {
  'P-256': () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  'P-384': () => generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  Ed25519: () => generateKeyPairSync('ed25519'),
  'RSA-3072': () => generateKeyPairSync('rsa', { modulusLength: 3072 }),
};

export type KeyName =
  | 'P-256'
  | 'P-384'
  | 'Ed25519'
  | 'RSA-3072'
  | "cosign's"
  | "Waybill's, encrypted"
  | 'a stranger';

/** Writes a pair of each type, and one that nobody should trust. */
export async function writeTrustKeys(
  folder: string,
  tools: Tools,
): Promise<Readonly<Record<KeyName, KeyFiles>>> {
  await fs.mkdir(folder, { recursive: true });
  const files: Record<string, KeyFiles> = {};
  for (const [name, generate] of Object.entries(PLAIN_KEYS)) {
    const { privateKey, publicKey } = generate();
    files[name] = await write(folder, name, {
      privateKeyPem: privateKey
        .export({ type: 'pkcs8', format: 'pem' })
        .toString(),
      publicKeyPem: publicKey
        .export({ type: 'spki', format: 'pem' })
        .toString(),
    });
  }
  for (const name of ["Waybill's, encrypted", 'a stranger']) {
    files[name] = await write(
      folder,
      name === 'a stranger' ? 'stranger' : 'encrypted',
      await generateCosignKeyPair(PASSWORD),
    );
  }
  await runSuccessfully(tools.path('cosign'), ['generate-key-pair'], {
    cwd: folder,
    env: { HOME: folder, COSIGN_PASSWORD: PASSWORD },
  });
  files["cosign's"] = {
    privateKeyFile: path.join(folder, 'cosign.key'),
    publicKeyFile: path.join(folder, 'cosign.pub'),
  };
  return files as Record<KeyName, KeyFiles>;
}

async function write(
  folder: string,
  name: string,
  pems: { privateKeyPem: string; publicKeyPem: string },
): Promise<KeyFiles> {
  const privateKeyFile = path.join(folder, `${name}.key`);
  const publicKeyFile = path.join(folder, `${name}.pub`);
  await fs.writeFile(privateKeyFile, pems.privateKeyPem, { mode: 0o600 });
  await fs.writeFile(publicKeyFile, pems.publicKeyPem);
  return { privateKeyFile, publicKeyFile };
}
