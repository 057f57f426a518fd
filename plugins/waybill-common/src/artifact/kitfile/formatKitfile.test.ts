import goYaml from './__fixtures__/goYaml.json';
import { formatKitfile } from './formatKitfile';
import { parseKitfile } from './parseKitfile';

const written = (
  goYaml as readonly { readonly text: string; readonly yaml?: string }[]
).filter((one): one is { text: string; yaml: string } => Boolean(one.yaml));

describe('formatKitfile', () => {
  it.each(written.map(one => [JSON.stringify(one.text), one] as const))(
    'writes what kit 1.15 writes: %s',
    (_, { text, yaml }) => {
      expect(formatKitfile(parseKitfile(text))).toBe(yaml);
    },
  );

  it('writes the sections in the order of kit', () => {
    expect(
      formatKitfile({
        manifestVersion: '1.0.0',
        mcpServers: [{ name: 's', path: 's.mcpb' }],
        prompts: [{ path: 'p.md', name: 'p' }],
        docs: [{ path: '', description: 'd' }],
        datasets: [{ path: 'd', parameters: [] }],
        code: [{}],
        model: { parts: [{ type: 't', path: 'p' }] },
        package: { authors: ['a', 'b, c'], name: '' },
      }),
    ).toBe(`manifestVersion: 1.0.0
package:
  authors: [a, 'b, c']
model:
  parts:
    - path: p
      type: t
code:
  - {}
datasets:
  - path: d
    parameters: []
docs:
  - path: ""
    description: d
prompts:
  - name: p
    path: p.md
mcpServers:
  - name: s
    path: s.mcpb
`);
  });

  it.each([
    9007199254740993n,
    -0,
    '\u2028',
    'a\rb',
    '\u0085',
    { '<<': { a: 1 } },
    { [`key\n${'k'.repeat(200)}`]: [{ a: [[1]] }] },
    ' \n a\n\n',
  ])('is read back where kit itself would not: %p', parameters => {
    const kitfile = { manifestVersion: '1.0.0', model: { parameters } };
    const { model } = parseKitfile(formatKitfile(kitfile));
    expect(model?.parameters).toStrictEqual(parameters);
  });
});
