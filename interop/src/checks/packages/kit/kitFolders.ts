/** A folder to be packed: what is in it, and its Kitfile. */
export interface KitFolder {
  readonly name: string;
  /** Content by path; a path that ends with a slash is an empty folder. */
  readonly files: Readonly<Record<string, string>>;
  /** Where they are not 0644 and 0755. */
  readonly modes?: Readonly<Record<string, number>>;
  readonly kitfile: string;
  /** kit packs no ModelPack of it. */
  readonly isModelKitOnly?: boolean;
}

const LONG = 'a-folder-with-a-long-name';

/** A ZIP archive that holds an empty `manifest.json`, in latin1. */
const MCP_BUNDLE = [
  'PK\x03\x04\x14\0\0\0\0\0\0\0!\0\0\0\0\0\0\0\0\0\0\0\0\0\r\0\0\0manifest.json',
  'PK\x01\x02\x14\x03\x14\0\0\0\0\0\0\0!\0\0\0\0\0\0\0\0\0\0\0\0\0\r\0\0\0\0\0\0\0\0\0\0\0\x80\x01\0\0\0\0manifest.json',
  'PK\x05\x06\0\0\0\0\x01\0\x01\0;\0\0\0+\0\0\0\0\0',
].join('');

/** Folders that meet all of kit's rules, and its oddities. */
export const KIT_FOLDERS: readonly KitFolder[] = [
  {
    name: 'one file',
    files: { 'model.onnx': 'weights' },
    kitfile: 'manifestVersion: 1.0.0\nmodel:\n  path: model.onnx\n',
  },
  {
    name: 'a nested model with parts',
    files: {
      'models/a/b/weights-1.safetensors': 'one',
      'models/a/b/weights-2.safetensors': 'two'.repeat(400),
      'models/a-b/x': 'sorts between a and its content',
      'models/a.txt': '',
      'models/tokenizer.json': '{}',
      'lora/adapter.bin': 'adapter',
      'other/unused.bin': 'in no layer',
    },
    kitfile: `manifestVersion: 1.0.0
model:
  name: nested
  path: ./models/
  parts:
    - {path: models/tokenizer.json, type: tokenizer}
    - {name: adapter, path: ./lora//adapter.bin, type: lora, license: MIT}
`,
  },
  {
    name: 'every section',
    files: {
      'model/model.gguf': 'weights',
      'src/train.py': 'print()',
      'src/util/io.py': '',
      'data/train.csv': 'a,b\n',
      'docs/README.md': '# Model',
      LICENSE: 'Apache-2.0',
      'prompts/system.md': 'You are a model.',
      'servers/search.mcpb': MCP_BUNDLE,
    },
    isModelKitOnly: true,
    kitfile: `manifestVersion: "1.0.0"
package:
  name: everything
  version: 1.10
  description: |
    Two lines
    <b>of</b> text & more
  license: Apache-2.0
  authors: [Ada, "Bob <bob@example.com>"]
model: {name: m, path: model, framework: llama.cpp, format: gguf, version: 0x10, license: MIT, description: "é 模型 😀"}
code:
  - {path: src, description: training, license: MIT}
datasets:
  - {name: train, path: data/train.csv, description: rows, license: CC0-1.0, parameters: {rows: 1}}
docs:
  - {path: docs, description: about}
  - path: LICENSE
prompts:
  - {name: system, path: prompts/system.md, description: first}
mcpServers:
  - {name: search, path: servers/search.mcpb}
`,
  },
  {
    name: 'odd names',
    files: {
      'model/ünïcode/模型 😀.bin': 'weights',
      'model/with spaces/and  more .txt': 'x',
      [`model/${LONG}/${LONG}/${LONG}/${LONG}/file.bin`]: 'over 100 bytes',
      [`model/${LONG}/${'n'.repeat(120)}.bin`]: 'over 100 bytes in one name',
      [`model/${`${LONG}/`.repeat(9)}deep.bin`]: 'over 200 bytes',
      [`model/${'d'.repeat(160)}/file`]: 'a long folder',
      [`model/${'é'.repeat(60)}/file`]: 'a long folder',
      'model/a..b/gone.txt': 'kit leaves it out',
      'model/[x]*?.txt': 'x',
      'model/"quoted" & <tagged>': 'x',
      'model/.hidden': 'x',
      'model/Kitfile': 'not at the root',
    },
    kitfile: 'manifestVersion: 1.0.0\nmodel:\n  path: model\n',
  },
  {
    name: 'a .kitignore with exceptions',
    files: {
      '.kitignore': `# comment
*.log
**/*.tmp
/model/cache
!model/cache/keep
!model/cache/keep/**
**/checkpoint-[0-9]*/optimizer.pt
docs/?.md
secret/**
`,
      'model/model.bin': 'weights',
      'model/train.log': 'a star does not cross a slash',
      'top.log': 'x',
      'model/a.tmp': 'x',
      'model/cache/gone': 'x',
      'model/cache/keep/kept': 'x',
      'model/checkpoint-10/optimizer.pt': 'x',
      'model/checkpoint-10/model.pt': 'x',
      'docs/a.md': 'x',
      'docs/ab.md': 'x',
      'docs/sub/a.md': 'x',
      'secret/key': 'x',
    },
    kitfile: `manifestVersion: 1.0.0
model: {path: model}
docs: [{path: docs}]
code: [{path: .}]
`,
  },
  {
    name: 'a .kitignore without exceptions',
    files: {
      '.kitignore': 'model/cache\n*.bak\n',
      'model/model.bin': 'weights',
      'model/cache/gone': 'x',
      'model/x.bak': 'a star does not cross a slash',
      'x.bak': 'x',
    },
    kitfile: 'manifestVersion: 1.0.0\nmodel: {path: .}\n',
  },
  {
    name: 'parameters',
    files: { 'model.bin': 'weights', 'data.csv': 'x' },
    kitfile: `manifestVersion: 1.0.0
model:
  path: model.bin
  parameters:
    z: [1, 2.50, -0, -0.0, 1e3, 1e21, 1e-7, 0xFF, 010, 0o17, 0b11, 1_000, 9007199254740993, 18446744073709551615]
    text: ["<script>", "a & b", "\\u2028", "yes", "0x1", "é模😀", "\\x01\\x7f\\"\\\\"]
    moment: [2001-12-14, 2001-12-14T21:59:43.10-05:00, 2001-12-14 21:59:43]
    a10: {b: ~, a: true, '': []}
    a9: {}
    A: yes
    Z\u{1F600}: 1
    Z\uFF5E: 2
    base: &base {one: 1, two: 2}
    merged: {<<: *base, two: 3}
datasets:
  - {path: data.csv, parameters: 7}
`,
  },
  {
    name: 'paths in each other',
    files: {
      'all.txt': 'x',
      'data/a.csv': 'x',
      'data/b/c.csv': 'x',
      'data/b/d/e.csv': 'x',
      'data2.csv': 'begins with the same letters',
      'model/m.bin': 'x',
      'model/m.bin.index': 'begins with the same letters',
      'model-card.md': 'begins with the same letters',
    },
    kitfile: `manifestVersion: 1.0.0
model: {path: ./model/m.bin}
code: [{path: .}]
datasets: [{path: data}, {path: data/b}, {path: data/b/d/e.csv}]
docs: [{path: model}]
prompts: [{path: all.txt}, {path: all.txt}]
`,
  },
  {
    name: 'empty folders and modes',
    files: {
      'model/run.sh': '#!/bin/sh\n',
      'model/private.bin': 'x',
      'model/read-only.bin': 'x',
      'model/empty/': '',
      'model/deeper/empty/': '',
      'docs/': '',
    },
    modes: {
      'model/run.sh': 0o755,
      'model/private.bin': 0o600,
      'model/read-only.bin': 0o444,
      'model/empty/': 0o700,
      model: 0o775,
    },
    kitfile: `manifestVersion: 1.0.0
model: {path: model}
docs: [{path: docs}]
`,
  },
  {
    name: 'a manifest version that kit only warns of',
    files: { 'model.bin': 'x' },
    kitfile: 'manifestVersion: 2\nmodel: {path: model.bin}\ncode: []\n',
  },
];
