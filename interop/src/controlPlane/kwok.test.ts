import { addImageIds } from './kwok';

const container =
  '- image: {{ .image | Quote }}\n  name: {{ .name | Quote }}\n';

describe('addImageIds', () => {
  it('adds an imageID to containers and init containers', () => {
    const stage = addImageIds({
      metadata: { name: 'pod-ready' },
      spec: { next: { statusTemplate: `${container}then\n${container}` } },
    });
    expect(stage.spec.next.statusTemplate?.match(/imageID/g)).toHaveLength(2);
  });

  it('refuses a stage that it does not understand', () => {
    expect(() =>
      addImageIds({
        metadata: { name: 'pod-ready' },
        spec: { next: { statusTemplate: container } },
      }),
    ).toThrow('1 times where 2 were expected');
  });
});
