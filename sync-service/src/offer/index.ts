export * from './offer.ts';
export * from './rule.ts';
export * from './rule-schema.ts';
export * from './file-schema.ts';
export * from './audience-file.ts';
export type { CriterionInFile, CriterionKey, CriterionValue } from './criteria-file.ts';
export { explainIssues, shown, type Reference } from './file-fields.ts';
export * from './ids.ts';
export * from './fields.ts';
