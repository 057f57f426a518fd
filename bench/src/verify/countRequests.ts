import { CountingProxy, MARK } from './CountingProxy';
import { runCosign, runWaybill, type VerifyPlace } from './contenders';
import type { RequestCount } from './VerifyRun';

/**
 * What one verification asks of the registry, cold and warm, through a proxy that counts. The first of a process may
 * ask once more: whether the registry lists referrers is remembered.
 */
export async function countRequests(
  place: VerifyPlace,
  digests: readonly string[],
): Promise<RequestCount[]> {
  const proxy = await CountingProxy.start(place.host);
  const through = { ...place, host: proxy.host };
  const waybill = async (some: readonly string[]) => {
    await runWaybill(through, {
      digests: some,
      parallel: 1,
      isCounting: true,
    });
    const seen = proxy.take();
    const at = seen.indexOf(MARK);
    return { cold: seen.slice(0, at), warm: seen.slice(at + 1) };
  };
  try {
    const [first] = digests;
    const one = await waybill([first]);
    const many = await waybill(digests);
    await runCosign(through, [first], 1);
    const cosign = proxy.take();
    const others = many.cold.slice(one.cold.length);
    return [
      describe('waybill, first digest of a process', one.cold),
      describe('waybill, cold', others, others.length / (digests.length - 1)),
      describe('waybill, warm', [...one.warm, ...many.warm]),
      describe('cosign verify', cosign),
    ];
  } finally {
    await proxy.stop();
  }
}

function describe(
  what: string,
  list: readonly string[],
  requests = list.length,
): RequestCount {
  return { what, requests, list: list.slice(0, 20) };
}
