import type { OperationName } from './operations.ts'

/** What the API document leaves open, each with the behaviour this server takes when nobody says otherwise. */
export interface Switches {
  /** JSON keys the document does not name: 400 `extra_key_found`, or passed over. */
  readonly extraKeys: 'refused' | 'ignored'
  /** `racy`: a row younger than `raceMs` does not count yet when another is inserted. */
  readonly uniqueKeys: 'atomic' | 'racy' | 'absent'
  readonly raceMs: number
  readonly keyedFieldDelete: 'refused' | 'allowed'
  readonly lastFieldDelete: 'refused' | 'allowed'
  /** A new unique key that existing rows break. */
  readonly brokenUniqueKey: 'refused' | 'ignored'
  /** An edit of fields where one is wrong: nothing is done, or all but the wrong ones. */
  readonly fieldBatches: 'atomic' | 'partial'
  /** When an answer carries next_token. `full-page` gives one although nothing may follow. */
  readonly nextToken: 'when-more' | 'full-page' | 'never'
  /** Whether lists of records show added_time and modified_time: the document's list shows none. */
  readonly listedTimes: 'shown' | 'absent'
  /** The key of a listing's array; `document` is `data` for datastores and `list` for records. */
  readonly listKey: 'document' | 'data' | 'list' | 'records'
  /** Which rows the sync_token of a record listing means: the document says before, the pagination page since. */
  readonly syncToken: 'before' | 'since'
  /** Rows that a field added without a default finds: null, or the type's own default. */
  readonly addedField: 'null' | 'type-default'
  /** Masked and encrypted values in answers: as they are, five stars, crosses or dots, stars before the last sign, or not at all. */
  readonly secretValues: 'clear' | 'starred' | 'crossed' | 'dotted' | 'last-sign' | 'absent'
  /** Texts of datastores, fields and rows as they came, without blanks around them, or composed and with one kind of line break too. */
  readonly texts: 'verbatim' | 'trimmed' | 'normalised'
  /** Fields, by `datastore.field`, that are shown with a type of these words, such as one that the document does not know. */
  readonly shownTypes: Readonly<Record<string, string>>
  /** Whether a datastore without unique keys shows an empty list of them, or none. */
  readonly noKeys: 'empty' | 'absent'
  /** A POST or PATCH that does not say that its body is JSON. */
  readonly contentType: 'json' | 'any'
  readonly decimals: 'accepted' | 'refused'
  /** `007` is read back as `7`, or as it came. */
  readonly numbers: 'canonical' | 'verbatim'
  /** How criteria compare texts with `=` and `in`: as they are, or without case, or without blanks at their end. */
  readonly sameTexts: 'exact' | 'caseless' | 'padded'
  /** Whether a value that is not there is unequal to others, or unknown, so that no comparison selects it. */
  readonly missingValues: 'unequal' | 'unknown'
  /** Whether an update must leave no mandatory value out. */
  readonly mandatoryOnUpdate: 'kept' | 'resent'
  /** A bulk delete with neither ids nor criteria. */
  readonly emptySelector: 'refused' | 'everything'
  /** How an operation without content answers. */
  readonly noContent: '204' | '200-empty' | '200-code'
  /** The caps per field type of the platform page: text 5, number 5, boolean 5, encrypted 3, large 1. */
  readonly typeCaps: 'enforced' | 'absent'
  /** Whether users may touch datastores that another user created. */
  readonly ownership: 'open' | 'creator-only'
  readonly reservedNames: readonly string[]
  readonly maxDatastores: number
  readonly maxRecordsPage: number
  /** The order of a listing that is asked for none: by id, or what was changed last first, so that an edit moves a row up. */
  readonly listOrder: 'oldest-first' | 'newest-first'
  /** What a next_token stands for: the item after which a page begins, or its place, over which rows slide when others go. */
  readonly pageTokens: 'item' | 'place'
  /** Reads show the org as it was this long ago. */
  readonly readLagMs: number
}

/** The switches as they stand when an option says nothing. */
export const DEFAULT_SWITCHES: Switches = {
  extraKeys: 'refused',
  uniqueKeys: 'atomic',
  raceMs: 1_000,
  keyedFieldDelete: 'refused',
  lastFieldDelete: 'refused',
  brokenUniqueKey: 'refused',
  fieldBatches: 'atomic',
  nextToken: 'when-more',
  listedTimes: 'shown',
  listKey: 'document',
  syncToken: 'before',
  addedField: 'null',
  secretValues: 'clear',
  texts: 'verbatim',
  shownTypes: {},
  noKeys: 'empty',
  contentType: 'json',
  decimals: 'accepted',
  numbers: 'canonical',
  sameTexts: 'exact',
  missingValues: 'unequal',
  mandatoryOnUpdate: 'kept',
  emptySelector: 'refused',
  noContent: '204',
  typeCaps: 'enforced',
  ownership: 'open',
  reservedNames: ['id', 'added_time', 'modified_time'],
  maxDatastores: 10_000,
  maxRecordsPage: 100,
  listOrder: 'oldest-first',
  pageTokens: 'item',
  readLagMs: 0,
}

