import { readFileSync } from 'node:fs';
import os from 'node:os';
import process from 'node:process';
import type { Tools } from '@waybill/interop';

/** What the figures depend on. */
export interface Machine {
  readonly cpuModel: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly kernel: string;
  readonly versions: Readonly<Record<string, string>>;
}

export function describeMachine(
  tools: Tools,
  names: readonly string[] = ['kit', 'modctl', 'oras', 'crane', 'registry'],
): Machine {
  const cpus = os.cpus();
  return {
    cpuModel: cpus[0]?.model.trim() ?? 'unknown',
    cores: cpus.length,
    memoryBytes: os.totalmem(),
    kernel: `${os.type()} ${os.release()}`,
    versions: {
      node: process.version,
      go: tools.goVersion,
      system: systemName(),
      ...Object.fromEntries(names.map(name => [name, tools.version(name)])),
    },
  };
}

function systemName(): string {
  try {
    const text = readFileSync('/etc/os-release', 'utf8');
    return /^PRETTY_NAME="?([^"\n]+)/m.exec(text)?.[1] ?? 'unknown';
  } catch {
    return 'unknown';
  }
}
