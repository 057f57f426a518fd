import { readFile } from 'node:fs/promises';
import type { Config } from '@backstage/config';
import type {
  Requirement,
  TrustPolicy,
  TrustedIdentity,
  TrustedKey,
} from '@waybill/backstage-plugin-waybill-common';
import { createPublicKey } from 'node:crypto';
import { readPublicKey } from '../sigstore';
import { invalidConfig, readingConfig } from './invalidConfig';
import {
  PUBLIC_GOOD,
  listTrustRootNames,
} from './trustRoots/trustRootsFromConfig';
import { VerificationError } from './VerificationError';

const KEY = 'waybill.verification.policies';

/**
 * Reads `waybill.verification.policies`, with the public keys that they name.
 *
 * @throws VerificationError `KEY_UNREADABLE`, `CONFIG_INVALID`
 * @public
 */
export async function policiesFromConfig(
  config: Config,
): Promise<TrustPolicy[]> {
  const entries = readingConfig(() => config.getOptionalConfigArray(KEY)) ?? [];
  const rootNames = listTrustRootNames(config);
  const policies = await Promise.all(
    entries.map(entry => readPolicy(entry, rootNames)),
  );
  refuseTwins(
    policies.map(({ name }) => name),
    `policy under ${KEY}`,
  );
  return policies;
}

async function readPolicy(
  entry: Config,
  rootNames: readonly string[],
): Promise<TrustPolicy> {
  const name = readingConfig(() => entry.getString('name'));
  const where = `the policy '${name}' under ${KEY}`;
  const keys = await readKeys(entry, name);
  return readingConfig(() => {
    const repositories = entry.getStringArray('repositories');
    const identities = readIdentities(entry, where);
    if (repositories.length === 0) {
      throw invalidConfig(
        `${where} names no repositories: give it globs over host/path.`,
      );
    }
    if (keys.length + identities.length === 0) {
      throw invalidConfig(
        `${where} names nobody whom it trusts: give it keys or identities.`,
      );
    }
    const transparencyLog =
      readRequirement(entry, 'transparencyLog', where) ??
      (keys.length === 0 ? 'required' : 'optional');
    const timestamp = readRequirement(entry, 'timestamp', where) ?? 'optional';
    const needsRoot =
      identities.length > 0 ||
      transparencyLog === 'required' ||
      timestamp === 'required';
    const trustRoot =
      entry.getOptionalString('trustRoot') ??
      (needsRoot ? PUBLIC_GOOD : undefined);
    if (trustRoot !== undefined && !rootNames.includes(trustRoot)) {
      throw invalidConfig(
        `${where} names the trust root '${trustRoot}', and there is none of that name: add it to waybill.verification.trustRoots.`,
      );
    }
    return {
      name,
      repositories,
      keys,
      identities,
      ...(trustRoot !== undefined && { trustRoot }),
      transparencyLog,
      timestamp,
      attestations: (entry.getOptionalStringArray('attestations') ?? []).map(
        predicateType => ({ predicateType }),
      ),
    };
  });
}

async function readKeys(entry: Config, policy: string): Promise<TrustedKey[]> {
  const entries =
    readingConfig(() => entry.getOptionalConfigArray('keys')) ?? [];
  const keys = await Promise.all(
    entries.map(async key => {
      const name = readingConfig(() => key.getString('name'));
      return { name, publicKeyPem: await readKey(key, name, policy) };
    }),
  );
  refuseTwins(
    keys.map(({ name }) => name),
    `key of the policy '${policy}'`,
  );
  return keys;
}

function readIdentities(entry: Config, where: string): TrustedIdentity[] {
  const identities = (entry.getOptionalConfigArray('identities') ?? []).map(
    identity => ({
      name: identity.getString('name'),
      issuer: identity.getString('issuer'),
      subject: identity.getString('subject'),
    }),
  );
  for (const { name, issuer, subject } of identities) {
    if (issuer.includes('*')) {
      throw invalidConfig(
        `The identity '${name}' of ${where} has the issuer '${issuer}': an issuer is compared as it is written, without stars.`,
      );
    }
    if (/^[*/]+$/.test(subject)) {
      throw invalidConfig(
        `The identity '${name}' of ${where} accepts every subject of its issuer ('${subject}'), and so everybody who can sign in there: say more.`,
      );
    }
  }
  refuseTwins(
    identities.map(({ name }) => name),
    `identity of ${where}`,
  );
  return identities;
}

function readRequirement(
  entry: Config,
  key: string,
  where: string,
): Requirement | undefined {
  const value = entry.getOptionalString(key);
  if (value === undefined || value === 'required' || value === 'optional')
    return value;
  throw invalidConfig(
    `${where} has ${key} '${value}': write required or optional.`,
  );
}

function refuseTwins(names: readonly string[], what: string): void {
  const twin = names.find((name, index) => names.indexOf(name) !== index);
  if (twin !== undefined) {
    throw invalidConfig(
      `There is more than one ${what} with the name '${twin}': give each a name of its own.`,
    );
  }
}

async function readKey(
  key: Config,
  name: string,
  policy: string,
): Promise<string> {
  const where = `The key '${name}' of the policy '${policy}'`;
  const text =
    readingConfig(() => key.getOptionalString('publicKey')) ??
    (await readKeyFile(
      readingConfig(() => key.getString('publicKeyFile')),
      where,
    ));
  if (text.includes('PRIVATE KEY')) {
    throw invalidConfig(
      `${where} is a private key. A policy needs the public half only: take the private one out of the configuration of verification.`,
    );
  }
  const pem = toSpki(text);
  if (!pem) {
    throw invalidConfig(
      `${where} is no public key in PEM: check publicKey or publicKeyFile under ${KEY}.`,
    );
  }
  if (!readPublicKey(pem)) {
    throw invalidConfig(
      `${where} is of a type that Waybill does not believe: use ECDSA P-256, P-384 or P-521, Ed25519, or RSA of at least 2048 bits.`,
    );
  }
  return pem;
}

function toSpki(text: string): string | undefined {
  try {
    return createPublicKey(text)
      .export({ type: 'spki', format: 'pem' })
      .toString();
  } catch {
    return undefined;
  }
}

async function readKeyFile(file: string, where: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new VerificationError({
      code: 'KEY_UNREADABLE',
      message: `${where} cannot be read (${file}): check its path and permissions.`,
      cause,
    });
  }
}
