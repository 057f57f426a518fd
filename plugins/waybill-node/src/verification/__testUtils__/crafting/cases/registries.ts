import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import {
  MediaType,
  legacySignatureTag,
} from '@waybill/backstage-plugin-waybill-common';
import { HttpRegistryClient } from '../../../../registry';
import { MANIFEST_MAX_BYTES } from '../../../../registry/manifestBytes';
import {
  ScriptedRegistry,
  retryAtOnce,
} from '../../../../registry/__testUtils__/ScriptedRegistry';
import { refuse } from '../../../../registry/__testUtils__/storeHandler';
import { DEFAULT_TIME_LIMITS } from '../../../../registry/TimeLimits';
import { anyCase, type CraftedCase, type Expected } from '../CraftedCase';
import { draftEnvelope, signEnvelope } from '../bundles';
import { draftLegacy, signLegacy } from '../legacy';
import type { Scene } from '../Scene';

const MALFORMED: Expected = ['untrusted', 'MalformedSignature'];
const AWAY: Expected = ['unknown', 'RegistryUnavailable'];
/** For answers that never end: nobody waits long for a test. */
const HASTY = {
  ...DEFAULT_TIME_LIMITS,
  answerMs: 300,
  slowAfterMs: 150,
  minBytesPerSecond: 1e9,
};
const HTML = '<!DOCTYPE html><title>Sign in</title>';

/** What the registry is asked for, while it has to be told apart. */
interface Asked {
  readonly what:
    | 'image'
    | 'referrers'
    | 'bundle manifest'
    | 'bundle'
    | '.sig manifest'
    | '.sig payload'
    | 'other';
  readonly response: ServerResponse;
  readonly scene: Scene;
}

/** A registry over HTTP that answers badly to some questions, and else as the store of the scene. */
function overHttp(
  name: string,
  expected: Expected,
  form: 'bundle' | '.sig',
  answer: (asked: Asked) => boolean,
  limits = DEFAULT_TIME_LIMITS,
): CraftedCase {
  return anyCase(name, expected, async (scene, isFaulty) => {
    const names = await attachGoodSignature(scene, form);
    const registry = await ScriptedRegistry.start((request, response) => {
      const last =
        new URL(request.url ?? '/', 'http://registry.test').pathname
          .split('/')
          .pop() ?? '';
      const what = request.url?.includes('/referrers/')
        ? 'referrers'
        : names.get(last) ?? 'other';
      if (isFaulty && answer({ what, response, scene })) return;
      answerFrom(scene, request, response, last).catch(() =>
        response.destroy(),
      );
    });
    scene.cleanUp.push(() => registry.stop());
    scene.client = new HttpRegistryClient(
      [{ host: registry.host, plainHttp: true }],
      retryAtOnce,
      isFaulty ? limits : DEFAULT_TIME_LIMITS,
    );
    scene.repository = { host: registry.host, path: 'models/iris' };
  });
}

async function attachGoodSignature(
  scene: Scene,
  form: 'bundle' | '.sig',
): Promise<Map<string, Asked['what']>> {
  const { image, cast, store, repository } = scene;
  const names = new Map<string, Asked['what']>([[image.digest, 'image']]);
  const found =
    form === 'bundle'
      ? await scene.attach(signEnvelope(draftEnvelope(image.digest, cast.key)))
      : await scene.attachLegacy([
          signLegacy(draftLegacy(image.digest, cast.key)),
        ]);
  const { bytes } = await store.fetchManifest(repository, found.digest);
  names.set(
    found.digest,
    form === 'bundle' ? 'bundle manifest' : '.sig manifest',
  );
  names.set(legacySignatureTag(image.digest), '.sig manifest');
  names.set(
    JSON.parse(bytes.toString()).layers[0].digest,
    form === 'bundle' ? 'bundle' : '.sig payload',
  );
  return names;
}

/** What the store of the scene has, as a registry with referrers API gives it. */
async function answerFrom(
  { store }: Scene,
  request: IncomingMessage,
  response: ServerResponse,
  last: string,
): Promise<void> {
  const repository = { host: 'registry.test', path: 'models/iris' };
  const isHead = request.method === 'HEAD';
  try {
    if (request.url?.includes('/referrers/')) {
      const manifests = await store.listReferrers(repository, last);
      send(
        response,
        MediaType.imageIndex,
        Buffer.from(
          JSON.stringify({
            schemaVersion: 2,
            mediaType: MediaType.imageIndex,
            manifests,
          }),
        ),
        isHead,
      );
    } else if (request.url?.includes('/blobs/')) {
      const stream = await store.fetchBlob(
        repository,
        { mediaType: '', digest: last, size: 0 },
        { range: { start: 0 } },
      );
      send(response, 'application/octet-stream', await buffer(stream), isHead);
    } else {
      const { bytes, descriptor } = await store.fetchManifest(repository, last);
      response.setHeader('docker-content-digest', descriptor.digest);
      send(response, descriptor.mediaType, bytes, isHead);
    }
  } catch {
    refuse(response, 404, 'MANIFEST_UNKNOWN');
  }
}

