import type { EnvironmentProfile } from '../declaration';

/** How a model server is told to log. @internal */
export interface LogSettings {
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
}

type LogLevel = NonNullable<EnvironmentProfile['logLevel']>;

const upper = (level: LogLevel) => level.toUpperCase();

/** Servers that are told otherwise than KServe's own, which read `KSERVE_LOGLEVEL`. */
const SETTINGS: Readonly<Record<string, (level: LogLevel) => LogSettings>> = {
  'kserve-tritonserver': level => ({
    args: {
      debug: ['--log-verbose=1'],
      info: ['--log-info=true'],
      warning: ['--log-info=false'],
      error: ['--log-info=false', '--log-warning=false'],
    }[level],
  }),
  'kserve-vllmserver': level => ({
    env: { VLLM_LOGGING_LEVEL: upper(level) },
  }),
  'kserve-huggingfaceserver': level => ({
    env: { KSERVE_LOGLEVEL: upper(level), VLLM_LOGGING_LEVEL: upper(level) },
  }),
  'kserve-mlserver': level => ({
    env: { MLSERVER_DEBUG: String(level === 'debug') },
  }),
};

/**
 * What tells a runtime of KServe how much to log. A runtime that is not known is told in the words of KServe's own
 * servers, and generally.
 *
 * @internal
 */
export function runtimeLogSettings(
  level: LogLevel | undefined,
  runtime: string | undefined,
): LogSettings {
  if (!level) return {};
  if (runtime !== undefined && Object.hasOwn(SETTINGS, runtime)) {
    return SETTINGS[runtime](level);
  }
  return {
    env: {
      KSERVE_LOGLEVEL: upper(level),
      ...(!runtime?.startsWith('kserve-') && { LOG_LEVEL: level }),
    },
  };
}

/** For a server of one's own: there is no common word but this one. @internal */
export function containerLogSettings(level: LogLevel | undefined): LogSettings {
  return level ? { env: { LOG_LEVEL: level } } : {};
}

/** For vLLM in an LLMInferenceService. @internal */
export function llmLogSettings(level: LogLevel | undefined): LogSettings {
  return level ? { env: { VLLM_LOGGING_LEVEL: upper(level) } } : {};
}
