/**
 * The bodies of DLedger's requests and answers, as 0.3.1.2 writes them: JSON by fastjson, which sorts members by name, leaves out
 * those that are null, and writes bytes in base64. A header says no more than the request's code.
 *
 * Fields stand in the order of the wire: {@link encodeBody} writes them so.
 *
 * DLedger `io.openmessaging.storage.dledger.protocol`.
 *
 * @module
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { DLedgerRequestCode } from "../remoting/codes.ts"
import { RequestError } from "../remoting/errors.ts"
import { parseFastJsonBody, writeFastJsonBody } from "../remoting/fastjson.ts"
import { EntryJson } from "./entry.ts"

const { Int, optionalKey } = Schema
const Text = Schema.String
const Entries = Schema.Array(EntryJson)

/** `RequestOrResponse`. A node answers with less of it than it was asked with. */
const code = { code: Int }
const group = { group: optionalKey(Text) }
const leaderId = { leaderId: optionalKey(Text) }
const localId = { localId: optionalKey(Text) }
const remoteId = { remoteId: optionalKey(Text) }
const term = { term: Int }

export const VoteRequest = Schema.Struct({ ...code, group: Text, leaderId: Text, ledgerEndIndex: Int, ledgerEndTerm: Int, localId: Text, remoteId: Text, ...term })
export const VoteResponse = Schema.Struct({ ...code, ...group, ...leaderId, ...localId, ...remoteId, ...term, voteResult: Text })
export const HeartBeatRequest = Schema.Struct({ ...code, group: Text, leaderId: Text, localId: Text, remoteId: Text, ...term })
export const HeartBeatResponse = Schema.Struct({ ...code, ...group, ...leaderId, ...localId, ...remoteId, ...term })

export const PushType = Schema.Literals(["APPEND", "COMMIT", "COMPARE", "TRUNCATE"])
export type PushType = typeof PushType.Type

export const PushEntryRequest = Schema.Struct({
  /** The entries are in `batchEntry`; else the one is in `entry`. */
  batch: Schema.Boolean,
  batchEntry: Entries,
  ...code,
  commitIndex: Int,
  count: Int,
  entry: optionalKey(EntryJson),
  firstEntryIndex: Int,
  group: Text,
  lastEntryIndex: Int,
  leaderId: Text,
  localId: Text,
  remoteId: Text,
  ...term,
  /** Bytes of `batchEntry`. */
  totalSize: Int,
  type: PushType
})
export type PushEntryRequest = typeof PushEntryRequest.Type

export const PushEntryResponse = Schema.Struct({
  /** The answerer's first and last entry; −1: it has none. */
  beginIndex: Int,
  ...code,
  count: Int,
  endIndex: Int,
  ...group,
  /** The request's first entry; COMMIT has none. */
  index: optionalKey(Int),
  ...leaderId,
  ...localId,
  ...remoteId,
  ...term
})
export type PushEntryResponse = typeof PushEntryResponse.Type

export const MetadataRequest = Schema.Struct({ ...code, ...group, ...leaderId, ...localId, ...remoteId, ...term })
export const MetadataResponse = Schema.Struct({ ...code, ...group, ...leaderId, ...localId, peers: optionalKey(Schema.Record(Text, Text)), ...remoteId, ...term })

export const AppendEntryRequest = Schema.Struct({ body: optionalKey(Text), ...code, ...group, ...leaderId, ...localId, ...remoteId, ...term })
export const AppendEntryResponse = Schema.Struct({ ...code, ...group, index: Int, ...leaderId, ...localId, pos: Int, ...remoteId, ...term })

export const GetEntriesRequest = Schema.Struct({ beginIndex: optionalKey(Int), ...code, ...group, indexList: optionalKey(Schema.Array(Int)), ...leaderId, ...localId, maxSize: Int, ...remoteId, ...term })
export const GetEntriesResponse = Schema.Struct({ ...code, entries: Entries, ...group, ...leaderId, ...localId, ...remoteId, ...term })

export const PullEntriesRequest = Schema.Struct({ beginIndex: optionalKey(Int), ...code, ...group, ...leaderId, ...localId, nodeId: optionalKey(Text), ...remoteId, ...term })
export const PullEntriesResponse = Schema.Struct({ ...code, entries: Entries, ...group, ...leaderId, ...localId, ...remoteId, ...term })

export const LeadershipTransferRequest = Schema.Struct({
  ...code,
  ...group,
  ...leaderId,
  ...localId,
  ...remoteId,
  takeLeadershipLedgerIndex: Int,
  ...term,
  transferId: optionalKey(Text),
  transfereeId: optionalKey(Text)
})
export const LeadershipTransferResponse = Schema.Struct({ ...code, ...group, ...leaderId, ...localId, ...remoteId, ...term })

