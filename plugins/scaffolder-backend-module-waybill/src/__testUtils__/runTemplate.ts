import type { TemplateAction } from '@backstage/plugin-scaffolder-node';
import type { JsonObject } from '@backstage/types';
import { runAction } from './runAction';

export interface Template {
  readonly spec: {
    readonly parameters: readonly { readonly properties: JsonObject }[];
    readonly steps: readonly {
      readonly id: string;
      readonly action: string;
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

/** `${{ a.b.c }}` alone keeps the type of its value and leaves out what is not there, as the scaffolder does. */
export function render(value: unknown, scope: JsonObject): unknown {
  if (Array.isArray(value)) return value.map(item => render(item, scope));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .map(([key, item]) => [key, render(item, scope)])
        .filter(([, item]) => item !== undefined),
    );
  }
  if (typeof value !== 'string') return value;
  const whole = /^\$\{\{ ([\w.]+) \}\}$/.exec(value)?.[1];
  return whole
    ? lookUp(whole, scope)
    : value.replace(/\$\{\{ ([\w.]+) \}\}/g, (_, path) =>
        String(lookUp(path, scope)),
      );
}

function lookUp(path: string, scope: JsonObject): unknown {
  return path
    .split('.')
    .reduce<any>((value, key) => value?.[key], scope as unknown);
}
