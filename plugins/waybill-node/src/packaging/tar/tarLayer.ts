import type { SourceFile } from '../FileTree';
import type { LayerLayout } from '../PackageLayout';
import { TAR_END, tarHeader, tarPadding, type TarEntry } from './tarHeader';

/** An entry of a tar to be written: a folder, or a file with where its bytes are. */
export interface TarMember extends Omit<TarEntry, 'type' | 'sizeBytes'> {
  readonly file?: SourceFile;
}

/** A tar of these members in this order, without a byte of the files read. */
export function tarLayer(
  members: readonly TarMember[],
): Pick<LayerLayout, 'sizeBytes' | 'files' | 'segments'> {
  const sizeBytes = members.reduce(
    (sum, member) => sum + memberBytes(member),
    TAR_END.length,
  );
  return {
    sizeBytes,
    files: members.flatMap(({ file }) => file ?? []),
    *segments() {
      for (const member of members) {
        const { file } = member;
        yield headerOf(member);
        if (!file) continue;
        yield file;
        yield tarPadding(file.sizeBytes);
      }
      yield TAR_END;
    },
  };
}

function headerOf({ file, ...entry }: TarMember): Buffer {
  return tarHeader({
    ...entry,
    type: file ? 'file' : 'directory',
    sizeBytes: file?.sizeBytes ?? 0,
  });
}

function memberBytes(member: TarMember): number {
  const content = member.file?.sizeBytes ?? 0;
  return headerOf(member).length + content + tarPadding(content).length;
}
