import { z } from 'zod';
import { invalidAnswer } from '../web/webErrors';

const text = z.string().max(1_000);

const modelSchema = z.object({
  sha: z.string().regex(/^[0-9a-f]{40,64}$/),
  private: z.boolean().nullish(),
  gated: z.union([z.boolean(), text]).nullish(),
  disabled: z.boolean().nullish(),
  tags: z.array(text).max(10_000).nullish().catch(undefined),
  pipeline_tag: text.nullish().catch(undefined),
  library_name: text.nullish().catch(undefined),
  cardData: z
    .object({
      license: z.union([text, z.array(text)]).nullish(),
      license_name: text.nullish(),
    })
    .nullish()
    .catch(undefined),
  safetensors: z
    .object({
      parameters: z.record(text, z.number()).nullish(),
      total: z.number().nullish(),
    })
    .nullish()
    .catch(undefined),
});

/** A model of the hub at one revision. */
export type HubModel = z.infer<typeof modelSchema>;

const entrySchema = z.object({
  type: text,
  path: z.string().max(4_096),
  size: z.number().int().nonnegative().nullish(),
  oid: text.nullish(),
  lfs: z
    .object({
      oid: z.string().regex(/^(?:sha256:)?[0-9a-f]{64}$/),
      size: z.number().int().nonnegative(),
    })
    .nullish(),
});

/** A file of a model, as the hub lists it. */
export interface HubFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** `sha256:…` of what is kept outside of Git. */
  readonly digest?: string;
  /** Git's name of the blob, where the file is in Git itself. */
  readonly gitBlob?: string;
}

/**
 * The files of one page of the list.
 *
 * @throws ImportError `INVALID_ANSWER`
 */
export function readFiles(json: unknown, url: URL, what: string): HubFile[] {
  return parse(z.array(entrySchema), json, url, what)
    .filter(({ type }) => type === 'file')
    .map(entry => fileOf(entry, url));
}

/** @throws ImportError `INVALID_ANSWER` */
export function readModel(json: unknown, url: URL, what: string): HubModel {
  return parse(modelSchema, json, url, what);
}

function parse<T>(
  schema: z.ZodType<T>,
  json: unknown,
  url: URL,
  what: string,
): T {
  const { success, data, error } = schema.safeParse(json);
  if (success) return data;
  const [issue] = error.issues;
  throw invalidAnswer(
    url,
    `gives ${what} without what should be in it (${issue.path
      .join('.')
      .slice(0, 100)}: ${issue.message})`,
    error,
  );
}

function fileOf(entry: z.infer<typeof entrySchema>, url: URL): HubFile {
  const { path, lfs, oid } = entry;
  const sizeBytes = lfs?.size ?? entry.size;
  if (typeof sizeBytes !== 'number')
    throw invalidAnswer(url, 'lists a file without its size');
  return {
    path,
    sizeBytes,
    ...(lfs ? { digest: `sha256:${lfs.oid.slice(-64)}` } : {}),
    ...(!lfs && oid && /^[0-9a-f]{40}$/.test(oid) ? { gitBlob: oid } : {}),
  };
}
