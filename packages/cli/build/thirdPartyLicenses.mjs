import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';

/**
 * The licenses of the libraries whose code is in a bundle: each of them asks that its text goes with copies.
 *
 * @param {string} workingDir that the bundle's paths are relative to
 * @param {import('esbuild').Metafile} metafile
 */
export async function thirdPartyLicenses(workingDir, metafile) {
  const folders = new Set();
  for (const { inputs } of Object.values(metafile.outputs))
    for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
      const folder = file.match(/^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//)?.[1];
      if (folder && bytesInOutput > 0) folders.add(folder);
    }
  const texts = await Promise.all(
    [...folders].map(folder => licenseOf(path.resolve(workingDir, folder))),
  );
  return texts.sort().join('\n\n');
}

async function licenseOf(folder) {
  const { name, version, license } = JSON.parse(
    await readFile(path.join(folder, 'package.json'), 'utf8'),
  );
  const file = (await readdir(folder)).find(entry =>
    /^licen[cs]e(\.\w+)?$/i.test(entry),
  );
  const text = file ? await readFile(path.join(folder, file), 'utf8') : '';
  return `${name} ${version} (${license})\n\n${text.trim()}`;
}
