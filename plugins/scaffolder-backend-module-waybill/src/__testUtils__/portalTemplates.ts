import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  createTemplateAction,
  type TemplateAction,
} from '@backstage/plugin-scaffolder-node';
import { parse } from 'yaml';
import { createActions } from '../createActions';
import type { ActionDependencies } from '../dependencies';
import type { Template } from './runTemplate';

/** The templates of the example portal. */
export const TEMPLATES = [
  'ship-a-model',
  'new-model-version',
  'onboard-a-model',
  'set-up-an-environment',
  'policies-for-signed-models',
] as const;

export type TemplateName = (typeof TEMPLATES)[number];

export function readTemplate(name: TemplateName): Template {
  const file = `../../../../examples/templates/${name}/template.yaml`;
  return parse(readFileSync(resolve(__dirname, file), 'utf8'));
}

/** Waybill's actions, and Backstage's own that the templates use. @param registered - what is registered is added */
export function portalActions(
  dependencies: ActionDependencies,
  registered: string[],
): TemplateAction<any, any, any>[] {
  return [
    ...createActions(dependencies),
    createTemplateAction({
      id: 'catalog:register',
      schema: {
        input: { catalogInfoUrl: z => z.string() },
        output: { entityRef: z => z.string().optional() },
      },
      supportsDryRun: true,
      async handler(ctx) {
        if (ctx.isDryRun) return;
        registered.push(ctx.input.catalogInfoUrl);
        ctx.output('entityRef', 'resource:default/iris');
      },
    }),
  ];
}
