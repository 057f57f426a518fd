import { promises as fs } from 'node:fs';
import path from 'node:path';
import {
  KitfileError,
  formatKitfile,
  parseKitfile,
} from '@waybill/backstage-plugin-waybill-common';
import {
  layoutModelKit,
  layoutModelPack,
  openFolder,
  sealPackage,
  type PackagePlan,
} from '@waybill/backstage-plugin-waybill-node';
import { repositoryFile } from '../../portal';
import type { Tools } from '../../tools';
import { expect, expectEqual, type Check } from '../check';
import { KIT_FOLDERS, type KitFolder } from './kit/kitFolders';
import {
  kitAccepts,
  packWithKit,
  writeKitFolder,
  type KitPackage,
} from './kit/packWithKit';

const KITFILES =
  'plugins/waybill-common/src/artifact/kitfile/__fixtures__/kitfiles.json';

/** What kit says of a Kitfile, and what we say where it is not the same. */
interface JudgedKitfile {
  readonly name: string;
  readonly text: string;
  readonly kit: 'accepts' | 'refuses';
  readonly waybill?: 'refuses';
}

interface KitDigestOptions {
  readonly tools: Tools;
  readonly folder: string;
}

/** kit and we pack the same folders: layers and configs have the same digests. And both judge the same Kitfiles. */
export function kitDigestChecks(options: KitDigestOptions): Check[] {
  return [
    ...KIT_FOLDERS.map(folder => ({
      name: `kit packs the same ModelKit: ${folder.name}`,
      run: () => compareModelKits(folder, options),
    })),
    ...KIT_FOLDERS.filter(({ isModelKitOnly }) => !isModelKitOnly).map(
      folder => ({
        name: `kit packs the same ModelPack: ${folder.name}`,
        run: () => compareModelPacks(folder, options),
      }),
    ),
    {
      name: 'kit accepts and refuses the same Kitfiles',
      run: signal => judgeKitfiles(options, signal),
    },
  ];
}

async function compareModelKits(
  what: KitFolder,
  options: KitDigestOptions,
): Promise<void> {
  const { source, store } = await prepare(what, options);
  const theirs = await packWithKit(options.tools, source, store);
  const kitfile = parseKitfile(what.kitfile);
  const tree = await openFolder(source, { keepModes: true });
  const ours = await sealPackage(await layoutModelKit(tree, { kitfile }));
  expectEqual(withoutMetadata(ours), withoutMetadata(theirs), 'the layers');
  expectEqual(
    ours.manifest.config,
    theirs.manifest.config,
    `the config ${theirs.config}`,
  );
  expectEqual(
    ours.manifest.artifactType,
    theirs.manifest.artifactType,
    'the artifact type',
  );
  const written = formatKitfile(kitfile);
  await fs.writeFile(path.join(source, 'Kitfile'), written);
  const again = await packWithKit(options.tools, source, store);
  expectEqual(
    again.manifest.config,
    theirs.manifest.config,
    `the config of the Kitfile as we write it:\n${written}`,
  );
}

async function compareModelPacks(
  what: KitFolder,
  options: KitDigestOptions,
): Promise<void> {
  const { source, store } = await prepare(what, options);
  const theirs = await packWithKit(
    options.tools,
    source,
    store,
    '--use-model-pack',
  );
  const kitfile = parseKitfile(what.kitfile);
  const tree = await openFolder(source, { keepModes: true });
  const ours = await sealPackage(await layoutModelPack(tree, { kitfile }));
  expectEqual(withoutMetadata(ours), withoutMetadata(theirs), 'the layers');
  const annotation = 'ml.kitops.modelkit.kitfile';
  expectEqual(
    ours.manifest.annotations?.[annotation],
    theirs.manifest.annotations?.[annotation],
    'the Kitfile in the annotation',
  );
  expectEqual(
    await readText(ours),
    // the time of packing, without which it is the same each time
    theirs.config.replace(/"createdAt":"[^"]*",?/, ''),
    'the config but for its time',
  );
}

async function judgeKitfiles(
  { tools, folder }: KitDigestOptions,
  signal: AbortSignal,
): Promise<void> {
  const { files, kitfiles } = JSON.parse(
    await fs.readFile(repositoryFile(KITFILES), 'utf8'),
  ) as {
    readonly files: Readonly<Record<string, string>>;
    readonly kitfiles: readonly JudgedKitfile[];
  };
  const { source, store } = await prepare(
    { name: 'judged', files, kitfile: '' },
    { folder },
  );
  const wrong: string[] = [];
  for (const { name, text, kit, waybill = kit } of kitfiles) {
    signal.throwIfAborted();
    const { isAccepted, said } = await kitAccepts(tools, source, store, text);
    if (isAccepted !== (kit === 'accepts'))
      wrong.push(`${name}: kit does not do what the table says: ${said}`);
    if (isOurs(text) !== (waybill === 'accepts'))
      wrong.push(`${name}: we do not do what the table says`);
  }
  expectEqual(wrong, [], 'judgements that are not those of the table');
  expect(kitfiles.length >= 40, 'there are fewer than 40 Kitfiles to judge');
}

function isOurs(text: string): boolean {
  try {
    parseKitfile(text);
    return true;
  } catch (error) {
    if (error instanceof KitfileError) return false;
    throw error;
  }
}

async function prepare(
  what: KitFolder,
  options: { readonly folder: string },
): Promise<{ readonly source: string; readonly store: string }> {
  await fs.mkdir(options.folder, { recursive: true });
  const folder = await fs.mkdtemp(path.join(options.folder, 'kit-'));
  const source = path.join(folder, 'model');
  const store = path.join(folder, 'store');
  await fs.mkdir(store);
  await writeKitFolder(what, source);
  return { source, store };
}

/** A raw layer's metadata holds the time at which the file was changed, in kit's packages. */
function withoutMetadata({
  manifest,
}: Pick<KitPackage | PackagePlan, 'manifest'>): unknown {
  return manifest.layers.map(({ annotations = {}, ...layer }) => ({
    ...layer,
    annotations: Object.entries(annotations).filter(
      ([key]) => key !== 'org.cncf.model.file.metadata+json',
    ),
  }));
}

async function readText({ config }: PackagePlan): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of config.open()) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
