/**
 * CEL by which Kyverno finds the images of models inside KServe's objects. What is not there, in whatever version of
 * KServe, is passed over: an error would be a refusal of every object.
 */

/** Schemes behind which an image reference stands. `s3://` and the like name no image. */
const IMAGE_SCHEME =
  "'^(oci|oci[+]native|oci[+]modelcar|oci[+]fetch|oci-artifact|kit)://'";

/** Lists of lists have no `flatten` in every version of Kyverno; a URI holds no space. */
const FLATTEN = ".join(' ').split(' ')";

const TO_IMAGES = `.filter(uri, uri.matches(${IMAGE_SCHEME})).map(uri, uri.substring(uri.indexOf('://') + 3))`;

/** `storageUri` of `model` and of the older kinds of predictor (`sklearn`, …), then `storageUris`. */
const URIS_OF_PART =
  '(part.filter(key, type(part[key]) == map && has(part[key].storageUri)).map(key, string(part[key].storageUri))' +
  " + part.?storageUris.orValue([]).map(entry, string(entry.?uri.orValue(''))))";

const PARTS =
  '[object.spec.?predictor.orValue({}), object.spec.?transformer.orValue({}), object.spec.?explainer.orValue({})]' +
  ' + object.spec.?canary.orValue([]).map(canary, canary.?predictor.orValue({}))';

/**
 * Images of all models of an InferenceService: of each of its parts and of each canary.
 *
 * @internal
 */
export const INFERENCE_SERVICE_IMAGES = `(${PARTS}).map(part, ${URIS_OF_PART}.join(' '))${FLATTEN}${TO_IMAGES}`;

/** @internal */
export const LLM_INFERENCE_SERVICE_IMAGES = `[string(object.spec.?model.?uri.orValue(''))]${TO_IMAGES}`;

/** Kyverno itself reads the images of a pod's containers, and of its volumes none. @internal */
export const IMAGE_VOLUMES =
  "object.spec.?volumes.orValue([]).map(volume, string(volume.?image.?reference.orValue(''))).filter(image, image != '')";

/** A finalizer is taken off by an update, and what cannot be updated can never be deleted. @internal */
export const NOT_BEING_DELETED = '!has(object.metadata.deletionTimestamp)';

/**
 * JMESPath of a `ClusterPolicy`: what names no image is an error to Kyverno, before any precondition is asked, so that it
 * becomes the name of an image that nobody has.
 *
 * @internal
 */
export const TO_IMAGE =
  "regex_match('^(oci|oci[+]native|oci[+]modelcar|oci[+]fetch|oci-artifact|kit)://', @) && regex_replace_all('^(oci|oci[+]native|oci[+]modelcar|oci[+]fetch|oci-artifact|kit)://', @, '') || 'waybill.invalid/no-image'";
