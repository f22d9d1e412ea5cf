import * as fc from "fast-check"
import { expect, test } from "vitest"
import { isOneway, isResponse, oneway, type RemotingCommand, request, response, toExtFields } from "./command.ts"
import { EncodeError, FrameError } from "./errors.ts"
import { decodeFrame, encodeFrame, encodeFrameHeader, FrameDecoder, MAX_FRAME } from "./frame.ts"

/** What `run` throws, if anything. */
const caught = (run: () => unknown): unknown => {
  try {
    run()
  } catch (error) {
    return error
  }
  return undefined
}

const int32 = fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff })
const int16 = fc.integer({ min: -0x8000, max: 0x7fff })
const text = fc.string({ unit: "grapheme", maxLength: 20 })
const extFields = fc
  .array(fc.tuple(fc.oneof(text, fc.constantFrom("__proto__", "constructor", "7", "")), text), { maxLength: 8 })
  .map((pairs) => Object.fromEntries(pairs))
const body = fc.option(
  fc.uint8Array({ minLength: 1, maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  { nil: undefined }
)
const nonEmpty = text.filter((value) => value !== "")

const json: fc.Arbitrary<RemotingCommand> = fc.record({
  code: int32,
  flag: int32,
  language: text,
  opaque: int32,
  version: int32,
  remark: fc.option(text, { nil: undefined }),
  extFields,
  body,
  serializeType: fc.constant("JSON" as const)
})
const binary: fc.Arbitrary<RemotingCommand> = fc.record({
  code: int16,
  flag: int32,
  language: fc.constantFrom("JAVA", "CPP", "DOTNET", "GO", "OTHER", "RUST", "NODE_JS"),
  opaque: int32,
  version: int16,
  remark: fc.option(nonEmpty, { nil: undefined }),
  extFields,
  body,
  serializeType: fc.constant("ROCKETMQ" as const)
})
const command = fc.oneof(json, binary)

const feedAll = (decoder: FrameDecoder, chunks: readonly Buffer[]): RemotingCommand[] => {
  const taken: RemotingCommand[] = []
  for (const chunk of chunks) decoder.feed(chunk, (one) => taken.push(one))
  return taken
}

test("law: a frame decodes to the command it was encoded from, in both forms", () => {
  fc.assert(fc.property(command, (one) => void expect(decodeFrame(encodeFrame(one))).toEqual(one)), { numRuns: 500 })
})

test("law: the header for a body, and the body after it, are the frame", () => {
  fc.assert(
    fc.property(command, (one) => {
      const bytes = one.body ?? Buffer.alloc(0)
      expect(Buffer.concat([encodeFrameHeader(one, bytes.length), bytes])).toEqual(encodeFrame(one))
    })
  )
})

test("law: however a stream is cut, the same commands come out", () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 6 }), fc.array(fc.nat(200), { maxLength: 60 }), (commands, sizes) => {
      const stream = Buffer.concat(commands.map(encodeFrame))
      const chunks: Buffer[] = []
      let at = 0
      for (const size of sizes) {
        chunks.push(Buffer.from(stream.subarray(at, at + size)))
        at += size
      }
      chunks.push(Buffer.from(stream.subarray(at)))
      const decoder = new FrameDecoder()
      expect(feedAll(decoder, chunks)).toEqual(commands)
      expect(decoder.buffered).toBe(0)
    }),
    { numRuns: 300 }
  )
})

test("byte by byte", () => {
  const sent = [request(105, 1, { topic: "t" }), { ...request(310, 2, { a: "g" }, Buffer.from("body")), serializeType: "ROCKETMQ" as const }]
  const bytes = Array.from(Buffer.concat(sent.map(encodeFrame)), (byte) => Buffer.from([byte]))
  expect(feedAll(new FrameDecoder(), bytes)).toEqual(sent)
})

