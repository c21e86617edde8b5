export { defineConfig, env } from './config.ts'
export type { Config, Credentials, DataCenter, EnvironmentConfig, RateLimits } from './config.ts'
export { defineDatastore, defineSeed } from './definition.ts'
export type { DatastoreDefinition, FieldDefinition, RecordOf, RowValue, SeedDefinition } from './definition.ts'
export {
  checkProject as validate,
  fetchDrift as drift,
  fetchPlan as plan,
  performLibraryApply as apply,
  performLibraryPull as pull,
  performLibrarySeed as seed,
  renderResult as render,
  startLocalCliq as startEmulator,
} from './world/library.ts'
export type {
  LocalCliq,
  PlanningOptions,
  ProjectOptions,
  ReportFormat,
  Stopped,
  WritingOptions,
} from './world/library.ts'
export type {
  ChangeJson,
  DatastoreJson,
  FieldJson,
  PlanJson,
  ProblemJson,
  RiskJson,
  StepJson,
} from './core/results/json.ts'
export type {
  AppliedJson,
  DriftJson,
  EventJson,
  PulledJson,
  SeededJson,
  ValidatedJson,
} from './core/results/runJson.ts'
export { Failure } from './core/model/failure.ts'
