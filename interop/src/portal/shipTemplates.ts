import { promises as fs } from 'node:fs';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { repositoryFile } from './repositoryRoot';

/** The portal's own template, which a person uses. */
export const SHIP_A_MODEL = 'ship-a-model';
/** Its steps without those that a model needs once: what a pipeline runs for a version after the first. */
export const SHIP_A_VERSION = 'ship-a-version';
/** All its steps, for a format that its form does not offer. */
export const SHIP_ANYTHING = 'ship-anything';

interface TemplateStep {
  readonly id: string;
  readonly input?: Readonly<Record<string, unknown>>;
}

interface Template {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly steps: readonly TemplateStep[];
    readonly parameters: readonly {
      readonly properties: Readonly<Record<string, Record<string, unknown>>>;
    }[];
    readonly output?: unknown;
  };
}

const ONCE = ['check', 'publish', 'enroll', 'register'];

export function templateFile(): string {
  return repositoryFile('examples', 'templates', SHIP_A_MODEL, 'template.yaml');
}

/** Writes the two templates that are made from the portal's own one, and gives their files. */
export async function writeTemplates(folder: string): Promise<string[]> {
  const template = parse(await fs.readFile(templateFile(), 'utf8')) as Template;
  await fs.mkdir(folder, { recursive: true });
  const files = [];
  for (const made of [forVersions(template), forAnything(template)]) {
    const file = path.join(folder, `${made.metadata.name}.yaml`);
    await fs.writeFile(file, stringify(made));
    files.push(file);
  }
  return files;
}

function forVersions(template: Template): Template {
  const steps = template.spec.steps.filter(step => !ONCE.includes(step.id));
  return {
    ...template,
    metadata: { ...template.metadata, name: SHIP_A_VERSION },
    spec: { ...template.spec, steps, output: undefined },
  };
}

function forAnything(template: Template): Template {
  return {
    ...template,
    metadata: { ...template.metadata, name: SHIP_ANYTHING },
    spec: {
      ...template.spec,
      parameters: template.spec.parameters.map(page => ({
        ...page,
        properties: Object.fromEntries(
          Object.entries(page.properties).map(([name, property]) => [
            name,
            name === 'modelFormat' ? { type: 'string' } : property,
          ]),
        ),
      })),
    },
  };
}
