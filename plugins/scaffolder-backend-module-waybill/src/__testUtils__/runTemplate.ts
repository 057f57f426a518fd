import type { TemplateAction } from '@backstage/plugin-scaffolder-node';
import type { JsonObject } from '@backstage/types';
import { createTemplateRenderer } from 'nunjitsu';
import { runAction } from './runAction';

export interface Template {
  readonly spec: {
    readonly parameters: readonly { readonly properties: JsonObject }[];
    readonly steps: readonly {
      readonly id: string;
      readonly action: string;
      readonly if?: string;
      readonly input: JsonObject;
    }[];
    readonly output: JsonObject;
  };
}

export interface TemplateRun {
  readonly outputs: Record<string, JsonObject>;
  readonly log: string[];
  readonly completed: string[];
}

/** Runs the steps of a template in order; `before` may do harm to the world between two of them. */
export async function runTemplate(
  template: Template,
  options: {
    readonly actions: readonly TemplateAction<any, any, any>[];
    readonly parameters: JsonObject;
    readonly workspacePath: string;
    readonly isDryRun?: boolean;
    readonly signal?: AbortSignal;
    readonly before?: (stepId: string) => Promise<void> | void;
    readonly run?: TemplateRun;
  },
): Promise<TemplateRun> {
  const run = options.run ?? { outputs: {}, log: [], completed: [] };
  for (const step of template.spec.steps) {
    if (run.completed.includes(step.id)) continue;
    await options.before?.(step.id);
    const action = options.actions.find(({ id }) => id === step.action);
    if (!action) throw new Error(`There is no action ${step.action}`);
    const scope = {
      parameters: options.parameters,
      steps: Object.fromEntries(
        Object.entries(run.outputs).map(([id, output]) => [id, { output }]),
      ),
    };
    if (step.if !== undefined && !render(step.if, scope)) continue;
    const { output, log } = await runAction(
      action,
      render(step.input, scope) as JsonObject,
      options,
    );
    run.outputs[step.id] = output;
    run.log.push(...log);
    run.completed.push(step.id);
  }
  return run;
}

const renderer = createTemplateRenderer();

/** As the scaffolder does: an expression alone keeps the type of its value, and what is not there is left out. */
export function render(value: unknown, scope: JsonObject): unknown {
  if (Array.isArray(value)) return value.map(item => render(item, scope));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .map(([key, item]) => [key, render(item, scope)])
        .filter(([, item]) => item !== undefined),
    );
  }
  return typeof value === 'string'
    ? renderer.renderValue(value, scope as never)
    : value;
}
