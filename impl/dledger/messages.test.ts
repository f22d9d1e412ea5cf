import { describe, expect, test } from "vitest"
import { pushed } from "../../spec/dledger/testing.ts"
import { DLedgerRequestCode } from "../remoting/codes.ts"
import { decodeFrame } from "../remoting/frame.ts"
import { goldenLines } from "../remoting/goldens/lines.ts"
import { bodies, decodeRequest, decodeResponse, type DLedgerCode, encodeRequest, encodeResponse } from "./bodies.ts"
import { decodeEntry, encodeEntry, entryOf, entryProblem } from "./entry.ts"
import { decodeAnswer, decodeAsked, encodeAnswer, encodeAsked, encodeCommitAnswer, type PeerCode, type RequestMessage, type ResponseMessage } from "./messages.ts"

const { VOTE, HEART_BEAT, PUSH, APPEND, GET, PULL, METADATA, LEADERSHIP_TRANSFER } = DLedgerRequestCode

interface Captured {
  readonly code: number
  readonly type: string
  readonly reqCode?: number
  readonly hex: string
}

const bodyIn = (hex: string): Buffer => decodeFrame(Buffer.from(hex, "hex")).body as Buffer
const captured = goldenLines<Captured>("captured").filter(({ code, reqCode }) => code in bodies || (reqCode ?? 0) in bodies)

describe("recorded from RocketMQ 4.9.7", () => {
  test("there are frames of each kind that members exchange", () => {
    expect(new Set(captured.map(({ code, reqCode }) => reqCode ?? code))).toEqual(new Set([VOTE, HEART_BEAT, PUSH]))
  })

  test.each(captured)("$type $code $reqCode is read and written with the same bytes", ({ type, code, reqCode, hex }) => {
    const body = bodyIn(hex)
    const again = type === "req" ? encodeRequest(code as DLedgerCode, decodeRequest(code as DLedgerCode, body)) : encodeResponse(reqCode as DLedgerCode, decodeResponse(reqCode as DLedgerCode, body))
    expect(again.toString()).toBe(body.toString())
  })

  test.each(captured.filter(({ type }) => type === "req"))("$code is a message of the spec, and the message has the same bytes", ({ code, hex }) => {
    const body = bodyIn(hex)
    expect(encodeAsked(decodeAsked(code as PeerCode, body))).toEqual({ code, body })
  })

  test("answers are those that the spec's messages have", () => {
    const answerTo = (code: number): string => bodyIn((captured.find(({ type, reqCode }) => type !== "req" && reqCode === code) as Captured).hex).toString()
    const asked = { group: "broker-d", from: "n2", to: "n1", message: { term: 0 } }
    const ends = { beginIndex: -1, endIndex: -1 }
    expect(encodeAnswer(asked, { _tag: "VoteResponse", asked: 0, term: 0, voteResult: "REJECT_ALREADY_VOTED" }, ends).toString()).toBe(answerTo(VOTE))
    expect(encodeAnswer(asked, { _tag: "HeartBeatResponse", asked: 1, term: 1, code: "SUCCESS" }, ends).toString()).toBe(answerTo(HEART_BEAT))
    expect(encodeAnswer(asked, { _tag: "PushCompareResponse", term: 1, opaque: 4, index: 0, code: "INCONSISTENT_STATE", endIndex: -1, xIndex: -1 }, ends).toString()).toBe(answerTo(PUSH))
  })
})

