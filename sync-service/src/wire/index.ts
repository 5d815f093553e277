/** What the module's resources send and take (docs/PROTOCOL.md), for whoever reads them: the service over HTTP, the page in the browser. */
export * as answers from './answers.ts';
export { iso, notAsAgreed, read } from './answers.ts';
export { ModuleCalls, type Caller, type Sample, type ToPage } from './module-calls.ts';
export * from './offers.ts';
export { pagesOf, type TablePage } from './paging.ts';
export { PROTOCOL, protocolError } from './protocol.ts';
export { refusedError, wireError, type WireError } from './refusals.ts';
export type { TellUnreadable } from './rows.ts';
export * as tables from './tables.ts';
export * as page from './page.ts';
export { RIGHTS, type Right } from './page.ts';
export type {
  ActivityEntry,
  Choices,
  Connection,
  CustomerDetail,
  CustomerRow,
  OfferFigures,
  Overview,
  Review,
} from './page.ts';
