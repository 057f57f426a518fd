export * from './ServingSpec';
export * from './EnvironmentProfile';
export * from './ModelDeclaration';
export * from './DeliverySpec';
export * from './DeclarationProblem';
export * from './ServingInput';
