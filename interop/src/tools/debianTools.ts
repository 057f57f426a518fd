import { promises as fs } from 'node:fs';
import path from 'node:path';
import { lastLines, runProgram } from '../processes';
import { toolsFolder } from './toolsFolder';

/** A program of the machine, or why there is none. */
export type DebianTool =
  | {
      readonly isAvailable: true;
      readonly path: string;
      readonly version: string;
    }
  | { readonly isAvailable: false; readonly reason: string };

/**
 * Finds skopeo, which has no buildable module without C libraries. Where it is missing, Debian's package is installed
 * when this process may do so; its absence is a reason to skip, never to fail.
 */
export async function findSkopeo(
  log: (line: string) => void = () => {},
): Promise<DebianTool> {
  const found = await skopeoVersion();
  if (found) {
    return found;
  }
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    return {
      isAvailable: false,
      reason:
        'skopeo is not installed and only root on Debian can install it (apt-get install skopeo)',
    };
  }
  log('installing skopeo from Debian');
  const problem = await aptInstall('skopeo');
  const installed = await skopeoVersion();
  return (
    installed ?? {
      isAvailable: false,
      reason: `skopeo cannot be installed: ${
        problem ?? 'apt-get left no program'
      }`,
    }
  );
}

async function skopeoVersion(): Promise<DebianTool | undefined> {
  try {
    const result = await runProgram('skopeo', ['--version']);
    const version = /version (\S+)/.exec(result.stdout)?.[1] ?? 'unknown';
    return { isAvailable: true, path: 'skopeo', version };
  } catch {
    return undefined;
  }
}

/** @returns what went wrong, where something did */
async function aptInstall(name: string): Promise<string | undefined> {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const steps = [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', name],
  ];
  try {
    for (const args of steps) {
      const result = await runProgram('apt-get', args, {
        env,
        timeoutMs: 5 * 60_000,
      });
      if (result.exitCode !== 0) {
        return lastLines(result.stderr, 2);
      }
    }
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

const DOCKER_REGISTRY = 'docker-registry';

/**
 * Finds Debian's distribution 2.8, an older registry than any that can be built here. Its package is unpacked beside
 * the built programs and not installed: an installed one starts a service. Its absence is a reason to skip.
 */
export async function findDockerRegistry(
  log: (line: string) => void = () => {},
): Promise<DebianTool> {
  const folder = path.join(toolsFolder(), `${DOCKER_REGISTRY}-debian`);
  const program = path.join(folder, 'usr', 'bin', DOCKER_REGISTRY);
  const found = await dockerRegistryVersion(program);
  if (found) {
    return found;
  }
  log(`fetching ${DOCKER_REGISTRY} from Debian`);
  const problem = await unpackDebianPackage(DOCKER_REGISTRY, folder);
  return (
    (await dockerRegistryVersion(program)) ?? {
      isAvailable: false,
      reason: `Debian's ${DOCKER_REGISTRY} cannot be had: ${
        problem ?? 'there is no program in its package'
      }`,
    }
  );
}

async function dockerRegistryVersion(
  program: string,
): Promise<DebianTool | undefined> {
  try {
    const result = await runProgram(program, ['--version']);
    const version = /(\d+\.\d+\.\d+\S*)/.exec(result.stdout)?.[1];
    return { isAvailable: true, path: program, version: version ?? 'unknown' };
  } catch {
    return undefined;
  }
}

/** @returns what went wrong, where something did */
async function unpackDebianPackage(
  name: string,
  folder: string,
): Promise<string | undefined> {
  try {
    await fs.mkdir(folder, { recursive: true });
    let result = await runProgram('apt-get', ['download', name], {
      cwd: folder,
    });
    if (result.exitCode !== 0 && process.getuid?.() === 0) {
      await runProgram('apt-get', ['update', '-qq'], { timeoutMs: 5 * 60_000 });
      result = await runProgram('apt-get', ['download', name], { cwd: folder });
    }
    const archive = (await fs.readdir(folder)).find(file =>
      file.endsWith('.deb'),
    );
    if (result.exitCode !== 0 || !archive) {
      return lastLines(result.stderr, 2);
    }
    const unpacked = await runProgram('dpkg-deb', ['-x', archive, '.'], {
      cwd: folder,
    });
    return unpacked.exitCode === 0 ? undefined : lastLines(unpacked.stderr, 2);
  } catch (error) {
    return (error as Error).message;
  }
}

/**
 * Finds a Redis for Argo CD. Debian's `redis-server` starts a service when it is installed, and is a link to a program of
 * `redis-tools`, which does not: that one is installed where this process may do so. Its absence is a reason to skip.
 */
export async function findRedis(
  log: (line: string) => void = () => {},
): Promise<DebianTool> {
  const found = await redisVersion('redis-server');
  if (found) {
    return found;
  }
  const folder = path.join(toolsFolder(), 'redis-debian');
  // The program is a server when it is called by the server's name.
  const program = path.join(folder, 'redis-server');
  await fs.mkdir(folder, { recursive: true });
  await fs
    .symlink('/usr/bin/redis-check-rdb', program)
    .catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  const linked = await redisVersion(program);
  if (linked) {
    return linked;
  }
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    return {
      isAvailable: false,
      reason:
        'redis is not installed and only root on Debian can install it (apt-get install redis-tools)',
    };
  }
  log('installing redis-tools from Debian');
  const problem = await aptInstall('redis-tools');
  return (
    (await redisVersion(program)) ?? {
      isAvailable: false,
      reason: `redis cannot be installed: ${
        problem ?? 'apt-get left no program'
      }`,
    }
  );
}

async function redisVersion(program: string): Promise<DebianTool | undefined> {
  try {
    const result = await runProgram(program, ['--version']);
    const version = /v=(\S+)/.exec(result.stdout)?.[1];
    return version ? { isAvailable: true, path: program, version } : undefined;
  } catch {
    return undefined;
  }
}
