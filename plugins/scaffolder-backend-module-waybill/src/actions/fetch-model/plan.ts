import { ShipError } from '../../ShipError';

/** Where a model's files come from and where in the workspace they go. */
export type FetchPlan = { readonly targetPath: string } & (
  | { readonly kind: 'tree'; readonly url: string }
  | { readonly kind: 'upload'; readonly id: string }
);

const UPLOAD = /^upload:([A-Za-z0-9_-]{1,64})$/;

/** @throws ShipError `INVALID_SOURCE` */
export function planFetch(input: {
  readonly source: string;
  readonly targetPath?: string;
}): FetchPlan {
  const targetPath = input.targetPath ?? 'model';
  const upload = UPLOAD.exec(input.source)?.[1];
  if (upload) return { kind: 'upload', id: upload, targetPath };
  const url = URL.canParse(input.source) ? new URL(input.source) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new ShipError({
      code: 'INVALID_SOURCE',
      message:
        'The source of a model is the URL of a folder (https://…) or an upload (upload:<id>)',
    });
  }
  if (url.username || url.password) {
    throw new ShipError({
      code: 'INVALID_SOURCE',
      message:
        'The URL of a model must not hold credentials: they would stay in the task. Configure an integration for the host',
    });
  }
  return { kind: 'tree', url: url.href, targetPath };
}

export function describeFetch(plan: FetchPlan): string {
  const from =
    plan.kind === 'upload' ? `the upload ${plan.id}` : `the folder ${plan.url}`;
  return `Plan: read ${from} into '${plan.targetPath}'`;
}
