/** The templates as the catalog and the form take them. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import Ajv from 'ajv';
import { parse } from 'yaml';
import {
  portalActions,
  readTemplate,
  TEMPLATES,
} from './__testUtils__/portalTemplates';
import { createDoubles } from './__testUtils__/shipDoubles';

const ROOT = resolve(__dirname, '../../..');
const FIELDS = [
  'WaybillModelSource',
  'WaybillPackageFormat',
  'WaybillServing',
  'WaybillEnvironments',
  'WaybillRepositoryPicker',
  'WaybillVersion',
  'WaybillPreview',
  'OwnerPicker',
];

type Json = Record<string, any>;

/** Every object inside a value, itself too. */
function* objectsIn(value: unknown): Generator<Json> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield value as Json;
  for (const inner of Object.values(value)) yield* objectsIn(inner);
}

describe.each(TEMPLATES)('the template %s', name => {
  const template = readTemplate(name) as unknown as Json;
  const pages = template.spec.parameters as Json[];

  it('is an entity of the catalog, which the example portal has', () => {
    expect(template).toMatchObject({
      apiVersion: 'scaffolder.backstage.io/v1beta3',
      kind: 'Template',
      metadata: { name, title: expect.any(String) },
      spec: { owner: 'group:default/ml-team', type: expect.any(String) },
    });
    const config = parse(
      readFileSync(resolve(ROOT, 'app-config.yaml'), 'utf8'),
    );
    expect(
      config.catalog.locations.map((location: Json) => location.target),
    ).toContain(`../../examples/templates/${name}/template.yaml`);
  });

  it('uses actions, inputs and fields that there are', () => {
    const actions = portalActions(createDoubles().dependencies, []);
    for (const step of template.spec.steps as Json[]) {
      const action = actions.find(({ id }) => id === step.action);
      const known = Object.keys((action?.schema?.input as Json).properties);
      expect(known).toEqual(expect.arrayContaining(Object.keys(step.input)));
    }
    const used = [...objectsIn(pages)].flatMap(item => item['ui:field'] ?? []);
    expect(FIELDS).toEqual(expect.arrayContaining(used));
  });

  it('reads only parameters and outputs that there are', () => {
    const asked = new Set(
      [...objectsIn(pages)].flatMap(item => Object.keys(item.properties ?? {})),
    );
    const text = JSON.stringify([template.spec.steps, template.spec.output]);
    const read = [...text.matchAll(/parameters\.([A-Za-z]+)/g)].map(m => m[1]);
    // Those of an action's caller that no form asks for.
    const others = ['registry', 'repositoryPrefix'];
    expect([...asked, ...others]).toEqual(expect.arrayContaining(read));
    const steps = (template.spec.steps as Json[]).map(({ id }) => id);
    const named = [...text.matchAll(/steps\.([A-Za-z]+)\./g)].map(m => m[1]);
    expect(steps).toEqual(expect.arrayContaining(named));
  });

  it('has defaults that its own schema takes, and refuses nonsense', () => {
    for (const page of pages) {
      const check = new Ajv({ strict: false, validateSchema: false }).compile({
        type: 'object',
        ...page,
        required: undefined,
      });
      const defaults = Object.fromEntries(
        Object.entries(page.properties as Json).flatMap(([key, property]) =>
          property.default === undefined ? [] : [[key, property.default]],
        ),
      );
      check(defaults);
      // The branches that are closed have another word than the default.
      const wrong = (check.errors ?? []).filter(
        ({ keyword, schemaPath }) =>
          keyword === 'enum' && !schemaPath.includes('/dependencies/'),
      );
      expect(wrong).toEqual([]);
      const [first] = Object.keys(page.properties);
      expect(check({ [first]: 42 })).toBe(false);
    }
  });
});