describe("bodies that were not recorded, as 0.3.1.2's classes and fastjson make them", () => {
  const base = { code: 200, group: "g", localId: "n0", remoteId: "n1", term: 3 }
  const entry = entryOf(7, 3, 4096, Buffer.from("hello"))
  const entryText = '{"body":"aGVsbG8=","bodyCrc":0,"chainCrc":0,"channel":0,"index":7,"magic":1,"pos":4096,"size":53,"term":3}'
  const requests: readonly [DLedgerCode, object, string][] = [
    [METADATA, base, '{"code":200,"group":"g","localId":"n0","remoteId":"n1","term":3}'],
    [APPEND, { ...base, body: "aGVsbG8=" }, '{"body":"aGVsbG8=","code":200,"group":"g","localId":"n0","remoteId":"n1","term":3}'],
    [GET, { ...base, beginIndex: 7, maxSize: 0 }, '{"beginIndex":7,"code":200,"group":"g","localId":"n0","maxSize":0,"remoteId":"n1","term":3}'],
    [PULL, { ...base, beginIndex: 7, nodeId: "n0" }, '{"beginIndex":7,"code":200,"group":"g","localId":"n0","nodeId":"n0","remoteId":"n1","term":3}'],
    [
      LEADERSHIP_TRANSFER,
      { ...base, transferId: "n0", transfereeId: "n1", takeLeadershipLedgerIndex: 7 },
      '{"code":200,"group":"g","localId":"n0","remoteId":"n1","takeLeadershipLedgerIndex":7,"term":3,"transferId":"n0","transfereeId":"n1"}'
    ]
  ]
  test.each(requests)("request %i", (code, value, text) => {
    expect(encodeRequest(code, value as never).toString()).toBe(text)
    expect(decodeRequest(code, Buffer.from(text))).toEqual(value)
  })

  const responses: readonly [DLedgerCode, object, string][] = [
    [METADATA, { code: 200, group: "g", leaderId: "n0", peers: { n0: "127.0.0.1:1" }, term: -1 }, '{"code":200,"group":"g","leaderId":"n0","peers":{"n0":"127.0.0.1:1"},"term":-1}'],
    [APPEND, { code: 404, index: -1, pos: -1, term: -1 }, '{"code":404,"index":-1,"pos":-1,"term":-1}'],
    [GET, { code: 200, entries: [entry], group: "g", term: -1 }, `{"code":200,"entries":[${entryText}],"group":"g","term":-1}`],
    [PULL, { code: 200, entries: [], term: -1 }, '{"code":200,"entries":[],"term":-1}'],
    [LEADERSHIP_TRANSFER, { code: 418, term: 4 }, '{"code":418,"term":4}']
  ]
  test.each(responses)("answer to %i", (code, value, text) => {
    expect(encodeResponse(code, value as never).toString()).toBe(text)
    expect(decodeResponse(code, Buffer.from(text))).toEqual(value)
  })
})

