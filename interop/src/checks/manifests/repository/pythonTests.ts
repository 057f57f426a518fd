import { promises as fs } from 'node:fs';
import path from 'node:path';
import {
  MODEL_VARIANTS,
  type ModelVariant,
} from '@waybill/backstage-plugin-waybill-node';
import { runSuccessfully } from '../../../processes';
import { expect, type Check } from '../../check';
import {
  pythonEnvironment,
  type PythonEnvironment,
} from './pythonEnvironments';
import { repositoryOf, type RepositoryRun } from './RepositoryRun';

/** Set to install PyTorch as well, which brings gigabytes of CUDA on x86-64. */
const WITH_TORCH = 'WAYBILL_INTEROP_TORCH';

/** The environment in which a variant's tests run. */
export async function environmentFor(
  run: RepositoryRun,
  variant: ModelVariant,
  signal: AbortSignal,
): Promise<PythonEnvironment> {
  const isSmall = variant !== 'transformers' || process.env[WITH_TORCH] === '1';
  // Without PyTorch the server and the checks around the network are tested: those need what an empty repository does.
  const { folder } = repositoryOf(run, isSmall ? variant : 'empty');
  const text = await fs.readFile(
    path.join(folder, 'requirements-dev.txt'),
    'utf8',
  );
  return pythonEnvironment(text, signal);
}

/** The tests that come with each repository, in the packages that it pins. */
export function pythonTestChecks(run: RepositoryRun): Check[] {
  return MODEL_VARIANTS.map(variant => ({
    name: `repository ${variant}: its own tests pass`,
    async run(signal: AbortSignal) {
      const { python } = await environmentFor(run, variant, signal);
      const { folder } = repositoryOf(run, variant);
      const { stdout } = await runSuccessfully(
        python,
        ['-B', '-m', 'pytest', '-q', '-rs'],
        { cwd: folder, signal, timeoutMs: 5 * 60_000 },
      );
      const passed = Number(/(\d+) passed/.exec(stdout)?.[1] ?? 0);
      expect(passed > 20, `Only ${passed} tests passed:\n${stdout}`);
      const skipped = stdout.match(/^SKIPPED .*$/gm) ?? [];
      const isKnown = variant === 'transformers' && !process.env[WITH_TORCH];
      expect(
        skipped.length === (isKnown ? 1 : 0),
        `Tests were skipped that should run:\n${skipped.join('\n')}`,
      );
    },
  }));
}
