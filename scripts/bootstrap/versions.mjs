// The toolchain that Backstage 1.55 and the native addons were seen to run on.
export const NODE_VERSION = '22.23.3';
export const YARN_VERSION = '4.18.1';

/**
 * Backstage 1.55 runs on Node 22 and 24, the Sigstore libraries want 22.22.2 or 24.15.0 at least, and from 24.19 on the
 * SQLite addon was seen to abort the backend at its start.
 */
export function isSupportedNode(version) {
  const [major, minor, patch] = version
    .replace(/^v/, '')
    .split('.')
    .map(Number);
  if (major === 22) return minor > 22 || (minor === 22 && patch >= 2);
  if (major === 24) return minor >= 15 && minor < 19;
  return false;
}
