import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NODE_VERSION, isSupportedNode } from './versions.mjs';

const CASES = {
  'v18.20.8': false,
  'v20.20.2': false,
  'v22.22.1': false,
  'v22.22.2': true,
  'v22.23.3': true,
  'v23.11.0': false,
  'v24.14.0': false,
  'v24.18.0': true,
  'v24.21.0': false,
  'v26.10.0': false,
};

for (const [version, expected] of Object.entries(CASES)) {
  test(`isSupportedNode ${expected ? 'accepts' : 'refuses'} ${version}`, () => {
    assert.equal(isSupportedNode(version), expected);
  });
}

test('the Node that the bootstrap brings is one that it accepts', () => {
  assert.equal(isSupportedNode(NODE_VERSION), true);
});