test("a large frame in small pieces costs linear time", () => {
  const size = 15 * 1024 * 1024
  const frame = encodeFrame(request(310, 1, {}, Buffer.alloc(size, 7)))
  const decoder = new FrameDecoder()
  const taken: RemotingCommand[] = []
  const start = performance.now()
  for (let at = 0; at < frame.length; at += 512) decoder.feed(frame.subarray(at, at + 512), (one) => taken.push(one))
  expect(taken.map(({ body }) => body?.length)).toEqual([size])
  // 30 000 pieces; copying all of it at each would move 225 GB.
  expect(performance.now() - start).toBeLessThan(5_000)
})

test("a claimed length takes no memory before the bytes come", () => {
  const decoders = Array.from({ length: 1_000 }, () => new FrameDecoder())
  const claim = Buffer.from("00fffff000000000", "hex")
  const before = process.memoryUsage().arrayBuffers
  for (const decoder of decoders) decoder.feed(claim, () => undefined)
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1_000_000)
  expect(decoders.every(({ buffered }) => buffered === 8)).toBe(true)
})

const frameOf = (header: string | Buffer, type = 0): Buffer => {
  const bytes = Buffer.from(header)
  const prefix = Buffer.alloc(8)
  prefix.writeInt32BE(4 + bytes.length, 0)
  prefix.writeInt32BE((type << 24) | bytes.length, 4)
  return Buffer.concat([prefix, bytes])
}

test.each([
  ["a negative length", Buffer.from("ffffffff", "hex"), /length -1/],
  ["no room for the mark", Buffer.from("0000000300000000", "hex"), /length 3/],
  ["too long", Buffer.from("0100000000000000", "hex"), /limit is 16777216/],
  ["an HTTP request", Buffer.from("GET / HTTP/1.1\r\n\r\n"), /limit is 16777216/],
  ["a header longer than the frame", Buffer.from("0000000400000001", "hex"), /claims a header of 1/],
  ["an unknown form", frameOf("{}", 2), /serialize type 2/],
  ["an empty header", frameOf(""), /JSON header: unexpected the end at 0/],
  ["not JSON", frameOf("{{{"), /JSON header/],
  ["a JSON list", frameOf("[]"), /not an object/],
  ["JSON null", frameOf("null"), /not an object/],
  ["no code", frameOf('{"opaque":1}'), /"code" is absent/],
  ["no opaque", frameOf('{"code":1}'), /"opaque" is absent/],
  ["a fractional code", frameOf('{"code":1.5,"opaque":1}'), /"code" is 1.5/],
  ["an opaque beyond int32", frameOf('{"code":1,"opaque":4294967296}'), /"opaque"/],
  ["extFields a list", frameOf('{"code":1,"opaque":1,"extFields":[1]}'), /extFields/],
  ["a short binary header", frameOf(Buffer.alloc(20), 1), /at least 21/],
  ["a remark beyond the header", frameOf(Buffer.from("000a0001990000000100000000" + "0000000900000000", "hex"), 1), /remark claims 9/],
  ["a negative remark", frameOf(Buffer.from("000a0001990000000100000000" + "ffffffff00000000", "hex"), 1), /remark claims -1/],
  ["extFields beyond the header", frameOf(Buffer.from("000a0001990000000100000000" + "0000000000000001", "hex"), 1), /extFields claims 1/],
  ["an entry cut short", frameOf(Buffer.from("000a0001990000000100000000" + "0000000000000002" + "0000", "hex"), 1), /inside an entry/],
  ["a value beyond extFields", frameOf(Buffer.from("000a0001990000000100000000" + "0000000000000007" + "00016b00000001", "hex"), 1), /k claims 1/]
])("%s is a FrameError, after what came before it, and for good", (_, bytes, message) => {
  const good = request(34, 9)
  const decoder = new FrameDecoder()
  const taken: RemotingCommand[] = []
  const feed = (chunk: Buffer): void => decoder.feed(chunk, (one) => taken.push(one))
  expect(() => feed(Buffer.concat([encodeFrame(good), bytes]))).toThrow(message)
  expect(taken).toEqual([good])
  expect(() => feed(encodeFrame(good))).toThrow(FrameError)
  expect(taken).toEqual([good])
})

