import { buildSimpleSigningPayload } from '@waybill/backstage-plugin-waybill-common';
import type { LeafDraft } from './CraftedAuthority';
import type { CraftedSigstore } from './CraftedSigstore';
import { craftKey, toPem, type CraftedKey } from './keys';
import type { LegacyLayer } from './Scene';
import {
  hashedRekordBody,
  type LogBody,
  type LogEntryJson,
} from './TransparencyLog';

/** Layer annotations of cosign's legacy form. */
export const ANNOTATIONS = {
  signature: 'dev.cosignproject.cosign/signature',
  certificate: 'dev.sigstore.cosign/certificate',
  chain: 'dev.sigstore.cosign/chain',
  log: 'dev.sigstore.cosign/bundle',
  timestamp: 'dev.sigstore.cosign/rfc3161timestamp',
};

/** A legacy signature, open to changes until it is made. */
export interface LegacyDraft {
  payload: Buffer;
  key: CraftedKey;
  sign(data: Buffer): Buffer;
  mediaType?: string;
}

export function draftLegacy(digest: string, key: CraftedKey): LegacyDraft {
  const draft: LegacyDraft = {
    payload: Buffer.from(
      buildSimpleSigningPayload('registry.test/models/iris', digest),
    ),
    key,
    sign: data => draft.key.sign(data),
  };
  return draft;
}

/** A layer of `.sig`, its annotations open to changes. */
export interface SignedLayer extends LegacyLayer {
  payload: Buffer;
  mediaType?: string;
  readonly annotations: Record<string, string>;
}

export function signLegacy(draft: LegacyDraft): SignedLayer {
  return {
    payload: draft.payload,
    mediaType: draft.mediaType,
    annotations: {
      [ANNOTATIONS.signature]: draft.sign(draft.payload).toString('base64'),
    },
  };
}

/** A legacy signature by certificate, open to changes until it is made. */
export interface LegacyKeylessDraft {
  signature: LegacyDraft;
  leaf: LeafDraft;
  issue(key: CraftedKey, leaf: LeafDraft): Buffer;
  describe(entry: {
    readonly data: Buffer;
    readonly signature: string;
    readonly verifier: string;
  }): LogBody;
  log(body: LogBody): LogEntryJson;
}

export function draftLegacyKeyless(
  digest: string,
  sigstore: CraftedSigstore,
): LegacyKeylessDraft {
  return {
    signature: draftLegacy(digest, craftKey()),
    leaf: sigstore.draftLeaf(),
    issue: (key, leaf) => sigstore.authority.issue(key, leaf),
    describe: hashedRekordBody,
    log: body => sigstore.log.log(body, sigstore.now),
  };
}

export function signLegacyKeyless(
  draft: LegacyKeylessDraft,
  sigstore: CraftedSigstore,
): SignedLayer {
  const layer = signLegacy(draft.signature);
  const certificate = toPem(
    'CERTIFICATE',
    draft.issue(draft.signature.key, draft.leaf),
  );
  const entry = draft.log(
    draft.describe({
      data: layer.payload,
      signature: layer.annotations[ANNOTATIONS.signature],
      verifier: certificate,
    }),
  );
  layer.annotations[ANNOTATIONS.certificate] = certificate;
  layer.annotations[ANNOTATIONS.chain] = sigstore.authority.chain
    .map(one => toPem('CERTIFICATE', one))
    .join('');
  layer.annotations[ANNOTATIONS.log] = toLogAnnotation(entry);
  return layer;
}

/** The log entry as cosign's annotation has it. */
export function toLogAnnotation(entry: LogEntryJson): string {
  return JSON.stringify({
    SignedEntryTimestamp: entry.inclusionPromise?.signedEntryTimestamp,
    Payload: {
      body: entry.canonicalizedBody,
      integratedTime: Number(entry.integratedTime),
      logIndex: Number(entry.logIndex),
      logID: Buffer.from(entry.logId.keyId, 'base64').toString('hex'),
    },
  });
}
