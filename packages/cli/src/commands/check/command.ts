import { Command, Option } from 'commander';
import { addOutputOptions } from '../options/outputOptions';
import { FORMATS } from '../options/packageOptions';
import { addRegistryOptions } from '../options/registryOptions';
import { startCommand, type CommandRunner } from '../startCommand';
import type { CheckCommandOptions } from './run';

const collect = (value: string, previous: readonly string[] = []) => [
  ...previous,
  value,
];

/** Those of `waybill-common`, which help and completion do not load; a test holds the two together. */
export const STORAGE_CHOICES = [
  'modelcar',
  'image-volume',
  'kit',
  'storage-container',
  'fetch',
  'volume',
  'bucket',
] as const;

export function checkCommand(runner: CommandRunner): Command {
  const command = new Command('check')
    .summary('say whether and how a package can be served')
    .description(
      'Says whether a package can be served by KServe, in which ways, why not, and what to do. What it is not told, it names as not known. Ends with 3 where nothing works.',
    )
    .argument('[reference]', 'the package; without one, any of --format')
    .addOption(
      new Option(
        '--format <format>',
        'format of a package that is not there yet',
      ).choices(FORMATS),
    )
    .addOption(
      new Option(
        '--storage <mode>',
        'only this way to the files; can be given again',
      )
        .choices(STORAGE_CHOICES)
        .argParser(collectChoice),
    )
    .option('--kubernetes <version>', 'of the cluster, as in v1.35.2')
    .addOption(
      new Option(
        '--image-volume <state>',
        'the feature gate ImageVolume of the cluster',
      ).choices(['on', 'off']),
    )
    .option('--runtime <runtime>', 'of the nodes, as in containerd://2.1.4')
    .option(
      '--node-platform <os/arch>',
      'of the nodes; can be given again',
      collect,
    )
    .option('--kserve <version>', 'as in v0.20.0')
    .option(
      '--storage-initializer <file>',
      "JSON of KServe's inferenceservice-config, key storageInitializer",
    )
    .option('--deployment-mode <mode>', 'of KServe: Standard or Knative')
    .addOption(
      new Option(
        '--delivery <engine>',
        'what brings manifests into the cluster',
      ).choices(['argo-cd', 'flux']),
    );
  addRegistryOptions(command);
  addOutputOptions(command);
  return command.action(
    startCommand<CheckCommandOptions>(runner, runner.commands.check),
  );
}

function collectChoice(
  value: string,
  previous: readonly string[] = [],
): readonly string[] {
  return [...previous, value];
}
