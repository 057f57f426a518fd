import { randomBytes } from 'node:crypto';
import { promises as fs } from 'node:fs';
import { z } from 'zod';
import { SandboxError } from '../errors';
import type { StateLayout } from './layout';
import { DEFAULT_PORTS, type SandboxPorts } from './ports';

const VERSION = 1;

const port = z.number().int().min(0).max(65535);
const stateSchema = z.object({
  kind: z.literal('waybill-sandbox'),
  version: z.literal(VERSION),
  ports: z.object({
    registry: port,
    git: port,
    dev: port,
    staging: port,
    production: port,
  }),
  gitToken: z.string().min(1),
  controlToken: z.string().min(1),
});

/** What a later start must find again: addresses, and the secrets that clients were given. */
export type SandboxState = z.infer<typeof stateSchema>;

/** @returns `undefined` where no sandbox has been started in the folder. @throws SandboxError STATE_INVALID */
export async function readState(
  layout: StateLayout,
): Promise<SandboxState | undefined> {
  let text: string;
  try {
    text = await fs.readFile(layout.stateFile, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return stateSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new SandboxError({
      code: 'STATE_INVALID',
      message: `${layout.stateFile} is not the state of this version of the sandbox: remove the folder ${layout.root}, or choose another with --state <folder>`,
      cause: error,
    });
  }
}

/** The state with the wanted ports: one that is asked for wins over the one from before, and that over the default. */
export async function loadOrCreateState(
  layout: StateLayout,
  wanted: Partial<SandboxPorts> = {},
): Promise<SandboxState> {
  const before = await readState(layout);
  const ports = { ...DEFAULT_PORTS, ...before?.ports };
  for (const [name, value] of Object.entries(wanted) as [
    keyof SandboxPorts,
    number | undefined,
  ][]) {
    const isAny = value === 0 && before !== undefined;
    if (value !== undefined && !isAny) ports[name] = value;
  }
  const secret = () => randomBytes(24).toString('hex');
  return {
    kind: 'waybill-sandbox',
    version: VERSION,
    ports,
    gitToken: before?.gitToken ?? secret(),
    controlToken: before?.controlToken ?? secret(),
  };
}

/** Keeps the state for the next start. Its owner alone may read it: it holds the tokens. */
export async function writeState(
  layout: StateLayout,
  state: SandboxState,
): Promise<void> {
  const temporary = `${layout.stateFile}.part`;
  await fs.writeFile(temporary, `${JSON.stringify(state, null, 2)}\n`, {
    mode: 0o600,
  });
  await fs.rename(temporary, layout.stateFile);
}
