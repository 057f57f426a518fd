import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as x509 from '@peculiar/x509';

/** PEM texts with which an API server on loopback proves who it is. */
export interface ServerCertificates {
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const validityMs = 10 * 365 * 24 * 60 * 60 * 1000;

/** Reads the certificates of a folder, or makes an authority and a server certificate and keeps them there. */
export async function ensureCertificates(
  dir: string,
  name: string,
  now: Date,
): Promise<ServerCertificates> {
  const files = {
    authority: path.join(dir, 'ca.crt'),
    certificate: path.join(dir, 'server.crt'),
    key: path.join(dir, 'server.key'),
  };
  if (Object.values(files).every(existsSync)) {
    const read = (file: string) => readFileSync(file, 'utf8');
    return {
      authority: read(files.authority),
      certificate: read(files.certificate),
      key: read(files.key),
    };
  }
  const made = await makeCertificates(name, now);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  for (const part of ['authority', 'certificate', 'key'] as const)
    writeFileSync(files[part], made[part], { mode: 0o600 });
  return made;
}

async function makeCertificates(
  name: string,
  now: Date,
): Promise<ServerCertificates> {
  x509.cryptoProvider.set(webcrypto as unknown as Crypto);
  const authorityKeys = await webcrypto.subtle.generateKey(algorithm, true, [
    'sign',
    'verify',
  ]);
  const serverKeys = await webcrypto.subtle.generateKey(algorithm, true, [
    'sign',
    'verify',
  ]);
  // A day of slack: the machine's clock and a test's need not agree.
  const notBefore = new Date(
    Math.min(now.getTime(), Date.now()) - 24 * 60 * 60 * 1000,
  );
  const notAfter = new Date(Math.max(now.getTime(), Date.now()) + validityMs);
  const issuer = `CN=waybill-sandbox-${name}`;
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    name: issuer,
    keys: authorityKeys as unknown as CryptoKeyPair,
    signingAlgorithm: algorithm,
    notBefore,
    notAfter,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.digitalSignature,
        true,
      ),
      await x509.SubjectKeyIdentifierExtension.create(
        authorityKeys.publicKey as unknown as CryptoKey,
      ),
    ],
  });
  const certificate = await x509.X509CertificateGenerator.create({
    subject: 'CN=kube-apiserver',
    issuer,
    publicKey: serverKeys.publicKey as unknown as CryptoKey,
    signingKey: authorityKeys.privateKey as unknown as CryptoKey,
    signingAlgorithm: algorithm,
    notBefore,
    notAfter,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        { type: 'ip', value: '127.0.0.1' },
        { type: 'dns', value: 'localhost' },
      ]),
      await x509.AuthorityKeyIdentifierExtension.create(
        authorityKeys.publicKey as unknown as CryptoKey,
      ),
    ],
  });
  const pkcs8 = Buffer.from(
    await webcrypto.subtle.exportKey('pkcs8', serverKeys.privateKey),
  );
  return {
    authority: `${authority.toString('pem')}\n`,
    certificate: `${certificate.toString('pem')}\n`,
    key: x509.PemConverter.encode(pkcs8, 'PRIVATE KEY'),
  };
}
