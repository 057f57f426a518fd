import type { TemplateExample } from '@backstage/plugin-scaffolder-node';

export const examples: TemplateExample[] = [
  {
    description: 'Say where a package comes from',
    example: `steps:
  - id: attestProvenance
    name: Attest the provenance
    action: waybill:package:attest
    input:
      repository: registry.example.com/models/iris
      digest: sha256:4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945
      type: provenance
      parameters:
        name: iris
        version: 1.0.0
      materials:
        - uri: git+https://git.example.com/ml/models
          digest: 0f9dcdf0f9dcdf0f9dcdf0f9dcdf0f9dcdf0f9dc
        - uri: registry.example.com/base/modelcar@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
`,
  },
  {
    description: 'Say what is in a package, as a CycloneDX bill of materials',
    example: `steps:
  - id: attestSbom
    name: Attest the bill of materials
    action: waybill:package:attest
    input:
      repository: registry.example.com/models/iris
      digest: sha256:4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945
      type: cyclonedx
      version: 1.0.0
`,
  },
];
