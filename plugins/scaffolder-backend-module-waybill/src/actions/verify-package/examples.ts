import type { TemplateExample } from '@backstage/plugin-scaffolder-node';

export const examples: TemplateExample[] = [
  {
    description: 'Go on only if a trust policy accepts the signature',
    example: `steps:
  - id: verify
    name: Verify the package
    action: waybill:package:verify
    input:
      repository: registry.example.com/models/iris
      digest: sha256:4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945
`,
  },
  {
    description: 'Go on only if its provenance is attested as well',
    example: `steps:
  - id: verify
    name: Verify the package
    action: waybill:package:verify
    input:
      repository: registry.example.com/models/iris
      digest: sha256:4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945
      attestations:
        - https://slsa.dev/provenance/v1
`,
  },
];
