import { existsSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { toolchainDir } from './paths.mjs';
import { runWithProgress } from './run.mjs';
import { NODE_VERSION, YARN_VERSION, isSupportedNode } from './versions.mjs';

/**
 * The Node to run with: this one where it is supported, else one from the npm registry in `.toolchain`.
 *
 * @returns execPath, version, and the environment that its children need
 */
export async function ensureNode() {
  if (isSupportedNode(process.version)) {
    return describeNode(process.execPath, process.version);
  }
  const name = `node-${process.platform}-${process.arch}`;
  const prefix = path.join(toolchainDir, `node-${NODE_VERSION}`);
  const execPath = path.join(prefix, 'node_modules', name, 'bin', 'node');
  if (!existsSync(execPath)) {
    console.error(
      `This machine's Node ${process.version} does not run Backstage 1.55; bringing Node ${NODE_VERSION} into .toolchain (once).`,
    );
    await npmInstall(prefix, `${name}@${NODE_VERSION}`, `Node ${NODE_VERSION}`);
  }
  if (!existsSync(execPath)) {
    throw new Error(
      `There is no Node ${NODE_VERSION} for ${process.platform}-${process.arch} in the npm registry. Install Node 22 (22.22.2 or later) yourself and run this again.`,
    );
  }
  return describeNode(execPath, `v${NODE_VERSION}`);
}

/** Yarn 4 from the npm registry, and a `yarn` command for those of Backstage's tools that call one. */
export async function ensureYarn(node) {
  const prefix = path.join(toolchainDir, `yarn-${YARN_VERSION}`);
  const script = path.join(
    prefix,
    'node_modules/@yarnpkg/cli-dist/bin/yarn.js',
  );
  if (!existsSync(script)) {
    await npmInstall(
      prefix,
      `@yarnpkg/cli-dist@${YARN_VERSION}`,
      `Yarn ${YARN_VERSION}`,
    );
  }
  const binDir = path.join(toolchainDir, 'bin');
  const shim = path.join(binDir, 'yarn');
  await mkdir(binDir, { recursive: true });
  await writeFile(
    shim,
    `#!/bin/sh\nexec "${node.execPath}" "${script}" "$@"\n`,
  );
  await chmod(shim, 0o755);
  node.environment.PATH = `${binDir}${path.delimiter}${node.environment.PATH}`;
  return { script };
}

function describeNode(execPath, version) {
  const headersDir = path.resolve(path.dirname(execPath), '..');
  const hasHeaders = existsSync(path.join(headersDir, 'include/node/node.h'));
  return {
    execPath,
    version,
    environment: {
      ...process.env,
      PATH: `${path.dirname(execPath)}${path.delimiter}${process.env.PATH}`,
      // node-gyp must build against the headers of the Node that runs, not of another one on the machine.
      ...(hasHeaders ? { npm_config_nodedir: headersDir } : {}),
    },
  };
}

async function npmInstall(prefix, spec, label) {
  await mkdir(prefix, { recursive: true });
  await writeFile(path.join(prefix, 'package.json'), '{"private":true}\n');
  await runWithProgress(
    `${label} from the npm registry`,
    'npm',
    [
      'install',
      '--prefix',
      prefix,
      '--no-save',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      spec,
    ],
    { cwd: prefix, env: process.env },
  );
}
