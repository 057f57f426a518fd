import path from 'node:path';
import { lastLines } from '../processes';
import { ToolError } from './errors';
import type { GoToolchain } from './goToolchain';
import { READ_MODULES, type GoModule } from './toolList';
import { programFolder } from './toolsFolder';

/** The built programs, and the files of the modules that they were built from. */
export class Tools {
  readonly #folder: string;
  readonly #go: GoToolchain;
  readonly #modules: readonly GoModule[];
  readonly #moduleFolders = new Map<string, Promise<string>>();

  constructor(options: {
    folder: string;
    go: GoToolchain;
    modules: readonly GoModule[];
  }) {
    this.#folder = options.folder;
    this.#go = options.go;
    this.#modules = options.modules;
  }

  /** Absolute path of a program. */
  path(name: string): string {
    const tool = this.#moduleOf(name);
    return path.join(programFolder(this.#folder, tool, name), name);
  }

  /** `v1.36.3` */
  version(name: string): string {
    return this.#moduleOf(name).version;
  }

  get goVersion(): string {
    return this.#go.version;
  }

  /**
   * Folder of the unpacked module of a program, for the configuration that its project ships in it. It is there after
   * a build; where the module cache was cleaned since, Go fetches it again.
   */
  moduleFolder(name: string): Promise<string> {
    const tool = this.#moduleOf(name);
    const known = this.#moduleFolders.get(tool.module);
    if (known) {
      return known;
    }
    const found = this.#findModuleFolder(tool);
    this.#moduleFolders.set(tool.module, found);
    return found;
  }

  /** Folder of a module that is only read. */
  readFolder(name: keyof typeof READ_MODULES): Promise<string> {
    return this.#findModuleFolder(READ_MODULES[name]);
  }

  async #findModuleFolder(
    tool: Pick<GoModule, 'module' | 'version'>,
  ): Promise<string> {
    const name = `${tool.module}@${tool.version}`;
    const result = await this.#go.run(['mod', 'download', '-json', name], {
      cwd: this.#folder,
    });
    if (result.exitCode !== 0) {
      throw new ToolError({
        code: 'MODULE_UNAVAILABLE',
        message: `Cannot find the files of the Go module ${name}: ${lastLines(
          `${result.stdout}\n${result.stderr}`,
          3,
        )}`,
      });
    }
    return (JSON.parse(result.stdout) as { Dir: string }).Dir;
  }

  #moduleOf(name: string): GoModule {
    const tool = this.#modules.find(({ programs }) =>
      programs.some(program => program.name === name),
    );
    if (!tool) {
      throw new Error(`The suite builds no program named ${name}`);
    }
    return tool;
  }
}
