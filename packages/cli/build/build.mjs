// Bundles the command into dist/: one small entry for help and completion, chunks for what the commands do.
import { readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { packageDir } from './packageFiles.mjs';
import { thirdPartyLicenses } from './thirdPartyLicenses.mjs';

/**
 * The adapters of the portal (Git hosts, clusters) are not part of the command: modules of this repository do nothing when
 * they are imported, so those of which nothing is used can go, with the libraries that they bring.
 */
const leaveOutWhatIsNotUsed = {
  name: 'leave-out-what-is-not-used',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^(\.|@waybill\/|@backstage\/)/ }, async args => {
      if (args.pluginData?.isResolved || args.kind === 'entry-point')
        return undefined;
      const isOurs =
        !args.path.startsWith('.') || !args.importer.includes('node_modules');
      if (!isOurs) return undefined;
      const {
        path: resolved,
        errors,
        external,
      } = await resolve(args.path, {
        kind: args.kind,
        importer: args.importer,
        resolveDir: args.resolveDir,
        pluginData: { isResolved: true },
      });
      return { path: resolved, errors, external, sideEffects: false };
    });
  },
};

/** What libraries load at their start and the command has no use for: most of their code, and most of its start. */
const UNUSED_PARTS = [
  // access to Git hosts, for the portal
  { importer: /waybill-node/, path: /^@backstage\/integration$/ },
  // messages of zod in fifty languages
  {
    importer: /zod\/v4\//,
    path: /^\.\.\/locales\/index\.(js|cjs|mjs)$/,
  },
  // bodies in character sets of the last century, for what fetches trust roots
  { importer: /minipass-fetch\//, path: /^iconv-lite$/ },
  // undici's fetch, WebSocket, caches and mocks; `request` and the pools stay
  { importer: /undici\/index\.js$/, path: /^\.\/lib\/(web|mock)\// },
];

const leaveOutUnusedParts = {
  name: 'leave-out-unused-parts',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /./ }, ({ path: asked, importer }) =>
      UNUSED_PARTS.some(
        part => part.path.test(asked) && part.importer.test(importer),
      )
        ? { path: asked, namespace: 'unused-part' }
        : undefined,
    );
    // whatever is taken from it is a class that does nothing
    onLoad({ filter: /./, namespace: 'unused-part' }, () => ({
      contents:
        'module.exports = new Proxy({}, { get: (_, name) => name === "__esModule" ? undefined : class {} });',
    }));
  },
};

/** @returns esbuild's account of what is in the bundle */
export async function bundle(outdir = path.join(packageDir, 'dist')) {
  const { metafile } = await build({
    absWorkingDir: packageDir,
    entryPoints: { waybill: 'src/main.ts' },
    outdir,
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    mainFields: ['module', 'main'],
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
    // CommonJS libraries in the bundle ask for Node's modules with require.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    plugins: [leaveOutUnusedParts, leaveOutWhatIsNotUsed],
  });
  await removeOldFiles(outdir, Object.keys(metafile.outputs));
  await writeFile(
    path.join(outdir, 'THIRD_PARTY_LICENSES.txt'),
    await thirdPartyLicenses(packageDir, metafile),
  );
  return metafile;
}

/** After the build and not before it: a build that fails leaves the command that works. */
async function removeOldFiles(outdir, outputs) {
  const current = outputs.map(file => path.resolve(packageDir, file));
  const entries = await readdir(outdir, {
    recursive: true,
    withFileTypes: true,
  });
  const old = entries
    .filter(entry => entry.isFile())
    .map(entry => path.join(entry.parentPath, entry.name))
    .filter(file => !current.includes(file));
  await Promise.all(old.map(file => rm(file)));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { outputs } = await bundle(process.argv[2]);
  const bytes = Object.values(outputs).reduce(
    (sum, output) => sum + output.bytes,
    0,
  );
  console.log(
    `waybill: ${Object.keys(outputs).length} files, ${Math.round(
      bytes / 1024,
    )} KiB`,
  );
}
