// What the docs say must be so: each command exists, each link leads somewhere, each YAML block parses.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';
import { rootDir } from '../bootstrap/paths.mjs';

const { parseAllDocuments } = createRequire(import.meta.url)('yaml');
const { scripts } = JSON.parse(
  await readFile(path.join(rootDir, 'package.json'), 'utf8'),
);
const NPM_BUILTINS = ['start', 'test'];
const YARN_BUILTINS = ['add', 'install', 'workspace', 'changeset', '--cwd'];

const files = [
  'README.md',
  'CONTRIBUTING.md',
  'interop/README.md',
  ...(await markdownIn('docs')),
  ...(await readmesIn('plugins')),
  ...(await readmesIn('packages')),
].filter(file => existsSync(path.join(rootDir, file)));

for (const file of files) {
  const text = await readFile(path.join(rootDir, file), 'utf8');

  test(`${file}: each npm and yarn command is there`, () => {
    for (const line of blocks(text, 'bash').flatMap(block =>
      block.split('\n'),
    )) {
      const [, tool, rest] = line.match(/^\s*(npm|yarn)\s+([^#]*)/) ?? [];
      if (!tool) continue;
      const words = rest
        .trim()
        .split(/\s+/)
        .filter(word => word !== '--silent');
      const name = tool === 'npm' && words[0] === 'run' ? words[1] : words[0];
      const isKnown =
        name in scripts ||
        (tool === 'yarn' && YARN_BUILTINS.includes(name)) ||
        (tool === 'npm' && NPM_BUILTINS.includes(name));
      assert.ok(
        isKnown,
        `${file} says "${line.trim()}", and package.json has no script ${name}`,
      );
    }
  });

  test(`${file}: each link leads somewhere`, () => {
    for (const [, target] of text.matchAll(
      /\]\((?!https?:|#|mailto:)([^)#\s]+)/g,
    )) {
      const resolved = path.join(rootDir, path.dirname(file), target);
      assert.ok(
        existsSync(resolved),
        `${file} links to ${target}, which is not there`,
      );
    }
  });

  test(`${file}: each YAML block parses`, () => {
    for (const block of blocks(text, 'yaml')) {
      for (const { errors } of parseAllDocuments(block)) {
        assert.deepEqual(errors, []);
      }
    }
  });
}

function blocks(text, language) {
  return [
    ...text.matchAll(
      new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'),
    ),
  ].map(([, block]) => block);
}

async function markdownIn(dir) {
  const entries = await readdir(path.join(rootDir, dir), { recursive: true });
  return entries
    .filter(name => name.endsWith('.md'))
    .map(name => path.join(dir, name));
}

async function readmesIn(dir) {
  const entries = await readdir(path.join(rootDir, dir));
  return entries.map(name => path.join(dir, name, 'README.md'));
}
