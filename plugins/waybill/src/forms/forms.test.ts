import { diffHunks, lineDiff } from './lineDiff';
import { fileTree } from './fileTree';
import { formatVariables, readVariables } from './variables';
import { withSpec, firstServing } from './servingChoices';
import { servingWarnings } from './servingWarnings';
import { draftDeclaration } from './draftDeclaration';
import { declarationProblems } from './declarationProblems';
import { PROFILE_CHOICES } from './profilePresets';
import { PROFILE_PARTS } from './profileParts';
import { RESOURCE_CHOICES, resourceChoiceOf } from './resourcePresets';

const words = (before: string, after: string) =>
  lineDiff(before, after).map(({ kind, text }) => `${kind[0]} ${text}`);

describe('lineDiff', () => {
  it('tells what was taken away and added', () => {
    expect(words('a\nb\nc\n', 'a\nx\nc\n')).toEqual([
      's a',
      'r b',
      'a x',
      's c',
    ]);
  });

  it.each([
    ['nothing to something', '', 'a\n', ['a a']],
    ['something to nothing', 'a\n', '', ['r a']],
    ['a moved line', 'a\nb\n', 'b\na\n', ['r a', 's b', 'a a']],
    ['the same', 'a\n', 'a\n', ['s a']],
  ])('goes from %s', (_, before, after, expected) => {
    expect(words(before, after)).toEqual(expected);
  });

  it('gives both texts again', () => {
    const before = 'one\ntwo\nthree\nfour\nfive';
    const after = 'zero\ntwo\nfour\nfour\nsix\nfive';
    const lines = lineDiff(before, after);
    const side = (left: string) =>
      lines
        .filter(({ kind }) => kind === 'same' || kind === left)
        .map(({ text }) => text)
        .join('\n');
    expect([side('removed'), side('added')]).toEqual([before, after]);
    expect(lines.at(-1)).toMatchObject({ before: 5, after: 6 });
  });

  it('shows what is far apart in pieces', () => {
    const lines = Array.from({ length: 40 }, (_, line) => `line ${line}`);
    const changed = lines.map((line, index) =>
      index === 5 || index === 30 ? `${line}!` : line,
    );
    const hunks = diffHunks(lineDiff(lines.join('\n'), changed.join('\n')));
    expect(hunks.map(hunk => hunk.length)).toEqual([8, 8]);
    expect(hunks[1][0]).toMatchObject({ before: 28 });
  });
});

describe('fileTree', () => {
  it('puts folders first, and folders of one folder together', () => {
    const tree = fileTree(
      ['b.txt', 'x/y/z/file', 'a.txt', 'deploy/base/k', 'deploy/env/k'].map(
        path => ({ path }),
      ),
    );
    expect(tree.map(({ name }) => name)).toEqual([
      'deploy',
      'x/y/z',
      'a.txt',
      'b.txt',
    ]);
  });
});

describe('variables', () => {
  it('reads what it writes', () => {
    const env = { A: '1', B_2: 'x=y z' };
    expect(readVariables(formatVariables(env))).toEqual({ env });
  });

  it('complains of the first line that is none', () => {
    expect(readVariables('A=1\n2B=3\n=x')).toEqual({
      env: { A: '1' },
      complaint: 'Line 2 is not NAME=value.',
    });
  });
});

describe('firstServing', () => {
  it('keeps what two kinds have in common', () => {
    const before = withSpec(firstServing('InferenceService'), {
      storage: { scheme: 'kit' as const },
      args: ['--a'],
    });
    expect(firstServing('LLMInferenceService', { before })).toMatchObject({
      kind: 'LLMInferenceService',
      storage: { scheme: 'kit' },
      args: ['--a'],
    });
    expect(firstServing('Deployment', { before })).not.toHaveProperty(
      'storage',
    );
  });
});

describe('firstServing for a format', () => {
  it.each([
    ['modelcar', 'oci'],
    ['modelpack', 'kit'],
    ['artifact', 'oci-artifact'],
  ] as const)('serves a %s by %s', (format, scheme) => {
    expect(firstServing('InferenceService', { format })).toMatchObject({
      storage: { scheme },
    });
  });
});

describe('servingWarnings', () => {
  const places = [
    { name: 'old', cluster: { kubernetesVersion: 'v1.29.0' }, kserve: {} },
  ];

  it('knows that an image volume needs a newer Kubernetes', () => {
    const warnings = servingWarnings(
      { kind: 'Deployment', delivery: 'image-volume' },
      'modelcar',
      { places, isSandbox: false },
    );
    expect(warnings).toMatchObject([
      { environment: 'old', verdict: 'does-not-work' },
    ]);
  });

  it('has nothing to say of a model that is in its image, or elsewhere', () => {
    expect(
      servingWarnings({ kind: 'Deployment', delivery: 'image' }, 'modelcar', {
        places,
        isSandbox: false,
      }),
    ).toEqual([]);
    expect(
      servingWarnings(
        withSpec(firstServing('InferenceService'), {
          storage: { scheme: 'uri' as const, uri: 's3://a/b' },
        }),
        'modelcar',
        { places, isSandbox: false },
      ),
    ).toEqual([]);
  });
});

describe('draftDeclaration', () => {
  it('is nothing while nothing serves', () => {
    expect(draftDeclaration({ name: 'iris', serving: 7 })).toBeUndefined();
  });

  it('reads parameters that are called otherwise', () => {
    expect(
      draftDeclaration(
        { model: 'iris', s: firstServing('Deployment'), form: 'helm' },
        { name: 'model', serving: 's' },
      ),
    ).toMatchObject({ name: 'iris', form: 'helm', environments: [] });
  });

  it('is a problem and no failure where a link filled in nonsense', () => {
    const declaration = draftDeclaration({
      name: ['iris'],
      serving: { kind: 'InferenceService', storage: { scheme: 5 } },
      environments: [{ name: 'a', namespace: 'b', profile: { gpu: 'many' } }],
    });
    expect(declarationProblems(declaration).length).toBeGreaterThan(0);
  });
});

describe('presets', () => {
  it('know themselves again', () => {
    for (const { name, profile } of RESOURCE_CHOICES) {
      expect(resourceChoiceOf(profile)?.name).toBe(name);
    }
    expect(resourceChoiceOf({})).toBeUndefined();
  });

  it('are told in words', () => {
    const production = PROFILE_CHOICES.find(
      ({ name }) => name === 'production',
    );
    const said = PROFILE_PARTS.map(
      ({ id, describe: tell }) => `${id}: ${tell(production?.profile ?? {})}`,
    );
    expect(said).toEqual([
      'replicas: 3 to 10',
      'resources: Large',
      'gpu: none',
      'autoscaling: HPA, cpu at 70 %',
      'canary: none',
      'syntheticLoad: none',
      'isMonitored: Prometheus',
      'disruptionBudget: at least 2',
      'logLevel: warning',
      'others: –',
    ]);
  });
});
