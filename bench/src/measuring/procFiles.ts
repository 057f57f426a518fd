import { readFileSync } from 'node:fs';

/** Linux counts CPU time for programs in hundredths of a second on every machine that Node runs on. */
const TICKS_PER_SECOND = 100;

/** CPU that a process has used so far. 0 for one that is gone. */
export function cpuSecondsOf(pid: number): number {
  try {
    return parseProcessCpu(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return 0;
  }
}

/** CPU that the machine has used so far, all processes and the kernel. */
export function machineCpuSeconds(): number {
  return parseMachineCpu(readFileSync('/proc/stat', 'utf8'));
}

/** User and system time in the text of `/proc/PID/stat`; the name of the program may hold blanks and brackets. */
export function parseProcessCpu(text: string): number {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** Everything but idle and waiting in the text of `/proc/stat`. */
export function parseMachineCpu(text: string): number {
  const [user, nice, system, , , irq, softirq, steal] = text
    .slice(0, text.indexOf('\n'))
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return (user + nice + system + irq + softirq + steal) / TICKS_PER_SECOND;
}
