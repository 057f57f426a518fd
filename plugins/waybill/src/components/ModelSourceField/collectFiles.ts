import type { UploadFile } from '../../api';

/** Where uploads end by count; a model of more files comes from a repository. */
export const MAX_FILES = 10_000;

/** Files that no model needs; `.git` may even hold a token. */
const LEFT_OUT = /(^|\/)(\.git(\/|$)|\.DS_Store$|Thumbs\.db$)/;

/** The files of an `<input type="file">`, with their paths inside the chosen folder. */
export function filesFromInput(files: FileList): UploadFile[] {
  return toModelFolder(
    Array.from(files, file => ({
      path: file.webkitRelativePath || file.name,
      content: file,
    })),
  );
}

/** The files and folders of a drop, folders read to the ground. */
export async function filesFromDrop(
  transfer: DataTransfer,
): Promise<UploadFile[]> {
  // The list of a drop is emptied as soon as its event has been handled: take the entries before waiting.
  const roots = Array.from(transfer.items).flatMap(
    item => item.webkitGetAsEntry() ?? [],
  );
  const files: UploadFile[] = [];
  const queue = [...roots];
  for (let entry = queue.shift(); entry; entry = queue.shift()) {
    const path = entry.fullPath.replace(/^\//, '');
    if (LEFT_OUT.test(path)) {
      continue;
    }
    if (isDirectory(entry)) {
      queue.push(...(await readDirectory(entry)));
    } else if (isFile(entry)) {
      files.push({ path, content: await readFile(entry) });
    }
    if (files.length + queue.length > MAX_FILES) {
      throw new Error(
        `A model of more than ${MAX_FILES} files cannot be uploaded here. Put it into a repository and write the URL of its folder.`,
      );
    }
  }
  return toModelFolder(files);
}

/** Drops what no model needs, and the chosen folder's own name: its content is the model. */
function toModelFolder(files: readonly UploadFile[]): UploadFile[] {
  const kept = files.filter(({ path }) => !LEFT_OUT.test(path));
  const [root] = kept[0]?.path.split('/') ?? [];
  const isOneFolder = kept.every(({ path }) => path.startsWith(`${root}/`));
  return kept
    .map(({ path, content }) => ({
      path: isOneFolder ? path.slice(root.length + 1) : path,
      content,
    }))
    .sort((a, b) => a.path.localeCompare(b.path));
}

async function readDirectory(
  entry: FileSystemDirectoryEntry,
): Promise<FileSystemEntry[]> {
  const reader = entry.createReader();
  const all: FileSystemEntry[] = [];
  // A reader gives a part at a time and ends with an empty one.
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    all.push(...part);
    if (part.length === 0 || all.length > MAX_FILES) {
      return all;
    }
  }
}

function readFile(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

function isDirectory(
  entry: FileSystemEntry,
): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}
