/**
 * What puts a load on clusters: the stock Java client where there is a JDK, and a bare one over the same protocol.
 *
 * @module
 */
import { execFile, spawn } from "node:child_process"
import { createInterface } from "node:readline"
import { promisify } from "node:util"
import type { JavaProgram } from "../../compatibility/mqadmin.ts"
import { parseAddress } from "../../layers/network.ts"
import { nodeNetwork } from "../../layers/node-network.ts"
import { type RemotingClient, remotingClient } from "../../remoting/client.ts"
import { RequestCode } from "../../remoting/codes.ts"

const TOPIC = "bench"
/** A JVM on a machine that is busy may take so long until its first ack. */
const FIRST_ACK_MS = 120_000

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

export const connect = (address: string): RemotingClient => remotingClient(nodeNetwork, parseAddress(address))

/** One send; was it acked? */
export const send = async (client: RemotingClient, body: Buffer, queue = 0, topic = TOPIC): Promise<boolean> => {
  try {
    const fields = { a: "bench", b: topic, c: "TBW102", d: "4", e: String(queue), f: "0", g: String(Date.now()), h: "0", i: "", j: "0", k: "false", m: "false" }
    return (await client.ask(RequestCode.SEND_MESSAGE_V2, fields, body)).code === 0
  } catch {
    return false
  }
}

/** Asks all of these at once, every 10 ms, until one acks: which. */
export const firstAck = async (addresses: readonly string[]): Promise<string> => {
  if (addresses.length === 0) throw new Error("there is no broker to ask")
  const clients = addresses.map((address) => ({ address, client: connect(address) }))
  const deadline = performance.now() + FIRST_ACK_MS
  try {
    for (;;) {
      const answers = await Promise.all(clients.map(({ client }) => send(client, Buffer.alloc(16))))
      const acked = answers.indexOf(true)
      if (acked >= 0) return addresses[acked] as string
      if (performance.now() > deadline) throw new Error(`none of ${addresses.join(", ")} has acked within ${FIRST_ACK_MS / 1_000} s`)
      await pause(10)
    }
  } finally {
    for (const { client } of clients) client.close()
  }
}

/** So many sends by so many connections at once; acks a second. */
export const sendAll = async (addresses: readonly string[], connections: number, messages: number, bytes: number): Promise<number> => {
  const clients = Array.from({ length: connections }, (_, i) => connect(addresses[i % addresses.length] as string))
  const body = Buffer.alloc(bytes, 1)
  let left = messages
  let acked = 0
  const begun = performance.now()
  await Promise.all(
    clients.map(async (client, i) => {
      while (left-- > 0) if (await send(client, body, i % 4)) acked++
    })
  )
  const seconds = (performance.now() - begun) / 1_000
  for (const client of clients) client.close()
  if (acked < messages) throw new Error(`${messages - acked} of ${messages} sends were not acked`)
  return acked / seconds
}

/** Pulls once; bytes of the messages, 0 without any. */
export const pull = async (client: RemotingClient, queue: number, offset: number, suspendMs: number): Promise<{ readonly bytes: number; readonly next: number }> => {
  const { code, body, extFields } = await client.ask(RequestCode.PULL_MESSAGE, {
    consumerGroup: "bench",
    topic: TOPIC,
    queueId: String(queue),
    queueOffset: String(offset),
    maxMsgNums: "32",
    sysFlag: suspendMs > 0 ? "6" : "4",
    commitOffset: "0",
    suspendTimeoutMillis: String(suspendMs),
    subscription: "*",
    subVersion: "0",
    expressionType: "TAG"
  })
  return code === 0 ? { bytes: body?.length ?? 0, next: Number(extFields["nextBeginOffset"] ?? offset) } : { bytes: 0, next: offset }
}

export interface Loaded {
  /** Messages a second. */
  readonly rate: number
  readonly failed: number
}

const java = async ({ args, home }: JavaProgram, more: readonly string[]): Promise<Loaded> => {
  const { stdout } = await promisify(execFile)("java", [...args.filter((flag) => flag !== "-XX:TieredStopAtLevel=1"), "BenchClient", ...more], { cwd: home, timeout: 400_000 })
  const loaded = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Loaded
  if (loaded.failed > 0 || loaded.rate <= 0) throw new Error(`${loaded.failed} sends or messages were not as they should be`)
  return loaded
}

/** Synchronous sends of the stock client, one producer for all threads. */
export const stockSends = (program: JavaProgram, namesrv: string, threads: number, bytes: number, seconds: number): Promise<Loaded> =>
  java(program, [namesrv, "send", String(threads), String(bytes), String(seconds), String(Math.min(3, seconds))])

/** One push consumer of the stock client, from the first message on. */
export const stockConsumes = (program: JavaProgram, namesrv: string, count: number, bytes: number): Promise<Loaded> => java(program, [namesrv, "consume", String(count), String(bytes)])

/** From the last ack that a stock producer sees before `kill` is done to the first one behind it. Its route poll, in milliseconds; 0: its default, 30 s. */
export const stockFailover = async ({ args, home }: JavaProgram, namesrv: string, pollMs: number, kill: () => Promise<void>): Promise<number> => {
  const child = spawn("java", [...args, "BenchClient", namesrv, "failover", String(pollMs)], { cwd: home, stdio: ["pipe", "pipe", "ignore"] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  try {
    await lines.next()
    await pause(2_000)
    await kill()
    child.stdin.end(`${Date.now()}\n`)
    const { value } = await lines.next()
    const { gap } = JSON.parse(String(value)) as { readonly gap: number }
    if (gap < 0) throw new Error("there was no ack within three minutes")
    return gap
  } finally {
    child.kill("SIGKILL")
  }
}
