import type { GatekeeperConstraintTemplate } from './ratifyTypes';

/** @internal */
export const CONSTRAINT_KIND = 'WaybillSignedModels';

/**
 * Reads the images of models out of KServe's objects and pods and asks Ratify for each. In Rego v0, which every
 * Gatekeeper takes; what cannot be asked is refused.
 */
const REGO = `package waybillsignedmodels

parts[part] { part := input.review.object.spec.predictor }
parts[part] { part := input.review.object.spec.transformer }
parts[part] { part := input.review.object.spec.explainer }
parts[part] { part := input.review.object.spec.canary[_].predictor }

uris[uri] { uri := parts[_][_].storageUri }
uris[uri] { uri := parts[_].storageUris[_].uri }
uris[uri] { uri := input.review.object.spec.model.uri }

references[reference] {
  uri := uris[_]
  regex.match("^(oci|oci[+]native|oci[+]modelcar|oci[+]fetch|oci-artifact|kit)://", uri)
  reference := substring(uri, indexof(uri, "://") + 3, -1)
}
references[reference] { reference := input.review.object.spec.containers[_].image }
references[reference] { reference := input.review.object.spec.initContainers[_].image }
references[reference] { reference := input.review.object.spec.ephemeralContainers[_].image }
references[reference] { reference := input.review.object.spec.volumes[_].image.reference }

images := [reference |
  references[reference]
  regex.match(input.parameters.images[_], reference)
]

is_being_deleted { input.review.object.metadata.deletionTimestamp }

answer := external_data({"provider": input.parameters.provider, "keys": images})

violation[{"msg": msg}] {
  not is_being_deleted
  reference := images[_]
  not contains(reference, "@sha256:")
  msg := sprintf("Images are taken by digest only: %v", [reference])
}

violation[{"msg": msg}] {
  not is_being_deleted
  count(images) > 0
  answer.system_error != ""
  msg := sprintf("Ratify cannot be asked: %v", [answer.system_error])
}

violation[{"msg": msg}] {
  not is_being_deleted
  count(images) > 0
  failure := answer.errors[_]
  msg := sprintf("Ratify cannot verify: %v", [failure])
}

violation[{"msg": msg}] {
  not is_being_deleted
  count(images) > 0
  response := answer.responses[_]
  not response[1].isSuccess
  msg := sprintf("Not signed as the trust policy asks: %v", [response[0]])
}
`;

/** @internal */
export function buildConstraintTemplate(): GatekeeperConstraintTemplate {
  return {
    apiVersion: 'templates.gatekeeper.sh/v1',
    kind: 'ConstraintTemplate',
    metadata: { name: CONSTRAINT_KIND.toLowerCase() },
    spec: {
      crd: {
        spec: {
          names: { kind: CONSTRAINT_KIND },
          validation: {
            openAPIV3Schema: {
              type: 'object',
              properties: {
                provider: { type: 'string' },
                images: { type: 'array', items: { type: 'string' } },
              },
            },
          },
        },
      },
      targets: [{ target: 'admission.k8s.gatekeeper.sh', rego: REGO }],
    },
  };
}
