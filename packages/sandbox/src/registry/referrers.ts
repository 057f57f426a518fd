import { writeJson, type RegistryRequest } from './context';
import { parseDigest, parseName } from './names';
import { referrersIndex } from './parseManifest';

/** end-12a and end-12b: GET `/v2/<name>/referrers/<digest>[?artifactType=]`. The subject need not be there. */
export async function listReferrers(context: RegistryRequest): Promise<void> {
  const { response, query, manifests, parameters } = context;
  const all = await manifests.listReferrers(
    parseName(parameters[0]),
    parseDigest(parameters[1]),
  );
  const artifactType = query.get('artifactType');
  const isFiltered = artifactType !== null && artifactType !== '';
  const entries = isFiltered
    ? all.filter(entry => entry.artifactType === artifactType)
    : all;
  writeJson(response, referrersIndex(entries), {
    'Content-Type': 'application/vnd.oci.image.index.v1+json',
    ...(isFiltered && { 'OCI-Filters-Applied': 'artifactType' }),
  });
}
