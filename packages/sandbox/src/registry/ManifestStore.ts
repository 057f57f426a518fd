import { promises as fs } from 'node:fs';
import path from 'node:path';
import { digestOf, digestOrUndefined, type Digest } from './names';
import type { ParsedManifest } from './parseManifest';
import {
  isNotFound,
  readDirOrEmpty,
  readFileOrUndefined,
  statOrUndefined,
  unlinkIfThere,
  type RegistryStorage,
} from './storage';

export interface StoredManifest {
  readonly digest: Digest;
  readonly mediaType: string;
  readonly bytes: Buffer;
}

/** An entry of the referrers API. */
export interface ReferrerDescriptor {
  readonly mediaType: string;
  readonly size: number;
  readonly digest: string;
  readonly artifactType?: string;
  readonly annotations?: Record<string, string>;
}

/** Manifests, tags and referrers of the repositories. */
export class ManifestStore {
  constructor(private readonly storage: RegistryStorage) {}

  async put(
    repository: string,
    manifest: { parsed: ParsedManifest; bytes: Buffer; digest: Digest },
    tags: readonly string[],
  ): Promise<void> {
    const { parsed, bytes, digest } = manifest;
    // Entry, manifest, tag, in this order: after a crash a reader finds less, and never a name of something missing.
    if (parsed.subject) {
      const { mediaType, artifactType, annotations } = parsed;
      const entry: ReferrerDescriptor = {
        mediaType,
        size: bytes.length,
        digest: digest.text,
        ...(artifactType && { artifactType }),
        ...(annotations && { annotations }),
      };
      await this.storage.writeAtomically(
        this.#referrerFile(repository, parsed.subject, digest),
        JSON.stringify(entry),
      );
    }
    const head = Buffer.from(`${parsed.mediaType}\n`);
    await this.storage.writeAtomically(
      this.#manifestFile(repository, digest),
      Buffer.concat([head, bytes]),
    );
    for (const tag of tags) {
      await this.storage.writeAtomically(
        this.#tagFile(repository, tag),
        digest.text,
      );
    }
  }

  async has(repository: string, digest: Digest): Promise<boolean> {
    return (
      (await statOrUndefined(this.#manifestFile(repository, digest))) !==
      undefined
    );
  }

  async get(
    repository: string,
    digest: Digest,
  ): Promise<StoredManifest | undefined> {
    const content = await readFileOrUndefined(
      this.#manifestFile(repository, digest),
    );
    if (!content) return undefined;
    const newline = content.indexOf(0x0a);
    return {
      digest,
      mediaType: content.subarray(0, newline).toString('utf8'),
      bytes: content.subarray(newline + 1),
    };
  }

  async resolveTag(
    repository: string,
    tag: string,
  ): Promise<Digest | undefined> {
    const content = await readFileOrUndefined(this.#tagFile(repository, tag));
    return digestOrUndefined(content?.toString('utf8').trim());
  }

  /** Takes the name away; the manifest stays, to be read by its digest. */
  removeTag(repository: string, tag: string): Promise<boolean> {
    return unlinkIfThere(this.#tagFile(repository, tag));
  }

  /** Takes the manifest away, with the tags that name it and its entry among the referrers of its subject. */
  async remove(repository: string, digest: Digest): Promise<boolean> {
    const stored = await this.get(repository, digest);
    if (!stored) return false;
    for (const tag of (await this.listTags(repository)) ?? []) {
      const target = await this.resolveTag(repository, tag);
      if (target?.text === digest.text) await this.removeTag(repository, tag);
    }
    await unlinkIfThere(this.#manifestFile(repository, digest));
    const subject = digestOrUndefined(
      JSON.parse(stored.bytes.toString('utf8')).subject?.digest,
    );
    if (subject)
      await unlinkIfThere(this.#referrerFile(repository, subject, digest));
    return true;
  }

  /** All tags in byte order; `undefined` where the repository never had one. */
  async listTags(repository: string): Promise<string[] | undefined> {
    try {
      const files = await fs.readdir(
        this.storage.repositoryDir(repository, '_tags'),
      );
      return files.map(decodeTag).sort();
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  async listReferrers(
    repository: string,
    subject: Digest,
  ): Promise<ReferrerDescriptor[]> {
    const dir = this.#referrersDir(repository, subject);
    const entries: ReferrerDescriptor[] = [];
    for (const file of (await readDirOrEmpty(dir)).sort()) {
      const content = await readFileOrUndefined(path.join(dir, file));
      if (!content) continue;
      const entry = JSON.parse(content.toString('utf8')) as ReferrerDescriptor;
      const digest = digestOrUndefined(entry.digest);
      if (digest && (await this.has(repository, digest))) entries.push(entry);
    }
    return entries;
  }

  /** All repositories with a manifest, in byte order. */
  async listRepositories(): Promise<string[]> {
    const found: string[] = [];
    const visit = async (name: string): Promise<void> => {
      const dir = name
        ? this.storage.repositoryDir(name)
        : this.storage.repositoriesDir;
      for (const entry of await readDirOrEmpty(dir)) {
        if (entry === '_manifests') found.push(name);
        if (!entry.startsWith('_'))
          await visit(name ? `${name}/${entry}` : entry);
      }
    };
    await visit('');
    return found.sort();
  }

  #manifestFile(repository: string, digest: Digest): string {
    return this.storage.repositoryDir(
      repository,
      '_manifests',
      digest.algorithm,
      digest.hex,
    );
  }

  #tagFile(repository: string, tag: string): string {
    return this.storage.repositoryDir(repository, '_tags', encodeTag(tag));
  }

  #referrersDir(repository: string, subject: Digest): string {
    return this.storage.repositoryDir(
      repository,
      '_referrers',
      `${subject.algorithm}-${subject.hex}`,
    );
  }

  #referrerFile(repository: string, subject: Digest, referrer: Digest): string {
    // sha512 of both in one path is longer than a file name may be, hence a folder; the name only has to be unique.
    const name = digestOf(Buffer.from(referrer.text)).hex;
    return path.join(this.#referrersDir(repository, subject), name);
  }
}

/**
 * File name of a tag. `v1` and `V1` are two tags, but one file on the file systems of macOS: capital letters are
 * written small, and which ones they were is a bit mask after `~`.
 */
function encodeTag(tag: string): string {
  const mask = [...tag].reduce(
    (bits, c, i) => (/[A-Z]/.test(c) ? bits | (1n << BigInt(i)) : bits),
    0n,
  );
  return mask === 0n ? tag : `${tag.toLowerCase()}~${mask.toString(16)}`;
}

function decodeTag(file: string): string {
  const [text, hex] = file.split('~');
  if (!hex) return text;
  const mask = BigInt(`0x${hex}`);
  return [...text]
    .map((c, i) => ((mask >> BigInt(i)) & 1n ? c.toUpperCase() : c))
    .join('');
}
