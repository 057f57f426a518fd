import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runHealthLua, type LuaHealth } from './__testUtils__/runHealthLua';
import { buildArgoHealthCustomization } from './argoHealthCustomization';

const entries = buildArgoHealthCustomization();

function healthOf(
  object: object,
  kind: 'InferenceService' | 'LLMInferenceService' = 'InferenceService',
): LuaHealth {
  const key = `resource.customizations.health.serving.kserve.io_${kind}`;
  return runHealthLua(entries[key], object);
}

function golden(name: string): { readonly status: Record<string, unknown> } {
  return JSON.parse(
    readFileSync(
      join(__dirname, '__fixtures__', `inference-service-${name}.json`),
      'utf8',
    ),
  );
}

const condition = (
  type: string,
  status: string,
  more: Readonly<Record<string, string>> = {},
) => ({ type, status, ...more });

const READY = [condition('Ready', 'True'), condition('PredictorReady', 'True')];

describe('buildArgoHealthCustomization', () => {
  it('is for both kinds of KServe, with text that YAML can hold', () => {
    expect(Object.keys(entries)).toEqual([
      'resource.customizations.health.serving.kserve.io_InferenceService',
      'resource.customizations.health.serving.kserve.io_LLMInferenceService',
    ]);
    // A tab, or a space at an end of a line, makes YAML fall back to a quoted text on one line.
    expect(Object.values(entries).join('')).not.toMatch(/\t| $/m);
  });

  describe('for an InferenceService of a real cluster', () => {
    it.each([
      ['unreported', 'Progressing', 'KServe has not said whether it is ready'],
      [
        'starting',
        'Progressing',
        'IngressReady: Predictor ingress not created',
      ],
      ['ready', 'Healthy', 'Ready'],
      ['canary', 'Healthy', 'Ready'],
      [
        'stopped',
        'Suspended',
        'Stopped by its annotation serving.kserve.io/stop',
      ],
      [
        'no-runtime',
        'Degraded',
        'The model cannot be loaded: NoSupportingRuntime: No runtime found to support specified framework/version',
      ],
    ])('that is %s says %s', (name, status, message) => {
      expect(healthOf(golden(name))).toEqual({ status, message });
    });
  });

  describe('for a status', () => {
    it.each<[string, object | undefined, string]>([
      ['that is missing', undefined, 'Progressing'],
      ['that is empty', {}, 'Progressing'],
      [
        'without modelStatus, as of a container of one’s own',
        { conditions: READY },
        'Healthy',
      ],
      [
        'with an empty transition',
        { conditions: READY, modelStatus: { transitionStatus: '' } },
        'Healthy',
      ],
      [
        'with advisory conditions that are False',
        {
          conditions: [
            ...READY,
            condition('CanaryPredictorReady', 'False', {
              severity: 'Info',
              // Of the canary, not of what serves.
              reason: 'ProgressDeadlineExceeded',
            }),
            condition('OciImageVolumeCompatible', 'False', {
              severity: 'Warning',
            }),
          ],
        },
        'Healthy',
      ],
      [
        'while the next model is loaded',
        { conditions: READY, modelStatus: { transitionStatus: 'InProgress' } },
        'Progressing',
      ],
      [
        'of a model that serves while the next one cannot be loaded',
        {
          conditions: READY,
          modelStatus: { transitionStatus: 'BlockedByFailedLoad' },
        },
        'Degraded',
      ],
      [
        'with a target that failed to load',
        {
          conditions: READY,
          modelStatus: {
            transitionStatus: 'InProgress',
            states: { targetModelState: 'FailedToLoad' },
          },
        },
        'Degraded',
      ],
      [
        'whose Deployment got nowhere in time',
        {
          conditions: [
            condition('Ready', 'False'),
            condition('PredictorReady', 'False', {
              reason: 'ProgressDeadlineExceeded',
            }),
          ],
        },
        'Degraded',
      ],
      [
        'without Ready',
        { conditions: [condition('PredictorReady', 'True')] },
        'Progressing',
      ],
      [
        'whose Ready is Unknown',
        { conditions: [condition('Ready', 'Unknown')] },
        'Progressing',
      ],
      ['with conditions without words', { conditions: [{}] }, 'Progressing'],
    ])('%s', (_, status, expected) => {
      expect(healthOf({ status }).status).toBe(expected);
    });
  });

  describe('for an LLMInferenceService', () => {
    it('is Healthy when it is ready', () => {
      const status = {
        conditions: [
          condition('Ready', 'True'),
          condition('PresetsCombined', 'True'),
        ],
      };
      expect(healthOf({ status }, 'LLMInferenceService').status).toBe(
        'Healthy',
      );
    });

    it('is Degraded when a preset is missing, whatever Ready said before', () => {
      const status = {
        conditions: [
          condition('Ready', 'True'),
          condition('PresetsCombined', 'False', {
            reason: 'ConfigNotFound',
            message: 'no config llama',
          }),
        ],
      };
      expect(healthOf({ status }, 'LLMInferenceService')).toEqual({
        status: 'Degraded',
        message: 'PresetsCombined: ConfigNotFound: no config llama',
      });
    });
  });
});
