import path from 'node:path';
import type { Config } from '@backstage/config';
import { DEFAULT_MIRROR_URL } from '@sigstore/tuf';
import { invalidConfig, readingConfig } from '../invalidConfig';
import { fileOrigin, tufOrigin, type TufSettings } from './origins';
import { RefreshedTrustRoot, type TrustRootOrigin } from './RefreshedTrustRoot';
import type { TrustRoots } from './TrustRoots';

const KEY = 'waybill.verification.trustRoots';

/** Name of the trust root that is there without being configured: Sigstore's public-good instance, by TUF. @public */
export const PUBLIC_GOOD = 'public-good';

/**
 * Reads `waybill.verification.trustRoots`. Nothing is loaded before a signature needs it.
 *
 * @throws VerificationError `CONFIG_INVALID`
 * @public
 */
export function trustRootsFromConfig(
  config: Config,
  options: { readonly now?: () => Date } = {},
): TrustRoots {
  const origins = new Map<string, TrustRootOrigin>([
    [PUBLIC_GOOD, tufOrigin(PUBLIC_GOOD, {})],
    ...readEntries(config),
  ]);
  return createTrustRoots(origins, options.now ?? (() => new Date()));
}

/** The names that policies may use. @throws VerificationError `CONFIG_INVALID` */
export function listTrustRootNames(config: Config): string[] {
  return [
    ...new Set([PUBLIC_GOOD, ...readEntries(config).map(([name]) => name)]),
  ];
}

/** Each of the origins under its name. */
export function createTrustRoots(
  origins: ReadonlyMap<string, TrustRootOrigin>,
  now: () => Date,
): TrustRoots {
  const roots = new Map(
    [...origins].map(([name, origin]) => [
      name,
      new RefreshedTrustRoot(name, origin, now),
    ]),
  );
  return {
    load: async (name, { signal } = {}) => {
      const root = roots.get(name);
      if (root) return root.load(signal);
      throw invalidConfig(
        `There is no trust root '${name}': add it to ${KEY}.`,
      );
    },
  };
}

function readEntries(
  config: Config,
): readonly (readonly [string, TrustRootOrigin])[] {
  return readingConfig(() => readOrigins(config));
}

function readOrigins(config: Config): (readonly [string, TrustRootOrigin])[] {
  const entries = (config.getOptionalConfigArray(KEY) ?? []).map(entry => {
    const name = entry.getString('name');
    return [name, readOrigin(entry, name)] as const;
  });
  const names = entries.map(([name]) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice)
    throw invalidConfig(
      `${KEY} names '${twice}' twice: give each its own name.`,
    );
  return entries;
}

function readOrigin(entry: Config, name: string): TrustRootOrigin {
  const file = entry.getOptionalString('file');
  const tuf = entry.getOptionalConfig('tuf');
  if ((file === undefined) === (tuf === undefined)) {
    throw invalidConfig(
      `The trust root '${name}' must have either file or tuf: see ${KEY}.`,
    );
  }
  if (file !== undefined) return fileOrigin(absolute(file, name, 'file'));
  return tufOrigin(name, readTuf(tuf as Config, name));
}

function readTuf(tuf: Config, name: string): TufSettings {
  const mirror = tuf.getOptionalString('mirror');
  const rootFile = tuf.getOptionalString('rootFile');
  const cacheDirectory = tuf.getOptionalString('cacheDirectory');
  if (mirror && !/^https?:$/.test(protocolOf(mirror))) {
    throw invalidConfig(
      `The trust root '${name}' has the mirror '${mirror}', which is no http or https URL.`,
    );
  }
  if (mirror && !rootFile && withoutSlash(mirror) !== DEFAULT_MIRROR_URL) {
    throw invalidConfig(
      `The trust root '${name}' has a mirror of its own and no rootFile: without it anybody could be that mirror. Get its root.json from whoever runs it.`,
    );
  }
  return {
    ...(mirror && { mirror: withoutSlash(mirror) }),
    ...(rootFile && { rootFile: absolute(rootFile, name, 'rootFile') }),
    ...(cacheDirectory && {
      cacheDirectory: absolute(cacheDirectory, name, 'cacheDirectory'),
    }),
  };
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

function protocolOf(url: string): string {
  return URL.canParse(url) ? new URL(url).protocol : '';
}

function absolute(file: string, name: string, key: string): string {
  if (path.isAbsolute(file)) return file;
  throw invalidConfig(
    `The trust root '${name}' has the ${key} '${file}', which is no absolute path.`,
  );
}