/** By request code: what is asked, and what is answered. */
export const bodies = {
  [DLedgerRequestCode.METADATA]: { name: "METADATA", request: MetadataRequest, response: MetadataResponse },
  [DLedgerRequestCode.APPEND]: { name: "APPEND", request: AppendEntryRequest, response: AppendEntryResponse },
  [DLedgerRequestCode.GET]: { name: "GET", request: GetEntriesRequest, response: GetEntriesResponse },
  [DLedgerRequestCode.VOTE]: { name: "VOTE", request: VoteRequest, response: VoteResponse },
  [DLedgerRequestCode.HEART_BEAT]: { name: "HEART_BEAT", request: HeartBeatRequest, response: HeartBeatResponse },
  [DLedgerRequestCode.PULL]: { name: "PULL", request: PullEntriesRequest, response: PullEntriesResponse },
  [DLedgerRequestCode.PUSH]: { name: "PUSH", request: PushEntryRequest, response: PushEntryResponse },
  [DLedgerRequestCode.LEADERSHIP_TRANSFER]: { name: "LEADERSHIP_TRANSFER", request: LeadershipTransferRequest, response: LeadershipTransferResponse }
} as const

export type DLedgerCode = keyof typeof bodies
export type RequestBody<Code extends DLedgerCode> = (typeof bodies)[Code]["request"]["Type"]
export type ResponseBody<Code extends DLedgerCode> = (typeof bodies)[Code]["response"]["Type"]

/** `DLedgerResponseCode`. */
export const DLedgerResponseCode = {
  UNKNOWN: -1,
  SUCCESS: 200,
  TIMEOUT: 300,
  METADATA_ERROR: 301,
  NETWORK_ERROR: 302,
  UNSUPPORTED: 303,
  UNKNOWN_GROUP: 400,
  UNKNOWN_MEMBER: 401,
  UNEXPECTED_MEMBER: 402,
  EXPIRED_TERM: 403,
  NOT_LEADER: 404,
  NOT_FOLLOWER: 405,
  INCONSISTENT_STATE: 406,
  INCONSISTENT_TERM: 407,
  INCONSISTENT_INDEX: 408,
  INCONSISTENT_LEADER: 409,
  INDEX_OUT_OF_RANGE: 410,
  UNEXPECTED_ARGUMENT: 411,
  REPEATED_REQUEST: 412,
  REPEATED_PUSH: 413,
  DISK_ERROR: 414,
  DISK_FULL: 415,
  TERM_NOT_READY: 416,
  FALL_BEHIND_TOO_MUCH: 417,
  TAKE_LEADERSHIP_FAILED: 418,
  INDEX_LESS_THAN_LOCAL_BEGIN: 419,
  REQUEST_WITH_EMPTY_BODYS: 420,
  PUSH_REQUEST_IS_FULL: 421,
  INTERNAL_ERROR: 500,
  TERM_CHANGED: 501,
  WAIT_QUORUM_ACK_TIMEOUT: 502,
  LEADER_PENDING_FULL: 503,
  ILLEGAL_MEMBER_STATE: 504,
  LEADER_NOT_READY: 505,
  LEADER_TRANSFERRING: 506
} as const

const names = new Map<number, string>(Object.entries(DLedgerResponseCode).map(([name, number]) => [number, name]))

/** `INCONSISTENT_STATE` of 406; a number that DLedger does not have as it is. */
export const responseCodeName = (code: number): string => names.get(code) ?? String(code)

export const isDLedgerCode = (code: number): code is DLedgerCode => code in bodies

type Struct = Schema.Struct<Schema.Struct.Fields>

const forms = new Map<Struct, { readonly is: (value: unknown) => boolean; readonly problem: (value: unknown) => string; readonly names: readonly string[] }>()
const formOf = (schema: Struct) => {
  let form = forms.get(schema)
  if (form === undefined) {
    const decode = Schema.decodeUnknownResult(schema as unknown as Schema.Codec<unknown, unknown>)
    form = {
      is: Schema.is(schema),
      problem: (value) => {
        const result = decode(value)
        return Result.isFailure(result) ? result.failure.message.replace(/\s+/g, " ") : "it is not as DLedger writes it"
      },
      names: Object.keys(schema.fields)
    }
    forms.set(schema, form)
  }
  return form
}

const read = <A>(schema: Schema.Codec<A, unknown> | Struct, what: string, body: Buffer | undefined): A => {
  if (body === undefined) throw new RequestError("body", `${what} without a body: DLedger sends JSON`)
  let value: unknown
  try {
    value = parseFastJsonBody(body)
  } catch (error) {
    throw new RequestError("body", `${what}: ${(error as Error).message}`)
  }
  const form = formOf(schema as Struct)
  if (!form.is(value)) throw new RequestError("body", `${what}: ${form.problem(value)}`)
  return value as A
}

/** Throws a `RequestError` that names the field. */
export const decodeRequest = <Code extends DLedgerCode>(code: Code, body: Buffer | undefined): RequestBody<Code> =>
  read<RequestBody<Code>>(bodies[code].request as Struct, bodies[code].name, body)

/** What answers a request of this code. Throws a `RequestError` that names the field. */
export const decodeResponse = <Code extends DLedgerCode>(code: Code, body: Buffer | undefined): ResponseBody<Code> =>
  read<ResponseBody<Code>>(bodies[code].response as Struct, `the answer to ${bodies[code].name}`, body)

const write = (schema: Struct, value: object): Buffer =>
  writeFastJsonBody(Object.fromEntries(formOf(schema).names.map((name) => [name, (value as Readonly<Record<string, unknown>>)[name]])))

export const encodeRequest = <Code extends DLedgerCode>(code: Code, value: RequestBody<Code>): Buffer => write(bodies[code].request as Struct, value)

export const encodeResponse = <Code extends DLedgerCode>(code: Code, value: ResponseBody<Code>): Buffer => write(bodies[code].response as Struct, value)
