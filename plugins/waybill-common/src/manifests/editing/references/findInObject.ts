import { parseReference } from '../../../reference';
import type { EditingErrorCode, EditingRefusal } from '../EditingError';
import { refusalAt } from '../kustomize/BuildContext';
import { nameOf, namespaceOf, type ObjectTree } from '../kustomize/ObjectTree';
import { type Leaf, placeOf, textOfParts, type Tree } from '../tree/Tree';
import { isVersionKey, type ModelLeaf, modelLeaves } from './modelLeaves';
import type { FoundReference, ModelReference } from './ModelReference';

/** Under which a model's address in a registry begins. */
const SCHEME =
  /^(oci|oci\+native|oci\+fetch|oci\+modelcar|oci-artifact|kit):\/\//;

/**
 * The places of an object, as it is applied, that name a model's bytes.
 *
 * @internal
 */
export function findInObject(object: ObjectTree): FoundReference[] {
  const leaves = modelLeaves(object);
  const versions = versionLeaves(object.tree, 'stable');
  return leaves.map(found =>
    describe(
      object,
      found,
      found.version
        ? [found.version]
        : versions
            .filter(({ track }) => track === found.track)
            .map(({ leaf }) => leaf),
    ),
  );
}

function describe(
  object: ObjectTree,
  { leaf, role, track }: ModelLeaf,
  versions: readonly Leaf[],
): FoundReference {
  const value = textOfParts(leaf.parts);
  const place = placeOf(leaf);
  // What decides last is the digest; it stands at the end.
  const site = [...leaf.parts].reverse().find(part => part.site)?.site;
  const namespace = namespaceOf(object);
  const reference: ModelReference = {
    path: site?.path ?? place.path,
    line: site?.line ?? place.line,
    document: site?.document ?? place.document,
    field: site?.field ?? '',
    object: {
      apiVersion: object.apiVersion,
      kind: object.kind,
      name: nameOf(object),
      ...(namespace !== undefined && { namespace }),
    },
    role,
    track,
    value,
    ...partsOf(value),
    ...(versions[0] && { version: String(versions[0].value) }),
  };
  const refusal = refusalOf(leaf, value);
  return {
    reference,
    parts: leaf.parts,
    versions,
    place,
    ...(refusal && { refusal }),
  };
}

function partsOf(
  value: string,
): Pick<ModelReference, 'repository' | 'tag' | 'digest'> {
  const text = value.replace(SCHEME, '');
  if (text.includes('://')) return {};
  try {
    const { host, path, tag, digest } = parseReference(text);
    return {
      repository: `${host}/${path}`,
      ...(tag !== undefined && { tag }),
      ...(digest !== undefined && { digest }),
    };
  } catch {
    // Storage of another kind, or an image of Docker Hub: nothing that is versioned here.
    return {};
  }
}

const UNKNOWN_TEXT: readonly (readonly [RegExp, EditingErrorCode, string])[] = [
  [
    /\{\{|<%/,
    'TEMPLATED_VALUE',
    'A template fills in the model ({{ … }}): pin it in the values that the template is given',
  ],
  [
    /\$\{|\$\(/,
    'SUBSTITUTED_VALUE',
    'A variable fills in the model, and where its value comes from is not in the repository: put it into spec.postBuild.substitute, or write the model out',
  ],
  [
    /ENC\[AES256/,
    'ENCRYPTED_FILE',
    'The model is encrypted with SOPS: a digest is no secret, write it in the open',
  ],
];

function refusalOf(leaf: Leaf, value: string): EditingRefusal | undefined {
  for (const [pattern, code, message] of UNKNOWN_TEXT) {
    if (pattern.test(value)) return refusalAt(leaf, code, message);
  }
  return undefined;
}

interface VersionLeaf {
  readonly leaf: Leaf;
  readonly track: ModelLeaf['track'];
}

function versionLeaves(tree: Tree, track: ModelLeaf['track']): VersionLeaf[] {
  if (tree.type === 'leaf') return [];
  if (tree.type === 'list') {
    return tree.items.flatMap(item => versionLeaves(item, track));
  }
  return [...tree.entries].flatMap(([key, value]) => {
    const within = key === 'canary' ? 'canary' : track;
    if (value.type === 'leaf') {
      return isVersionKey(key) ? [{ leaf: value, track: within }] : [];
    }
    return versionLeaves(value, within);
  });
}