test("law: arbitrary bytes give commands or a FrameError, nothing else", () => {
  const headerBytes = fc.oneof(fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)), fc.json().map((value) => Buffer.from(value)))
  fc.assert(
    fc.property(headerBytes, fc.nat(2), fc.boolean(), (bytes, type, framed) => {
      expect(caught(() => new FrameDecoder().feed(framed ? frameOf(bytes, type) : bytes, () => undefined)) ?? new FrameError()).toBeInstanceOf(FrameError)
    }),
    { numRuns: 1_000 }
  )
})

test("law: a binary frame with a byte changed gives a command or a FrameError", () => {
  fc.assert(
    fc.property(binary, fc.nat(), fc.nat(255), (one, position, byte) => {
      const frame = encodeFrame(one)
      const at = 8 + (position % (frame.length - 8))
      frame[at] = byte
      expect(caught(() => decodeFrame(frame)) ?? new FrameError()).toBeInstanceOf(FrameError)
    }),
    { numRuns: 500 }
  )
})

test("a smaller limit can be set", () => {
  expect(() => new FrameDecoder(64).feed(encodeFrame(request(1, 1, {}, Buffer.alloc(64))), () => undefined)).toThrow(/limit is 64/)
})

test("what `take` throws comes out, and ends the stream", () => {
  const decoder = new FrameDecoder()
  const bad = (): void => decoder.feed(encodeFrame(request(1, 1)), () => { throw new Error("handler") })
  expect(bad).toThrow("handler")
  expect(bad).toThrow("handler")
})

test("what has no bytes is refused", () => {
  const one = request(310, 1)
  expect(() => encodeFrame({ ...one, code: 200_050, serializeType: "ROCKETMQ" })).toThrow(EncodeError)
  expect(encodeFrame({ ...one, code: 200_050 }).includes("200050")).toBe(true)
  expect(() => encodeFrame({ ...one, opaque: 2 ** 31 })).toThrow(EncodeError)
  expect(() => encodeFrameHeader(one, MAX_FRAME)).toThrow(/fewer messages/)
  expect(() => encodeFrame({ ...one, serializeType: "ROCKETMQ", extFields: { ["k".repeat(40_000)]: "" } })).toThrow(EncodeError)
})

test("a lenient header is read: bare keys, values that are no text, members that are absent or null", () => {
  const header = '{code:310,"opaque":"7","extFields":{"a":1,"b":true,"c":null,d:"x"},"remark":null,"flag":2,"language":null}'
  expect(decodeFrame(frameOf(header))).toEqual({
    code: 310,
    flag: 2,
    language: "OTHER",
    opaque: 7,
    version: 0,
    remark: undefined,
    extFields: { a: "1", b: "true", d: "x" },
    body: undefined,
    serializeType: "JSON"
  })
})

test("an answer has its request's opaque and serialization", () => {
  const asked: RemotingCommand = { ...request(105, 33, { topic: "t" }), serializeType: "ROCKETMQ" }
  const answer = response(asked, 17, "no route", { a: "b" }, Buffer.from("x"))
  expect(answer).toEqual({ code: 17, flag: 1, language: "JAVA", opaque: 33, version: 513, remark: "no route", extFields: { a: "b" }, body: Buffer.from("x"), serializeType: "ROCKETMQ" })
  expect([isResponse(answer), isResponse(asked), isOneway(asked), isOneway(oneway(asked))]).toEqual([true, false, false, true])
  expect(response(asked, 0)).toMatchObject({ remark: undefined, extFields: {}, body: undefined })
})

test("values as header fields", () => {
  expect(toExtFields({ queueId: 0, offset: -1, big: 12345678901234567890n, on: true, name: "", none: undefined })).toEqual({ queueId: "0", offset: "-1", big: "12345678901234567890", on: "true", name: "" })
})
