import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import {
  formatRepository,
  MediaType,
  type PackageFile,
  type RepositoryFile,
  type Verdict,
} from '@waybill/backstage-plugin-waybill-common';
import {
  PackagingError,
  type PackagePlan,
} from '@waybill/backstage-plugin-waybill-node';
import type {
  PackageSubject,
  PackageTools,
  SigningTools,
} from '../dependencies';
import { listFiles } from '../workspace';

/**
 * Packages and signatures in memory. The digest is of the files and the annotations, as in life; the bytes of the
 * package are not made.
 */
export class MemoryRegistry implements PackageTools, SigningTools {
  readonly tags = new Map<string, string>();
  readonly signatures = new Set<string>();
  /** What the next verification says instead of looking. */
  nextVerdict?: Pick<Verdict, 'state' | 'reason' | 'message'>;

  async planModelcar(source: Parameters<PackageTools['planModelcar']>[0]) {
    const { directory, annotations } = source;
    const files = await listFiles(dirname(directory), basename(directory));
    return plan(
      await Promise.all(
        files.map(async ({ path, sizeBytes }) => ({
          path,
          sizeBytes,
          digest: digestOf(await readFile(join(directory, path))),
        })),
      ),
      annotations,
    );
  }

  planManifestsArtifact(
    files: readonly RepositoryFile[],
    annotations: Readonly<Record<string, string>>,
  ) {
    return plan(
      files.map(({ path, content }) => ({
        path,
        sizeBytes: Buffer.byteLength(content),
        digest: digestOf(content),
      })),
      annotations,
    );
  }

  async push(
    built: PackagePlan,
    target: Parameters<PackageTools['push']>[1],
    options: Parameters<PackageTools['push']>[2],
  ) {
    const name = `${formatRepository(target.repository)}:${target.tag}`;
    const { size } = built.layers[0].descriptor;
    const existing = this.tags.get(name);
    if (existing && existing !== built.descriptor.digest) {
      throw new PackagingError({
        code: 'TAG_EXISTS',
        message: `${name} is ${existing}`,
      });
    }
    options.onProgress?.(size, size);
    this.tags.set(name, built.descriptor.digest);
    return { wasThere: existing !== undefined };
  }

  async sign(subject: PackageSubject, options: { key?: string }) {
    const name = signatureOf(subject);
    const wasSigned = this.signatures.has(name);
    this.signatures.add(name);
    return { keyName: options.key ?? 'default', wasSigned };
  }

  async verify(subject: PackageSubject): Promise<Verdict> {
    const isSigned = this.signatures.has(signatureOf(subject));
    const verdict = this.nextVerdict ?? {
      state: isSigned ? ('verified' as const) : ('unsigned' as const),
      reason: isSigned
        ? ('SignatureVerified' as const)
        : ('NoSignature' as const),
      message: isSigned ? "Signed by 'default'" : 'There is no signature',
    };
    return {
      ...verdict,
      digest: subject.digest,
      forms: isSigned ? ['bundle', 'legacy'] : [],
      ...(isSigned && { policy: 'portal', signer: { keyName: 'default' } }),
      checkedAt: '2026-11-21T10:00:00.000Z',
    };
  }
}

function signatureOf(subject: PackageSubject): string {
  return `${formatRepository(subject.repository)}@${subject.digest}`;
}

function plan(
  files: readonly PackageFile[],
  annotations: Readonly<Record<string, string>>,
): PackagePlan {
  const layer = JSON.stringify(files);
  const manifest = {
    schemaVersion: 2 as const,
    mediaType: MediaType.imageManifest,
    config: descriptor(MediaType.imageConfig, '{}'),
    layers: [descriptor(MediaType.imageLayerTar, layer)],
    annotations,
  };
  const manifestBytes = Buffer.from(JSON.stringify(manifest));
  return {
    format: 'modelcar',
    files,
    config: { descriptor: manifest.config, open: () => Readable.from(['{}']) },
    layers: [
      { descriptor: manifest.layers[0], open: () => Readable.from([layer]) },
    ],
    manifest,
    manifestBytes,
    descriptor: descriptor(manifest.mediaType, manifestBytes),
  };
}

function descriptor(mediaType: string, content: string | Buffer) {
  return {
    mediaType,
    digest: digestOf(content),
    size: Buffer.byteLength(content),
  };
}

function digestOf(content: string | Buffer): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}
