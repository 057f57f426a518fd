import {
  checkCompatibility,
  storageModeOf,
  type CompatibilityFinding,
  type EnvironmentList,
  type PackageFormat,
  type ServingNote,
  type ServingPlace,
  type ServingSpec,
  type StorageMode,
} from '@waybill/backstage-plugin-waybill-common';

/**
 * Whether a package of this format can be served in the way that was chosen, by environment. Only what is known to fail
 * or to need something: a form is not the place for what nobody knows.
 */
export function servingWarnings(
  serving: ServingSpec,
  format: PackageFormat,
  list: Pick<EnvironmentList, 'places' | 'hasBaseImage' | 'isSandbox'>,
): ServingNote[] {
  return (list.places ?? []).flatMap(place => {
    const mode = modeOf(serving, place);
    if (!mode) {
      return [];
    }
    const { findings } = checkCompatibility({
      package: {
        format,
        ...(format === 'modelcar'
          ? !list.isSandbox && { hasShell: list.hasBaseImage === true }
          : { hasFilePaths: true }),
      },
      cluster: place.cluster,
      kserve: {
        ...place.kserve,
        ...(serving.kind === 'InferenceService' && {
          deploymentMode: serving.deploymentMode,
        }),
      },
      storageModes: [mode],
    });
    const spoken = findings.filter(
      finding => serving.kind !== 'Deployment' || isOfKubernetes(finding),
    );
    const worst =
      spoken.find(({ verdict }) => verdict === 'does-not-work') ??
      spoken.find(({ verdict }) => verdict === 'works-with');
    if (!worst) {
      return [];
    }
    const { code, verdict, why, advice } = worst;
    return [{ environment: place.name, code, verdict, why, advice }];
  });
}

function modeOf(
  serving: ServingSpec,
  place: ServingPlace,
): StorageMode | undefined {
  if (serving.kind === 'Deployment') {
    return serving.delivery === 'image-volume' ? 'image-volume' : undefined;
  }
  const { scheme } = serving.storage;
  return scheme === 'uri'
    ? undefined
    : storageModeOf(`${scheme}://`, place.kserve);
}

/** Without KServe nothing that KServe does counts. */
function isOfKubernetes({ dimension }: CompatibilityFinding): boolean {
  return dimension !== 'kserve';
}