function send(
  response: ServerResponse,
  type: string,
  bytes: Buffer,
  isHead = false,
): true {
  response.writeHead(200, {
    'content-type': type,
    'content-length': bytes.length,
  });
  response.end(isHead ? undefined : bytes);
  return true;
}

function drip(response: ServerResponse): true {
  response.writeHead(200, { 'content-type': MediaType.imageManifest });
  const timer = setInterval(() => response.write(' '), 5);
  response.once('close', () => clearInterval(timer));
  return true;
}

/** Something is wrong with one answer only. */
const when =
  (wanted: Asked['what'], answer: (asked: Asked) => true) => (asked: Asked) =>
    asked.what === wanted && answer(asked);

const sendHtml = ({ response }: Asked) =>
  send(response, 'text/html', Buffer.from(HTML));
const fail = ({ response }: Asked) => refuse(response, 500, 'UNKNOWN');
const other = ({ response }: Asked) =>
  send(response, MediaType.imageManifest, Buffer.from('{"schemaVersion":2}'));

/** Registries that answer badly, over HTTP. */
export const REGISTRIES: readonly CraftedCase[] = [
  overHttp('registry answers 500 for everything', AWAY, 'bundle', fail),
  overHttp(
    'registry answers 500 for the list of referrers',
    AWAY,
    'bundle',
    when('referrers', fail),
  ),
  overHttp(
    'registry answers 500 for the manifest of the bundle',
    AWAY,
    'bundle',
    when('bundle manifest', fail),
  ),
  overHttp(
    'registry answers 500 for the bundle',
    AWAY,
    'bundle',
    when('bundle', fail),
  ),
  overHttp(
    'registry answers 500 for .sig',
    AWAY,
    '.sig',
    when('.sig manifest', fail),
  ),
  overHttp('registry asks to sign in (401)', AWAY, 'bundle', ({ response }) =>
    refuse(response, 401, 'UNAUTHORIZED'),
  ),
  overHttp(
    'HTML in the place of the list of referrers',
    ['unsigned', 'NoSignature'],
    'bundle',
    when('referrers', sendHtml),
  ),
  overHttp(
    'HTML in the place of the manifest of the bundle',
    MALFORMED,
    'bundle',
    when('bundle manifest', sendHtml),
  ),
  overHttp(
    'HTML in the place of the bundle',
    MALFORMED,
    'bundle',
    when('bundle', sendHtml),
  ),
  overHttp(
    'another manifest under the digest of the bundle',
    MALFORMED,
    'bundle',
    when('bundle manifest', other),
  ),
  overHttp(
    'bundle of other bytes than its digest',
    MALFORMED,
    'bundle',
    when('bundle', ({ response, scene }) =>
      send(
        response,
        'application/octet-stream',
        Buffer.from(
          JSON.stringify(
            signEnvelope(draftEnvelope(scene.image.digest, scene.cast.key)),
          ),
        ),
      ),
    ),
  ),
  overHttp(
    'payload of .sig that comes without end',
    AWAY,
    '.sig',
    when('.sig payload', ({ response }) => drip(response)),
    HASTY,
  ),
  overHttp(
    'manifest of the bundle that comes without end',
    AWAY,
    'bundle',
    when('bundle manifest', ({ response }) => drip(response)),
    HASTY,
  ),
  overHttp(
    'manifest of the bundle of 5 MiB',
    MALFORMED,
    'bundle',
    when('bundle manifest', ({ response }) =>
      send(
        response,
        MediaType.imageManifest,
        Buffer.alloc(MANIFEST_MAX_BYTES + 1, ' '),
      ),
    ),
  ),
  overHttp(
    'manifest of .sig that is no JSON',
    AWAY,
    '.sig',
    when('.sig manifest', ({ response }) =>
      send(response, MediaType.imageManifest, Buffer.from('{"layers":[')),
    ),
  ),
  overHttp(
    'no referrers API, and a fallback tag that is no index',
    ['unsigned', 'NoSignature'],
    'bundle',
    when('referrers', ({ response }) => refuse(response, 404, 'NOT_FOUND')),
  ),
];
