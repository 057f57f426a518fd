import { ControlClient, type SandboxStatus } from '../control';
import { startSandbox, type RunningSandbox } from '../sandbox';
import { resetSandbox } from '../state';
import { HELP, type Command } from './parseCommand';

/** What a command needs of its surroundings. */
export interface CommandEnvironment {
  readonly print: (line: string) => void;
  readonly examplesDir?: string;
  /** Called when everything listens, for a parent process that waits for it. */
  readonly onReady?: (sandbox: RunningSandbox) => void;
  /** Aborting it ends `start`. */
  readonly signal: AbortSignal;
}

/** Does what was asked. `start` ends when its signal is aborted, everything else at once. */
export async function runCommand(
  command: Command,
  environment: CommandEnvironment,
): Promise<void> {
  const { print } = environment;
  switch (command.name) {
    case 'help':
      print(HELP.trimEnd());
      return;
    case 'start':
      await start(command, environment);
      return;
    case 'reset':
      print(
        (await resetSandbox(command.stateDir))
          ? `${command.stateDir} is cleared`
          : `${command.stateDir} holds no state of a sandbox: nothing to clear`,
      );
      return;
    case 'status':
      printStatus(
        await (await ControlClient.connect(command.stateDir)).status(),
        print,
      );
      return;
    case 'break': {
      const { stateDir, name, ...request } = command;
      printStatus(
        await (await ControlClient.connect(stateDir)).breakIt(request),
        print,
      );
      return;
    }
    case 'mend':
      printStatus(
        await (
          await ControlClient.connect(command.stateDir)
        ).mend(command.what),
        print,
      );
      return;
    default:
      command satisfies never;
  }
}

async function start(
  { stateDir, ports }: Extract<Command, { name: 'start' }>,
  { print, examplesDir, onReady, signal }: CommandEnvironment,
): Promise<void> {
  const sandbox = await startSandbox({
    stateDir,
    ports,
    examplesDir,
    log: print,
    signal,
  });
  const { git } = sandbox;
  print(
    'The sandbox runs. It is a demonstration and a test double, on this machine only.',
  );
  print(`kubeconfig: ${sandbox.kubeconfigFile}`);
  print(`registry:   ${sandbox.registry.url} (plain HTTP, no credentials)`);
  print(
    `git:        ${git.url} (to push: user ${git.username}, password ${git.token})`,
  );
  print(`app config: ${sandbox.appConfigFile}`);
  onReady?.(sandbox);
  await new Promise<void>(resolve => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await sandbox.stop();
}

function printStatus(
  { registry, git, clusters, faults }: SandboxStatus,
  print: (line: string) => void,
): void {
  print(`registry:   ${registry}`);
  print(`git:        ${git}`);
  for (const { name, url } of clusters) print(`${`${name}:`.padEnd(12)}${url}`);
  print(`broken:     ${faults.length === 0 ? 'nothing' : faults.join(', ')}`);
}
