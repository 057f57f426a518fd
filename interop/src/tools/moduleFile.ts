import type { GoModule } from './toolList';

interface ModuleVersion {
  readonly Path: string;
  readonly Version?: string;
}

/** The part of `go mod edit -json` that is read here. */
export interface GoModFile {
  readonly Go?: string;
  readonly Require?: readonly ModuleVersion[] | null;
  readonly Replace?:
    | readonly { readonly Old: ModuleVersion; readonly New: ModuleVersion }[]
    | null;
}

/**
 * Writes the go.mod of a main module around a published one. `go install` refuses a module whose go.mod has `replace`
 * lines, and ignores them in a dependency; copied into a main module they count again. Those that point to a folder
 * of the module's own repository have no meaning outside of it and are left out: Go then takes the published version.
 */
export function writeMainModule(tool: GoModule, goMod: GoModFile): string {
  const lines = [
    'module waybill.dev/interop',
    '',
    `go ${goMod.Go ?? '1.26.0'}`,
    '',
    `require ${tool.module} ${tool.version}`,
  ];
  for (const { Old, New } of goMod.Replace ?? []) {
    if (!New.Path.startsWith('.') && !New.Path.startsWith('/')) {
      lines.push(`replace ${join(Old)} => ${join(New)}`);
    }
  }
  if (tool.stagingVersion) {
    for (const { Path, Version } of goMod.Require ?? []) {
      if (Version === 'v0.0.0') {
        lines.push(`replace ${Path} => ${Path} ${tool.stagingVersion}`);
      }
    }
  }
  return `${lines.join('\n')}\n`;
}

function join({ Path, Version }: ModuleVersion): string {
  return Version ? `${Path} ${Version}` : Path;
}
