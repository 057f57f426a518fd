import { bumpIris, placesOf } from './__testUtils__/bumpIris';
import { IRIS, NEW, OLD, OWN_LAYOUT, pin } from './__testUtils__/repositories';

describe('planVersionBump', () => {
  it('changes the pin and the version of one environment, and nothing else', () => {
    const plan = bumpIris(OWN_LAYOUT);
    expect(plan.edits).toEqual([
      {
        path: 'deploy/environments/dev/model.yaml',
        line: 6,
        field: 'metadata.annotations.waybill.dev/version',
        before: '1.0.0',
        after: '1.1.0',
      },
      {
        path: 'deploy/environments/dev/model.yaml',
        line: 10,
        field: 'spec.predictor.model.storageUri',
        before: `oci://${IRIS}@${OLD}`,
        after: `oci://${IRIS}@${NEW}`,
      },
    ]);
    expect(plan.files).toEqual([
      {
        path: 'deploy/environments/dev/model.yaml',
        before: pin(),
        content: pin(`oci://${IRIS}@${NEW}`, '1.1.0'),
      },
    ]);
    expect(plan.environments).toEqual(['dev']);
  });

  it('shows the change as a diff', () => {
    expect(bumpIris(OWN_LAYOUT).diff)
      .toBe(`--- a/deploy/environments/dev/model.yaml
+++ b/deploy/environments/dev/model.yaml
@@ -3,8 +3,8 @@
 metadata:
   name: iris
   annotations:
-    waybill.dev/version: 1.0.0 # what people read
+    waybill.dev/version: 1.1.0 # what people read
 spec:
   predictor:
     model:
-      storageUri: oci://${IRIS}@${OLD}
+      storageUri: oci://${IRIS}@${NEW}
`);
  });

  it('has nothing to do where the version is declared already', () => {
    const [file] = bumpIris(OWN_LAYOUT).files;
    const again = bumpIris({ ...OWN_LAYOUT, [file.path]: file.content });
    expect(again).toMatchObject({ edits: [], files: [], diff: '' });
  });

  it('changes several environments at once', () => {
    const plan = bumpIris(OWN_LAYOUT, {
      target: { environments: ['staging', 'production'] },
    });
    expect(plan.files.map(({ path }) => path)).toEqual([
      'deploy/environments/production/model.yaml',
      'deploy/environments/staging/model.yaml',
    ]);
  });

  it('leaves a version that a base says to other environments as well, and says so', () => {
    const repository = {
      ...OWN_LAYOUT,
      'deploy/base/model.yaml': pin(),
      'deploy/environments/dev/model.yaml': pin().replace(
        / {2}annotations:\n.*\n/,
        '',
      ),
      'deploy/environments/staging/model.yaml': pin().replace(
        / {2}annotations:\n.*\n/,
        '',
      ),
    };
    const plan = bumpIris(repository);
    expect(placesOf(plan)).toEqual([
      'deploy/environments/dev/model.yaml:8 spec.predictor.model.storageUri',
    ]);
    expect(plan.notes).toContain(
      'deploy/base/model.yaml:6 says version 1.0.0 to other environments as well, and stays as it is',
    );
  });

  it('changes an anchored value where all uses of it are meant', () => {
    const content = pin(`&uri oci://${IRIS}@${OLD}`).replace(
      /$/,
      '---\nkind: ConfigMap\n',
    );
    const used = content.replace(
      '---',
      '      env: []\n  transformer: {model: {storageUri: *uri}}\n---',
    );
    const [file] = bumpIris({ 'k8s/dev/model.yaml': used }).files;
    expect(file.content).toBe(used.replace(OLD, NEW).replace('1.0.0', '1.1.0'));
  });
});
