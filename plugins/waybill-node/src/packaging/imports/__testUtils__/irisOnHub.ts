import { randomBytes } from 'node:crypto';
import {
  openHuggingFace,
  type OpenHubOptions,
} from '../huggingFace/openHuggingFace';
import {
  retryAtOnce,
  type HubModelScript,
  type ScriptedHub,
} from './ScriptedHub';

export const COMMIT = 'c'.repeat(40);
export const weights = randomBytes(300_000);
/** A model of several kinds of files, as `acme/iris`. */
export const iris: HubModelScript = {
  commit: COMMIT,
  files: {
    'README.md': { bytes: Buffer.from('# Iris') },
    '.gitattributes': { bytes: Buffer.from('*.bin filter=lfs') },
    'model.safetensors': { bytes: weights, isLfs: true },
    'pytorch_model.bin': { bytes: randomBytes(90), isLfs: true },
    'onnx/model #1.onnx': { bytes: randomBytes(50), isLfs: true },
    'config.json': { bytes: Buffer.from('{}') },
  },
};

/** What the hub's model is, read without a file. */
export const openModel = (
  hub: ScriptedHub,
  options: Partial<OpenHubOptions> & {
    model?: string;
    revision?: string;
  } = {},
) => {
  const { model = 'acme/iris', revision = 'main', ...rest } = options;
  return openHuggingFace(
    { kind: 'huggingface', model, revision },
    { settings: hub.settings(), retryPolicy: retryAtOnce, ...rest },
  );
};
export const fileOf = async (hub: ScriptedHub, path = 'model.safetensors') => {
  const { tree } = await openModel(hub);
  const file = tree.files.find(its => its.path === path);
  if (!file) throw new Error(`no ${path}`);
  return file;
};