describe("messages", () => {
  const between = { group: "g", from: "n0", to: "n1" }
  const entries = [entryOf(4, 2, 100, Buffer.from("a")), entryOf(5, 3, 149, Buffer.from("bc"))]
  const messages: readonly (readonly [RequestMessage, typeof entries])[] = [
    [{ _tag: "VoteRequest", term: 3, ledgerEndIndex: 5, ledgerEndTerm: 2 }, []],
    [{ _tag: "HeartBeatRequest", term: 3 }, []],
    [{ _tag: "PushCompare", term: 3, opaque: 0, index: 4, entryTerm: 2 }, entries.slice(0, 1)],
    [{ _tag: "PushTruncate", term: 3, opaque: 0, index: 4, entries: pushed(4, 2), commitIndex: 3 }, entries.slice(0, 1)],
    [{ _tag: "PushAppend", term: 3, entries: pushed(5, 3), commitIndex: 4 }, entries.slice(1)],
    [{ _tag: "PushAppend", term: 3, entries: pushed(4, 2, 3), commitIndex: 4 }, entries],
    [{ _tag: "PushCommit", term: 3, commitIndex: 4 }, []]
  ]

  test.each(messages)("$_tag goes there and back", (message, entries) => {
    const { code, body } = encodeAsked({ ...between, message, entries })
    expect(decodeAsked(code, body)).toMatchObject({ ...between, code, message, entries })
  })

  test("COMMIT has neither an entry nor an index", () => {
    expect(encodeAsked({ ...between, message: { _tag: "PushCommit", term: 3, commitIndex: 4 }, entries: [] }).body.toString()).toBe(
      '{"batch":false,"batchEntry":[],"code":200,"commitIndex":4,"count":0,"firstEntryIndex":-1,"group":"g","lastEntryIndex":-1,"leaderId":"n0","localId":"n0","remoteId":"n1","term":3,"totalSize":0,"type":"COMMIT"}'
    )
    const asked = decodeAsked(PUSH, encodeAsked({ ...between, message: { _tag: "PushCommit", term: 3, commitIndex: 4 }, entries: [] }).body)
    const answer = encodeCommitAnswer(asked, "SUCCESS", { beginIndex: 0, endIndex: 5 })
    expect(answer.toString()).toBe('{"beginIndex":0,"code":200,"count":0,"endIndex":5,"group":"g","term":3}')
    expect(decodeAnswer(asked, answer)).toEqual({ outcome: 200, term: 3, endIndex: 5 })
  })

  test.each<[RequestMessage, typeof entries, ResponseMessage]>([
    [{ _tag: "VoteRequest", term: 3, ledgerEndIndex: 5, ledgerEndTerm: 2 }, [], { _tag: "VoteResponse", asked: 3, term: 4, voteResult: "REJECT_EXPIRED_VOTE_TERM" }],
    [{ _tag: "HeartBeatRequest", term: 3 }, [], { _tag: "HeartBeatResponse", asked: 3, term: 4, code: "EXPIRED_TERM" }],
    [{ _tag: "PushCompare", term: 3, opaque: 0, index: 4, entryTerm: 2 }, entries.slice(0, 1), { _tag: "PushCompareResponse", term: 3, opaque: 6, index: 4, code: "INCONSISTENT_STATE", endIndex: 9, xIndex: -1 }],
    [{ _tag: "PushTruncate", term: 3, opaque: 0, index: 4, entries: pushed(4, 2), commitIndex: 3 }, entries.slice(0, 1), { _tag: "PushTruncateResponse", term: 3, opaque: 6, index: 4, code: "NOT_FOLLOWER" }],
    [{ _tag: "PushAppend", term: 3, entries: pushed(4, 2, 3), commitIndex: 4 }, entries, { _tag: "PushAppendResponse", term: 3, index: 4, count: 2, code: "SUCCESS" }]
  ])("$_tag is answered", (message, entries, answer) => {
    const asked = decodeAsked(...(Object.values(encodeAsked({ ...between, message, entries })) as [PeerCode, Buffer]))
    expect(decodeAnswer(asked, encodeAnswer(asked, answer, { beginIndex: 0, endIndex: 9 }), 6).event).toEqual({ ...answer, from: "n1" })
  })

  test("a heartbeat is answered with a term only where the asker's is old", () => {
    const asked = { ...between, message: { term: 3 } }
    expect(encodeAnswer(asked, { _tag: "HeartBeatResponse", asked: 3, term: 2, code: "TERM_NOT_READY" }, { beginIndex: 0, endIndex: 0 }).toString()).toBe('{"code":416,"term":-1}')
  })

  test.each([
    ["no body", PUSH, undefined, "PUSH without a body"],
    ["no JSON", VOTE, "{", "VOTE: "],
    ["a field that is missing", VOTE, '{"code":200,"group":"g","leaderId":"n0","ledgerEndIndex":1,"localId":"n0","remoteId":"n1","term":1}', "ledgerEndTerm"],
    ["a term that is no integer", HEART_BEAT, '{"code":200,"group":"g","leaderId":"n0","localId":"n0","remoteId":"n1","term":"x"}', "term"],
    ["a size that is not that of the body", PUSH, String(encodeAsked({ ...between, message: { _tag: "PushCompare", term: 3, opaque: 0, index: 4, entryTerm: 2 }, entries: [{ ...entryOf(4, 2, 0, Buffer.from("a")), size: 50 }] }).body), "size 50, but its body makes 49"],
    ["entries out of order", PUSH, String(encodeAsked({ ...between, message: { _tag: "PushAppend", term: 3, entries: pushed(4, 2), commitIndex: 0 }, entries: [entryOf(4, 2, 0, Buffer.from("a")), entryOf(6, 2, 49, Buffer.from("b"))] }).body), "entry 6 of term 2 does not follow"]
  ])("refused: %s", (_name, code, body, problem) => {
    expect(() => decodeAsked(code as PeerCode, body === undefined ? undefined : Buffer.from(body))).toThrow(problem)
  })
})

test("an entry is in its file as DLedgerEntryCoder writes it", () => {
  const entry = entryOf(3, 2, 2 ** 33, Buffer.from("ab"))
  const record = encodeEntry(entry)
  expect(record.toString("hex")).toBe("00000001" + "00000032" + "0000000000000003" + "0000000000000002" + "0000000200000000" + "00000000" + "00000000" + "00000000" + "00000002" + "6162")
  expect(decodeEntry(record)).toEqual(entry)
  expect(entryProblem(entry)).toBeUndefined()
  expect(() => decodeEntry(record.subarray(0, 49))).toThrow("an entry of 49 bytes says size 50")
})
