import type { TemplateExample } from '@backstage/plugin-scaffolder-node';

export const examples: TemplateExample[] = [
  {
    description: 'Package a folder as a modelcar for the configured registry',
    example: `steps:
  - id: build
    name: Package the model
    action: waybill:package:build
    input:
      path: model
      name: iris
      version: 1.0.0
      license: Apache-2.0
`,
  },
  {
    description: 'Name another registry, and mount the image as a volume',
    example: `steps:
  - id: build
    name: Package the model
    action: waybill:package:build
    input:
      path: model
      name: iris
      version: 1.1.0-rc.1
      registry: registry.example.com
      repositoryPrefix: research/models
      format: modelcar
      baseImage: none
      storage: oci+native
`,
  },
  {
    description: 'Package a folder as a ModelKit, with a Kitfile',
    example: `steps:
  - id: build
    name: Package the model
    action: waybill:package:build
    input:
      path: model
      name: iris
      version: 1.0.0
      format: modelkit
      kitfile: |
        manifestVersion: 1.0.0
        package:
          name: iris
        model:
          path: model.joblib
        docs:
          - path: README.md
`,
  },
  {
    description: 'Package a folder as a ModelPack; the Kitfile is drafted',
    example: `steps:
  - id: build
    name: Package the model
    action: waybill:package:build
    input:
      path: model
      name: iris
      version: 1.0.0
      format: modelpack
`,
  },
  {
    description: 'Package the files as they are',
    example: `steps:
  - id: build
    name: Package the model
    action: waybill:package:build
    input:
      path: model
      name: iris
      version: 1.0.0
      format: artifact
      artifactType: application/vnd.example.model.v1
`,
  },
];
