import path from 'node:path';
import { parseCommand } from './cli/parseCommand';
import { runCommand } from './cli/runCommand';
import { SandboxError } from './errors';

const PACKAGE_DIR = path.dirname(
  require.resolve('@waybill/sandbox/package.json'),
);
const ROOT_DIR = path.resolve(PACKAGE_DIR, '../..');

async function main(): Promise<void> {
  const aborter = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => aborter.abort());
  // A parent that has ended without a word must not leave the ports taken.
  if (process.send) process.on('disconnect', () => aborter.abort());
  try {
    const command = parseCommand(process.argv.slice(2), {
      stateDir: path.join(ROOT_DIR, '.sandbox'),
    });
    await runCommand(command, {
      print: line => console.log(line),
      examplesDir: path.join(ROOT_DIR, 'examples'),
      signal: aborter.signal,
      onReady: sandbox =>
        process.send?.({
          type: 'ready',
          appConfigFile: sandbox.appConfigFile,
          kubeconfigFile: sandbox.kubeconfigFile,
          registry: sandbox.registry.url,
          git: sandbox.git.url,
        }),
    });
  } catch (error) {
    if (aborter.signal.aborted && error === aborter.signal.reason) return;
    console.error(error instanceof SandboxError ? error.message : error);
    process.exitCode = 1;
  } finally {
    // An open channel to the parent would keep the process alive.
    if (process.connected) process.disconnect();
  }
}

main();
