import { pack, type Header } from 'tar-stream';

export type TarPart = Partial<Header> & { readonly name: string } & {
  readonly content?: string | Buffer;
};

/** A tar that another implementation writes. */
export async function tarOf(parts: readonly TarPart[]): Promise<Buffer> {
  const tar = pack();
  for (const { content, ...header } of parts) tar.entry(header, content ?? '');
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
