import type { TemplateExample } from '@backstage/plugin-scaffolder-node';

export const examples: TemplateExample[] = [
  {
    description: 'Import a model of Hugging Face as a modelcar',
    example: `steps:
  - id: import
    name: Import the model
    action: waybill:model:import
    input:
      source: hf://acme/iris@main
      name: iris
      version: 1.0.0
      ignore: ['*.bin']
      acceptedLicenses: [apache-2.0, mit]
`,
  },
  {
    description: 'Import a file of a web server as it is',
    example: `steps:
  - id: import
    name: Import the model
    action: waybill:model:import
    input:
      source: https://files.example.com/iris/model.onnx
      name: iris
      version: 1.0.0
      format: artifact
`,
  },
  {
    description: 'Import a folder of a Git repository as a ModelKit',
    example: `steps:
  - id: import
    name: Import the model
    action: waybill:model:import
    input:
      source: git+https://git.example.com/ml/models/src/branch/main/iris
      name: iris
      version: 1.0.0
      format: modelkit
      storage: kit
`,
  },
];