/** How calls are counted and how one too many is answered. */
export interface LimitOptions {
  /** `sliding`: the calls of the last window; `fixed`: windows that start with a call; `token`: a bucket that refills evenly. */
  readonly window?: 'sliding' | 'fixed' | 'token'
  /** Default 60,000 ms. */
  readonly windowMs?: number
  /** Instead of the documented 5 and 10 minutes. */
  readonly lockOutMs?: number
  /** Whether operations of one figure share their count. */
  readonly scope?: 'operation' | 'class'
  readonly limits?: Partial<Readonly<Record<OperationName, number>>>
  /** A call inside a lock-out starts it anew. */
  readonly progressive?: boolean
  /**
   * The answer's form; `400-rolling` is the one of Zoho's shared filter with its "Try again after N minutes", the others
   * are such as were seen of its kin: a lock in words under 403, a threshold under 400, and pages of gateways.
   */
  readonly answer?:
    | '429'
    | '429-nested'
    | '400'
    | '400-rolling'
    | '400-threshold'
    | '403-locked'
    | '503-page'
    | '200-page'
  readonly retryAfter?: 'seconds' | 'date' | 'absent'
}

/** One scripted misfortune. It strikes the nth matching call from now on, and as many after it as `times` says. */
export interface Fault {
  /** Absent: any operation. */
  readonly operation?: OperationName
  /** 1, the default, is the next matching call. */
  readonly nth?: number
  /** Default 1. */
  readonly times?: number
  /**
   * `drop-…` cuts the connection without an answer, `500-…` answers so, before or after the effect; `truncate` sends half a
   * body; `html` sends a gateway's page; `late-commit` cuts the connection and takes effect `delayMs` later; `refuse` answers
   * with `status` and `code` and does nothing; `delay` answers `delayMs` late. `misread` answers a listing wrongly, as
   * `reading` says, and looks like any other answer.
   */
  readonly kind:
    | 'drop-before'
    | 'drop-after'
    | '500-before'
    | '500-after'
    | 'truncate'
    | 'html'
    | 'late-commit'
    | 'refuse'
    | 'delay'
    | 'misread'
  /** For `truncate` (default true) and `html` (default false): whether the call takes effect. */
  readonly effect?: boolean
  readonly delayMs?: number
  readonly status?: number
  readonly code?: string
  readonly reading?: Misreading
}

/**
 * How a listing is wrong: `cut` ends in the middle of the page as if that were all, `empty` shows nothing, `bare` lacks the
 * last column of each item, `doubled` shows each item twice, `reversed` shows the page from its end.
 */
export type Misreading = 'cut' | 'empty' | 'bare' | 'doubled' | 'reversed'

/** One call as the server saw it. Neither queries nor headers are kept, so no secret can be. */
export interface LoggedRequest {
  readonly method: string
  readonly path: string
  /** Absent for a path or method that the document does not know, and for the accounts server. */
  readonly operation?: OperationName
  /** 0 when the connection was cut without an answer. */
  readonly status: number
  /** Whether the call changed the org. */
  readonly effect: boolean
}

/** One call and its answer in full, for tests of the contract. Tokens and extension keys are replaced by `[redacted]`. */
export interface Exchange {
  readonly operation: OperationName
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
  /** Parsed where it is JSON, else the text; undefined when there was none. */
  readonly body: unknown
  readonly status: number
  readonly answer: unknown
}

/** A call without a socket. Header names are in lower case. */
export interface EmulatorRequest {
  readonly method: string
  /** Path and query, such as `/api/v3/datastores?limit=100`. */
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** An answer without a socket. */
export interface EmulatorResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** An OAuth client that the accounts server knows. Without any, every non-empty client, code and refresh token is good. */
export interface ClientOption {
  readonly clientId: string
  readonly clientSecret: string
  readonly refreshTokens?: readonly string[]
  /** Grant codes, each good once. */
  readonly codes?: readonly string[]
  /** Scopes of the tokens it mints; default all. */
  readonly scope?: string
  readonly user?: string
}

export interface EmulatorOptions {
  /** SQLite file; absent: in memory. */
  readonly data?: string
  /** 0, the default, takes any free port. */
  readonly port?: number
  readonly host?: string
  readonly accessTokens?: 'any' | readonly string[]
  /** Default false. */
  readonly limits?: boolean | LimitOptions
  readonly switches?: Partial<Switches>
  readonly clients?: readonly ClientOption[]
  readonly latencyMs?: number
  /** Unix time in ms. */
  readonly now?: () => number
  /** From 0 to below 1, like Math.random. */
  readonly random?: () => number
  readonly onExchange?: (exchange: Exchange) => void
}
