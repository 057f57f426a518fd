import { writeMainModule } from './moduleFile';

describe('writeMainModule', () => {
  it('keeps replacements by published modules and drops those by folders', () => {
    const text = writeMainModule(
      { module: 'example.com/tool', version: 'v1.2.3', programs: [] },
      {
        Go: '1.25.7',
        Replace: [
          { Old: { Path: 'a.com/x' }, New: { Path: 'b.com/x', Version: 'v2' } },
          {
            Old: { Path: 'a.com/y', Version: 'v1' },
            New: { Path: 'b.com/y', Version: 'v3' },
          },
          { Old: { Path: 'a.com/z' }, New: { Path: './z' } },
        ],
      },
    );
    expect(text).toBe(
      [
        'module waybill.dev/interop',
        '',
        'go 1.25.7',
        '',
        'require example.com/tool v1.2.3',
        'replace a.com/x => b.com/x v2',
        'replace a.com/y v1 => b.com/y v3',
        '',
      ].join('\n'),
    );
  });

  it('gives modules that are required as v0.0.0 the staging version', () => {
    const text = writeMainModule(
      {
        module: 'k8s.io/kubernetes',
        version: 'v1.36.3',
        stagingVersion: 'v0.36.3',
        programs: [],
      },
      {
        Require: [
          { Path: 'k8s.io/api', Version: 'v0.0.0' },
          { Path: 'k8s.io/klog/v2', Version: 'v2.130.1' },
        ],
      },
    );
    expect(text).toContain('replace k8s.io/api => k8s.io/api v0.36.3\n');
    expect(text).not.toContain('replace k8s.io/klog');
  });
});
