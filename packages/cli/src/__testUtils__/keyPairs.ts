import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { generateCosignKeyPair } from '@waybill/backstage-plugin-waybill-node';
import type { TestWorkplace } from './TestWorkplace';

/** Writes `<name>.key`, without a password, and `<name>.pub`. */
export async function writeKeyPair(
  { dir }: TestWorkplace,
  name: string,
): Promise<void> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
  });
  await writeFile(
    path.join(dir, `${name}.key`),
    privateKey.export({ type: 'pkcs8', format: 'pem' }),
  );
  await writeFile(
    path.join(dir, `${name}.pub`),
    publicKey.export({ type: 'spki', format: 'pem' }),
  );
}

/** The same as cosign makes it. */
export async function writeCosignKeyPair(
  { dir }: TestWorkplace,
  name: string,
  password: string,
): Promise<void> {
  const { privateKeyPem, publicKeyPem } = await generateCosignKeyPair(password);
  await writeFile(path.join(dir, `${name}.key`), privateKeyPem);
  await writeFile(path.join(dir, `${name}.pub`), publicKeyPem);
}
