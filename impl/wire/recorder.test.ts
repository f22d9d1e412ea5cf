import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { encodeAsked } from "../dledger/messages.ts"
import type { Connection, Listening } from "../layers/network.ts"
import { nodeNetwork } from "../layers/node-network.ts"
import { nodeTimers } from "../layers/timers.ts"
import { request, type RemotingCommand, response } from "../remoting/command.ts"
import { encodeFrame, FrameDecoder } from "../remoting/frame.ts"
import { type Recorder, startRecorder, type Treatment } from "./recorder.ts"
import { type Line, readRecording } from "./recording.ts"

const HOST = "127.0.0.1"
const PATIENT = { timeout: 30_000, interval: 5 }
let dir: string
let node: Listening
let recorder: Recorder
let heard: RemotingCommand[]
let links: Connection[]
const file = (): string => join(dir, "recording.jsonl")

/** A node that answers whatever it hears with an empty body. */
const listen = (): Promise<Listening> =>
  nodeNetwork.listen({ host: HOST, port: 0 }, {
    opened: (link) => {
      const decoder = new FrameDecoder()
      return {
        received: (chunk) =>
          decoder.feed(chunk, (command) => {
            heard.push(command)
            link.send(encodeFrame(response(command, 200, undefined, {}, Buffer.from("{}"))))
          }),
        closed: () => {}
      }
    }
  })

const record = async (treat?: (kind: string, from: string | undefined, to: string | undefined) => Treatment): Promise<void> => {
  recorder = await startRecorder({
    network: nodeNetwork,
    timers: nodeTimers,
    file: file(),
    nodes: [{ id: "n1", protocol: "dledger", listen: { host: HOST, port: 0 }, target: { host: HOST, port: node.port } }],
    ...(treat === undefined ? {} : { treat: ({ kind, from, to }) => treat(kind, from, to) })
  })
}

const dial = (): { readonly link: Connection; readonly answers: RemotingCommand[]; readonly isClosed: () => boolean } => {
  const answers: RemotingCommand[] = []
  const decoder = new FrameDecoder()
  let closed = false
  const link = nodeNetwork.connect({ host: HOST, port: recorder.ports[0] as number }, {
    opened: () => ({
      received: (chunk) => decoder.feed(chunk, (command) => void answers.push(command)),
      closed: () => {
        closed = true
      }
    })
  })
  links.push(link)
  return { link, answers, isClosed: () => closed }
}

const heartBeat = (opaque: number, term = 1): Buffer => {
  const { code, body } = encodeAsked({ group: "g", from: "n0", to: "n1", message: { _tag: "HeartBeatRequest", term }, entries: [] })
  return encodeFrame(request(code, opaque, {}, body))
}

const recorded = async (): Promise<readonly Line[]> => {
  recorder.close()
  const lines: Line[] = []
  await readRecording(file(), { onHead: () => {}, onLine: (line) => void lines.push(line) })
  return lines
}

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "rocketproof-recorder-"))
  heard = []
  links = []
  node = await listen()
})

afterEach(() => {
  for (const link of links) link.close()
  recorder.close()
  node.close()
  rmSync(dir, { recursive: true, force: true })
})

test("frames pass as they are, in pieces too, and each is a line", async () => {
  await record()
  const { link, answers } = dial()
  const [first, second] = [heartBeat(1), heartBeat(2)]
  link.send(first.subarray(0, 10))
  await vi.waitUntil(() => recorder.frames() === 0, PATIENT)
  link.send(Buffer.concat([first.subarray(10), second]))
  await vi.waitUntil(() => answers.length === 2, PATIENT)
  link.close()
  const lines = await recorded()
  expect(lines).toMatchObject([{ open: 1, to: "n1" }, { frame: 1, by: "client", bytes: first.toString("base64") }, { frame: 1, by: "client", bytes: second.toString("base64") }, { frame: 1, by: "server" }, { frame: 1, by: "server" }, ...lines.slice(5)])
  expect(heard.map(({ opaque }) => opaque)).toEqual([1, 2])
})

test("a frame that is held lets the next one pass; one that is dropped never comes", async () => {
  let number = 0
  const kinds: string[] = []
  await record((kind, from, to) => {
    kinds.push(`${from}→${to} ${kind}`)
    if (kind !== "HEART_BEAT") return undefined
    number++
    return number === 1 ? 100 : number === 2 ? "drop" : undefined
  })
  const { link, answers } = dial()
  for (const opaque of [1, 2, 3]) link.send(heartBeat(opaque))
  await vi.waitUntil(() => answers.length === 2, PATIENT)
  expect(heard.map(({ opaque }) => opaque)).toEqual([3, 1])
  expect(kinds).toContain("n0→n1 HEART_BEAT")
  expect(kinds).toContain("n1→n0 answer to HEART_BEAT")
  const lines = await recorded()
  const held = lines.filter((line) => "held" in line).map(({ n }) => n)
  expect(lines.flatMap((line) => ("dropped" in line ? [line.dropped] : []))).toEqual([held[1]])
  expect(lines.flatMap((line) => ("passed" in line ? [line.passed] : []))).toEqual([held[0]])
})

test("who dials a node that is down is disconnected, and so is who says what is no frame", async () => {
  await record()
  const odd = dial()
  odd.link.send(Buffer.from("GET / HTTP/1.1\r\n\r\n"))
  await vi.waitUntil(odd.isClosed, PATIENT)
  node.close()
  const early = dial()
  await vi.waitUntil(early.isClosed, PATIENT)
  recorder.note("n1 is down")
  expect(await recorded()).toEqual(expect.arrayContaining([expect.objectContaining({ close: 1 }), expect.objectContaining({ close: 2 }), expect.objectContaining({ note: expect.stringContaining("is no frame") as string }), expect.objectContaining({ note: "n1 is down" })]))
})
