import os from 'node:os';
import path from 'node:path';
import type { GoModule } from './toolList';

/** Where built programs are kept, outside of any clone: `$WAYBILL_TOOLS_DIR` or `~/.cache/waybill/tools`. */
export function toolsFolder(
  env: Readonly<Record<string, string | undefined>> = process.env,
): string {
  if (env.WAYBILL_TOOLS_DIR) {
    return path.resolve(env.WAYBILL_TOOLS_DIR);
  }
  const cache = env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache');
  return path.join(cache, 'waybill', 'tools');
}

/** Folder of one program in its version; the program in it has its own name, so that the folder can be on a PATH. */
export function programFolder(
  folder: string,
  tool: GoModule,
  name: string,
): string {
  return path.join(folder, `${name}-${tool.version}`);
}
