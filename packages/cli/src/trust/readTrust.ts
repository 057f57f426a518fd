import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { ConfigReader } from '@backstage/config';
import type { JsonObject, JsonValue } from '@backstage/types';
import type { TrustPolicy } from '@waybill/backstage-plugin-waybill-common';
import {
  policiesFromConfig,
  trustRootsFromConfig,
  type TrustRoots,
} from '@waybill/backstage-plugin-waybill-node';
import { parse } from 'yaml';
import { resolvePath, type CommandContext } from '../commands/CommandContext';
import { CliError } from '../errors/CliError';
import { readAttestationType } from './attestationTypes';
import { readPublicKey } from './readPublicKey';

/** What a command line says of whom to trust. */
export interface TrustOptions {
  readonly key?: readonly string[];
  readonly certificateIdentity?: string;
  readonly certificateOidcIssuer?: string;
  readonly trustedRoot?: string;
  readonly requireLog?: boolean;
  readonly requireTimestamp?: boolean;
  readonly requireAttestation?: readonly string[];
  readonly policy?: string;
}

/** By whose word a verdict is given. */
export interface Trust {
  readonly policies: readonly TrustPolicy[];
  readonly trustRoots: TrustRoots;
}

const OWN_OPTIONS = [
  'key',
  'certificateIdentity',
  'certificateOidcIssuer',
  'trustedRoot',
  'requireLog',
  'requireTimestamp',
  'requireAttestation',
] as const;
const ROOT = 'trusted-root';
const MAX_POLICY_BYTES = 1024 * 1024;

/**
 * Reads the trust policies of a file, or makes one of the options.
 *
 * @throws CliError `USAGE`, `FILE_UNREADABLE`; VerificationError; SigningError
 */
export async function readTrust(
  context: CommandContext,
  options: TrustOptions,
): Promise<Trust> {
  const verification = options.policy
    ? await readPolicyFile(context, options)
    : await policyOfOptions(context, options);
  const config = new ConfigReader({ waybill: { verification } });
  return {
    policies: await policiesFromConfig(config),
    trustRoots: trustRootsFromConfig(config),
  };
}

async function policyOfOptions(
  context: CommandContext,
  options: TrustOptions,
): Promise<JsonObject> {
  const { certificateIdentity: subject, certificateOidcIssuer: issuer } =
    options;
  const { key = [], trustedRoot, requireLog, requireTimestamp } = options;
  if (!subject !== !issuer)
    throw usage(
      '--certificate-identity and --certificate-oidc-issuer belong together: anybody could be vouched for by somebody.',
    );
  if (key.length === 0 && !subject)
    throw usage(
      'Say whom to trust: --key with a public key, --certificate-identity with --certificate-oidc-issuer, or --policy.',
    );
  const keys = await Promise.all(
    [...new Set(key)].map(async name => ({
      name,
      publicKey: await readPublicKey(context, name),
    })),
  );
  return {
    ...(trustedRoot
      ? {
          trustRoots: [{ name: ROOT, file: resolvePath(context, trustedRoot) }],
        }
      : {}),
    policies: [
      {
        name: 'command line',
        repositories: ['**'],
        keys,
        identities:
          subject && issuer ? [{ name: subject, issuer, subject }] : [],
        ...(trustedRoot ? { trustRoot: ROOT } : {}),
        ...logOf(options),
        ...(requireTimestamp ? { timestamp: 'required' } : {}),
        ...(requireLog ? { transparencyLog: 'required' } : {}),
        attestations: (options.requireAttestation ?? []).map(
          readAttestationType,
        ),
      },
    ],
  };
}

/** One proof of the time of a certificate is enough: asking for a timestamp does not ask for a log too. */
function logOf({ requireLog, requireTimestamp }: TrustOptions): JsonObject {
  return requireTimestamp && !requireLog ? { transparencyLog: 'optional' } : {};
}

async function readPolicyFile(
  context: CommandContext,
  options: TrustOptions,
): Promise<JsonObject> {
  const other = OWN_OPTIONS.find(option => options[option] !== undefined);
  if (other)
    throw usage(
      `--policy says whom to trust, and so does --${other.replace(
        /[A-Z]/g,
        letter => `-${letter.toLowerCase()}`,
      )}: leave one of them out.`,
    );
  const file = resolvePath(context, options.policy!);
  const value = await readYaml(file, options.policy!);
  const block = asObject(asObject(value.waybill)?.verification) ?? value;
  if (!Array.isArray(block.policies))
    throw usage(
      `${options.policy} has no trust policies: it is the block waybill.verification, with the list 'policies'.`,
    );
  return resolvePaths(block, path.dirname(file));
}

async function readYaml(file: string, name: string): Promise<JsonObject> {
  try {
    const { size } = await stat(file);
    if (size > MAX_POLICY_BYTES)
      throw new Error(`more than ${MAX_POLICY_BYTES} bytes`);
    const value = asObject(parse(await readFile(file, 'utf8')));
    if (value) return value;
    throw new Error('no mapping');
  } catch (cause) {
    throw new CliError({
      code: 'FILE_UNREADABLE',
      cause,
      message: `The policies in ${name} cannot be read: it must be a YAML file with the block waybill.verification.`,
    });
  }
}

const PATHS = new Set(['publicKeyFile', 'file', 'rootFile', 'cacheDirectory']);

/** Files beside the policy are meant from there: it can then be moved along with them. */
function resolvePaths<T extends JsonValue>(value: T, folder: string): T {
  const walk = (part: JsonValue, key: string): JsonValue => {
    if (Array.isArray(part)) return part.map(item => walk(item, ''));
    if (part && typeof part === 'object')
      return Object.fromEntries(
        Object.entries(part).map(([name, inner]) => [
          name,
          walk(inner as JsonValue, name),
        ]),
      );
    return typeof part === 'string' && PATHS.has(key)
      ? path.resolve(folder, part)
      : part;
  };
  return walk(value, '') as T;
}

function asObject(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined;
}

function usage(message: string): CliError {
  return new CliError({ code: 'USAGE', message });
}
