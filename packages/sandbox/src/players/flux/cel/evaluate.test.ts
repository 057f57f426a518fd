import { CelError, evaluateCel } from '.';

const service = {
  metadata: { name: 'iris', generation: 2 },
  spec: { replicas: 1, tags: ['a', 'b'] },
  status: {
    modelStatus: { transitionStatus: 'UpToDate' },
    conditions: [
      { type: 'Ready', status: 'True' },
      { type: 'Stopped', status: 'False' },
    ],
  },
};

describe('evaluateCel', () => {
  it.each<[string, boolean]>([
    ["metadata.name == 'iris'", true],
    ['metadata.name != "iris"', false],
    ['spec.replicas >= 1 && spec.replicas < 2', true],
    ['spec.replicas + 1 == 2', true],
    ['!(spec.replicas > 1)', true],
    ['-1 < spec.replicas', true],
    ['has(status.modelStatus)', true],
    ['has(status.nothing)', false],
    ["has(status.nothing) && status.nothing.more == 'x'", false],
    ["status.modelStatus.transitionStatus in ['UpToDate', 'InProgress']", true],
    ["'a' in spec.tags", true],
    ["'name' in metadata", true],
    [
      "status.conditions.exists(e, e.type == 'Ready' && e.status == 'True')",
      true,
    ],
    [
      "status.conditions.filter(e, e.type == 'Ready').all(e, e.status == 'True')",
      true,
    ],
    ["status.conditions.all(e, e.status == 'True')", false],
    ["status.conditions.exists_one(e, e.status == 'False')", true],
    ["status.conditions.map(e, e.type) == ['Ready', 'Stopped']", true],
    ['size(spec.tags) == 2 && spec.tags.size() == 2', true],
    [
      "metadata.name.startsWith('ir') && metadata.name.endsWith('s') && metadata.name.contains('ri')",
      true,
    ],
    ["metadata.name.matches('^i.*s$')", true],
    ["spec.replicas == 1 ? spec.tags[0] == 'a' : false", true],
    ["status.conditions[1]['type'] == 'Stopped'", true],
    // An error on one side does not matter where the other side decides.
    ["status.none == 'x' || true", true],
    ["status.none == 'x' && false", false],
  ])('%s is %s', (expression, expected) => {
    expect(evaluateCel(expression, service)).toBe(expected);
  });

  it.each([
    ['status.none.more', 'no such key: none'],
    ['nothing == 1', 'no such attribute(s): nothing'],
    ['spec.replicas', 'gives number, not bool'],
    ['metadata.name < 1', 'no such overload'],
    ['spec.tags.sort(e, e)', "undeclared reference to 'sort'"],
    ['has(spec)', 'invalid argument to has() macro'],
    ['(1 == 1', 'mismatched input'],
    ['1 == 1 1', "mismatched input '1'"],
    ['a # b', 'token recognition error'],
    [`${'('.repeat(80)}true${')'.repeat(80)}`, 'nested too deeply'],
    ['x'.repeat(5000), 'longer than'],
  ])('%s is refused', (expression, message) => {
    expect(() => evaluateCel(expression, service)).toThrow(CelError);
    expect(() => evaluateCel(expression, service)).toThrow(message);
  });
});
