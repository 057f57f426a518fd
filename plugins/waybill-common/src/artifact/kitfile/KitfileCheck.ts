import type { Kitfile } from './Kitfile';
import {
  quoteKitfileText as quote,
  type KitfileErrorCode,
  type KitfileProblem,
} from './KitfileError';
import { cleanKitfilePath, kitfilePathKind } from './kitfilePath';

const PART_TYPE = /^\w[\w.-]*$/;
const MAX_PART_TYPE = 64;

/** Collects what is wrong with the entries of a Kitfile, by kit's rules. */
export class KitfileCheck {
  readonly problems: KitfileProblem[] = [];
  private readonly users = new Map<string, string>();
  private readonly remote: string[] = [];
  private readonly serverNames = new Set<string>();

  usePath(place: string, path = ''): void {
    const clean = cleanKitfilePath(path);
    const other = this.users.get(clean);
    if (other === undefined) this.users.set(clean, place);
    else
      this.add(
        'DUPLICATE_PATH',
        `${place}.path`,
        `${other} has the path ${quote(clean)} already: keep one of them.`,
      );
  }

  localPath(place: string, path = ''): void {
    const clean = cleanKitfilePath(path);
    const isInside =
      kitfilePathKind(path) === 'local' &&
      !clean.startsWith('/') &&
      clean !== '..' &&
      !clean.startsWith('../');
    if (!isInside || /\p{Cc}/u.test(path))
      this.add(
        'INVALID_PATH',
        place,
        `${quote(
          path,
        )} is no path in the Kitfile's folder: write it relative to that folder, with / between names.`,
      );
  }

  partType(place: string, type = ''): void {
    if (type !== '' && !(PART_TYPE.test(type) && type.length <= MAX_PART_TYPE))
      this.add(
        'INVALID_PART_TYPE',
        place,
        `${quote(
          type,
        )} is no type of a part: use letters, digits, dots, dashes and underscores, at most ${MAX_PART_TYPE}.`,
      );
  }

  remoteDataset(
    place: string,
    dataset: NonNullable<Kitfile['datasets']>[number],
  ): void {
    const { path = '', remotePath, remoteHash } = dataset;
    const add = (key: string, message: string) =>
      this.add('INVALID_REMOTE_DATASET', `${place}.${key}`, message);
    if (!remotePath) {
      if (remoteHash)
        add('remoteHash', 'It belongs to remotePath, which is not there.');
      return;
    }
    const kind = kitfilePathKind(remotePath);
    if (kind === 'modelkit') this.remote.push(cleanKitfilePath(path));
    else if (kind !== 's3')
      add(
        'remotePath',
        `${quote(
          remotePath,
        )} is neither s3://bucket/key nor the reference of a ModelKit.`,
      );
    else if (!remoteHash)
      add('remotePath', 'An S3 object needs its ETag as remoteHash.');
    else if (!/^s3:\/\/[^/?#]+\/[^?#]+/i.test(remotePath))
      add('remotePath', `${quote(remotePath)} names no bucket and key.`);
  }

  mcpServer(
    place: string,
    { name, path = '' }: NonNullable<Kitfile['mcpServers']>[number],
  ): void {
    this.localPath(`${place}.path`, path);
    const add = (key: string, message: string) =>
      this.add('INVALID_MCP_SERVER', `${place}.${key}`, message);
    if (!path.endsWith('.mcpb'))
      add('path', `${quote(path)} is not one .mcpb file.`);
    if (!name) add('name', 'An MCP server needs a name.');
    else if (this.serverNames.has(name))
      add('name', `Another MCP server is called ${quote(name)} already.`);
    if (name) this.serverNames.add(name);
  }

  /** What another ModelKit fills is nobody else's. */
  insideRemoteDatasets(): void {
    for (const folder of this.remote) {
      for (const [path, place] of this.users) {
        if (path === folder) continue;
        if (folder === '.' || path.startsWith(`${folder}/`))
          this.add(
            'PATH_IN_REMOTE_DATASET',
            `${place}.path`,
            `${quote(path)} is inside the remote dataset ${quote(
              folder,
            )}: move one of them.`,
          );
      }
    }
  }

  private add(code: KitfileErrorCode, path: string, message: string): void {
    this.problems.push({ code, path, message });
  }
}
