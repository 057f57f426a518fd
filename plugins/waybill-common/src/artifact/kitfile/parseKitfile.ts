import type {
  Kitfile,
  KitfileCode,
  KitfileDataset,
  KitfileDocs,
  KitfileMcpServer,
  KitfileModel,
  KitfileModelPart,
  KitfilePackage,
  KitfilePrompt,
} from './Kitfile';
import { KitfileDecoder } from './KitfileDecoder';
import { KitfileError } from './KitfileError';
import { decodeParameters } from './decodeValue';
import type { YamlNode } from './goYaml/YamlNode';
import { readYaml } from './goYaml/readYaml';
import { kitfileProblems } from './kitfileProblems';

/**
 * Reads a Kitfile as strictly as kit 1.15 does: what it refuses is refused, with all that is wrong in one error. What
 * kit merely warns of is told by {@link kitfileWarnings}.
 *
 * Refused although kit accepts it: a path that leaves the folder (kit packs an empty layer), binary data, and a text
 * beyond the bounds (256 KiB, 64 levels, 100,000 values).
 *
 * @throws KitfileError
 * @public
 */
export function parseKitfile(text: string): Kitfile {
  const root = readYaml(text);
  const decoder = new KitfileDecoder();
  const kitfile = decodeKitfile(decoder, root);
  if (decoder.problems.length === 0) {
    for (const problem of kitfileProblems(kitfile))
      decoder.report(
        problem.code,
        problem.path,
        decoder.lineOf(problem.path),
        problem.message,
      );
  }
  if (decoder.problems.length > 0) throw new KitfileError(decoder.problems);
  return kitfile;
}

function decodeKitfile(d: KitfileDecoder, root: YamlNode): Kitfile {
  const known = [
    'manifestVersion',
    'package',
    'model',
    'code',
    'datasets',
    'docs',
    'prompts',
    'mcpServers',
  ] as const;
  const kitfile = d.fields(root, '', known, of => ({
    manifestVersion: d.text(of.manifestVersion, 'manifestVersion') ?? '',
    package: decodePackage(d, of.package),
    model: decodeModel(d, of.model),
    code: d.list(of.code, 'code', (item, path) => decodeCode(d, item, path)),
    datasets: d.list(of.datasets, 'datasets', (item, path) =>
      decodeDataset(d, item, path),
    ),
    docs: d.list(of.docs, 'docs', (item, path) => decodeDocs(d, item, path)),
    prompts: d.list(of.prompts, 'prompts', (item, path) =>
      decodeNamed(d, item, path),
    ),
    mcpServers: d.list(of.mcpServers, 'mcpServers', (item, path) =>
      decodeNamed(d, item, path),
    ),
  }));
  return present(kitfile ?? { manifestVersion: '' });
}

function decodePackage(
  d: KitfileDecoder,
  node: YamlNode | undefined,
): KitfilePackage | undefined {
  const known = [
    'name',
    'version',
    'description',
    'license',
    'authors',
  ] as const;
  const found = d.fields(node, 'package', known, of =>
    present({
      name: d.text(of.name, 'package.name'),
      version: d.text(of.version, 'package.version'),
      description: d.text(of.description, 'package.description'),
      license: d.text(of.license, 'package.license'),
      authors: d.list(
        of.authors,
        'package.authors',
        (item, path) => d.text(item, path) ?? '',
      ),
    }),
  );
  return found && Object.keys(found).length > 0 ? found : undefined;
}

function decodeModel(
  d: KitfileDecoder,
  node: YamlNode | undefined,
): KitfileModel | undefined {
  const known = [
    'name',
    'path',
    'license',
    'framework',
    'format',
    'version',
    'description',
    'parts',
    'parameters',
  ] as const;
  return d.fields(node, 'model', known, of =>
    present({
      name: d.text(of.name, 'model.name'),
      path: d.text(of.path, 'model.path'),
      license: d.text(of.license, 'model.license'),
      framework: d.text(of.framework, 'model.framework'),
      format: d.text(of.format, 'model.format'),
      version: d.text(of.version, 'model.version'),
      description: d.text(of.description, 'model.description'),
      parts: d.list(of.parts, 'model.parts', (item, path) =>
        decodePart(d, item, path),
      ),
      parameters: decodeParameters(d, of.parameters, 'model.parameters'),
    }),
  );
}

function decodePart(
  d: KitfileDecoder,
  node: YamlNode,
  path: string,
): KitfileModelPart | undefined {
  return d.fields(node, path, ['name', 'path', 'license', 'type'], of =>
    present({
      name: d.text(of.name, `${path}.name`),
      path: d.text(of.path, `${path}.path`),
      license: d.text(of.license, `${path}.license`),
      type: d.text(of.type, `${path}.type`),
    }),
  );
}

function decodeCode(
  d: KitfileDecoder,
  node: YamlNode,
  path: string,
): KitfileCode | undefined {
  return d.fields(node, path, ['path', 'description', 'license'], of =>
    present({
      path: d.text(of.path, `${path}.path`),
      description: d.text(of.description, `${path}.description`),
      license: d.text(of.license, `${path}.license`),
    }),
  );
}

function decodeDataset(
  d: KitfileDecoder,
  node: YamlNode,
  path: string,
): KitfileDataset | undefined {
  const known = [
    'name',
    'path',
    'remotePath',
    'remoteHash',
    'description',
    'license',
    'parameters',
  ] as const;
  return d.fields(node, path, known, of =>
    present({
      name: d.text(of.name, `${path}.name`),
      path: d.text(of.path, `${path}.path`),
      remotePath: d.text(of.remotePath, `${path}.remotePath`),
      remoteHash: d.text(of.remoteHash, `${path}.remoteHash`),
      description: d.text(of.description, `${path}.description`),
      license: d.text(of.license, `${path}.license`),
      parameters: decodeParameters(d, of.parameters, `${path}.parameters`),
    }),
  );
}

function decodeDocs(
  d: KitfileDecoder,
  node: YamlNode,
  path: string,
): KitfileDocs | undefined {
  return d.fields(node, path, ['path', 'description'], of =>
    present({
      path: d.text(of.path, `${path}.path`) ?? '',
      description: d.text(of.description, `${path}.description`),
    }),
  );
}

function decodeNamed(
  d: KitfileDecoder,
  node: YamlNode,
  path: string,
): (KitfilePrompt & KitfileMcpServer) | undefined {
  return d.fields(node, path, ['name', 'path', 'description'], of =>
    present({
      name: d.text(of.name, `${path}.name`),
      path: d.text(of.path, `${path}.path`),
      description: d.text(of.description, `${path}.description`),
    }),
  );
}

/** Without the keys that stand for nothing. */
function present<T extends object>(value: T): T {
  return Object.fromEntries(
    Object.entries(value).filter(([, one]) => one !== undefined),
  ) as T;
}
