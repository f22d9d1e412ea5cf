import { connect as connectHttp2 } from "node:http2"
import { connect, type Socket } from "node:net"
import { afterEach, expect, test } from "vitest"
import { nodeNetwork } from "../layers/node-network.ts"
import { nodeTimers } from "../layers/timers.ts"
import { freePorts, givePorts } from "../cluster/ports.ts"
import { request, response } from "./command.ts"
import { encodeFrame, FrameDecoder } from "./frame.ts"
import { type RemotingServer, serveRemoting, type ServerOptions } from "./server.ts"

let server: RemotingServer | undefined
const sockets: Socket[] = []
const refusals: string[] = []

afterEach(() => {
  server?.close()
  for (const socket of sockets.splice(0)) socket.destroy()
  refusals.splice(0)
})

/** Answers every request with its own body. */
const serve = async (over: Partial<ServerOptions> = {}): Promise<number> => {
  server = await serveRemoting(
    { network: nodeNetwork, timers: nodeTimers, at: { host: "127.0.0.1", port: 0 }, ...over },
    { received: (channel, command) => channel.send(response(command, 0, undefined, {}, command.body)), closed: () => {}, refused: (why) => refusals.push(why) }
  )
  return server.port
}

interface Client {
  readonly socket: Socket
  readonly closed: Promise<void>
  readonly bytes: () => Promise<Buffer>
}

const open = async (port: number): Promise<Client> => {
  const socket = connect(port, "127.0.0.1")
  sockets.push(socket)
  socket.on("error", () => {})
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()))
  await new Promise<void>((resolve) => socket.once("connect", () => resolve()))
  return { socket, closed, bytes: () => new Promise((resolve) => socket.once("data", resolve)) }
}

const answers = async ({ socket, bytes }: Client): Promise<number> => {
  const found = bytes()
  socket.write(encodeFrame(request(105, 7)))
  let opaque = -1
  new FrameDecoder().feed(await found, (command) => (opaque = command.opaque))
  return opaque
}

test("half a frame and then silence is closed; one that goes on slowly is not; told once", async () => {
  const port = await serve({ limits: { unfinishedMs: 200 } })
  const silent = [await open(port), await open(port)]
  const slow = await open(port)
  const frame = encodeFrame(request(105, 1, {}, Buffer.alloc(40)))
  for (const { socket } of silent) socket.write(frame.subarray(0, 9))
  let at = 0
  const trickle = setInterval(() => slow.socket.write(frame.subarray(at, ++at)), 20)
  await Promise.all(silent.map(({ closed }) => closed))
  clearInterval(trickle)
  expect(slow.socket.destroyed).toBe(false)
  const answered = slow.bytes()
  slow.socket.write(frame.subarray(at))
  expect((await answered).length).toBeGreaterThan(40)
  expect(refusals).toEqual(["a frame was begun and not finished: closed"])
})

test("more connections than allowed are closed as they come, and those before are served", async () => {
  const port = await serve({ limits: { connections: 2 } })
  const served = [await open(port), await open(port)]
  for (const client of served) await answers(client)
  for (const _ of [1, 2, 3]) await (await open(port)).closed
  for (const client of served) expect(await answers(client)).toBe(7)
  expect(refusals).toEqual(["too many connections: closed as they come"])
  served[0]?.socket.destroy()
  await served[0]?.closed
  expect(await answers(served[1] as Client)).toBe(7)
  expect(await answers(await open(port))).toBe(7)
})

test("a client that never reads is closed once too much waits for it; another one is served on", async () => {
  const port = await serve({ limits: { unreadBytes: 1024 * 1024 } })
  const [reader, deaf] = [await open(port), await open(port)]
  for (const client of [reader, deaf]) expect(await answers(client)).toBe(7)
  deaf.socket.pause()
  const frame = encodeFrame(request(105, 1, {}, Buffer.alloc(256 * 1024)))
  // It does not even see that it is closed.
  for (let sent = 0; sent < 400 && server?.channels().length === 2; sent++) await new Promise((resolve) => deaf.socket.write(frame, resolve))
  expect(server?.channels().length).toBe(1)
  expect(await answers(reader)).toBe(7)
  expect(refusals).toEqual(["a client does not read its answers: closed"])
})

test("a second port beside the first: the VIP channel", async () => {
  const [port = 0] = await freePorts(1, "127.0.0.1")
  try {
    await serve({ at: { host: "127.0.0.1", port }, vipOffset: 2 })
    expect(await answers(await open(port))).toBe(7)
    expect(await answers(await open(port - 2))).toBe(7)
    expect(server?.channels().length).toBe(2)
  } finally {
    givePorts([port])
  }
})

test("gRPC: every call is refused with what to do", async () => {
  const port = await serve()
  const session = connectHttp2(`http://127.0.0.1:${port}`)
  const call = session.request({ ":method": "POST", ":path": "/apache.rocketmq.v2.MessagingService/QueryRoute", "content-type": "application/grpc", te: "trailers" })
  const headers = await new Promise<Readonly<Record<string, unknown>>>((resolve, reject) => {
    call.on("response", resolve)
    call.on("error", reject)
  })
  expect(headers).toMatchObject({ ":status": 200, "grpc-status": "12", "grpc-message": expect.stringContaining("gRPC clients") })
  session.destroy()
  expect(refusals).toEqual(["a client speaks gRPC, which is not served here"])
})

test("HTTP and TLS get an answer of theirs, and are closed", async () => {
  const port = await serve()
  const http = await open(port)
  const text = http.bytes()
  http.socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
  expect((await text).toString()).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n[^]*remoting protocol/)
  await http.closed
  const tls = await open(port)
  const alert = tls.bytes()
  tls.socket.write(Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00]))
  expect([...(await alert)]).toEqual([0x15, 3, 3, 0, 2, 2, 40])
  await tls.closed
})
