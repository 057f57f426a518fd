/**
 * What the generated files name of others, each at one place. Actions are named by their commit and images by the digest of
 * their index; the version beside it is for people and for Renovate, which keeps both current.
 */

export const IMAGES = {
  python:
    'docker.io/library/python:3.11.14-slim-bookworm@sha256:65a93d69fa75478d554f4ad27c85c1e69fa184956261b4301ebaf6dbb0a3543d',
  go: 'docker.io/library/golang:1.26.0-bookworm@sha256:2a0ba12e116687098780d3ce700f9ce3cb340783779646aafbabed748fa6677c',
  node: 'docker.io/library/node:22.14.0-bookworm@sha256:e5ddf893cc6aeab0e5126e4edae35aa43893e2836d1d246140167ccc2616f5d7',
  vllm: 'docker.io/vllm/vllm-openai:v0.11.0@sha256:014a95f21c9edf6abe0aea6b07353f96baa4ec291c427bb1176dc7c93a85845c',
} as const;

/** Built by Go in the Dockerfile, checked against Go's checksum database. */
export const KIT_VERSION = 'v1.15.0';
export const COSIGN_VERSION = 'v3.1.2';
export const PYTHON_VERSION = '3.11';
export const GO_VERSION = '1.26.0';
export const NODE_VERSION = '22.14.0';

interface Action {
  readonly commit: string;
  readonly version: string;
}

export const ACTIONS = {
  'actions/checkout': {
    commit: '11bd71901bbe5b1630ceea73d27597364c9af683',
    version: 'v4.2.2',
  },
  'actions/setup-python': {
    commit: 'a26af69be951a213d495a4c3e4e4022e16d87065',
    version: 'v5.6.0',
  },
  'actions/setup-go': {
    commit: 'd35c59abb061a4a6fb18e82ac0862c26744d6ab5',
    version: 'v5.5.0',
  },
  'actions/setup-node': {
    commit: '49933ea5288caeca8642d1e84afbd3f7d6820020',
    version: 'v4.4.0',
  },
  'actions/upload-artifact': {
    commit: 'ea165f8d65b6e75b540449e92b4886f43607fa02',
    version: 'v4.6.2',
  },
  'actions/download-artifact': {
    commit: 'd3f86a106a0bac45b974a628896c90dbdf5c8093',
    version: 'v4.3.0',
  },
  'sigstore/cosign-installer': {
    commit: 'faadad0cce49287aee09b3a48701e75088a2c6ad',
    version: 'v4.0.0',
  },
} as const satisfies Readonly<Record<string, Action>>;

export type ActionName = keyof typeof ACTIONS;

/** `uses:` of an action. */
export function useAction(name: ActionName): string {
  return `${name}@${ACTIONS[name].commit}`;
}
