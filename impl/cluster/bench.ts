/**
 * What the reference group costs: start, failover, memory, sends. Each figure is the median of several runs; the client is a
 * bare remoting client of our own, in this process.
 *
 * @module
 */
import { type ChildProcess, spawn } from "node:child_process"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { parseAddress } from "../layers/network.ts"
import { nodeNetwork } from "../layers/node-network.ts"
import { RequestCode } from "../remoting/codes.ts"
import { type RemotingClient, remotingClient } from "../remoting/client.ts"

export interface Figure {
  readonly what: string
  readonly unit: string
  readonly median: number
  readonly min: number
  readonly max: number
  readonly runs: number
}

interface Ready {
  readonly control: string
  readonly brokers: readonly { readonly node: string; readonly brokerId: number; readonly addr: string; readonly pid: number }[]
}

const CLI = fileURLToPath(new URL("../cli/main.js", import.meta.url))
const TOPIC = "bench"

interface Group {
  readonly child: ChildProcess
  readonly ready: Ready
  readonly started: number
}

const startGroup = (...flags: readonly string[]): Promise<Group> =>
  new Promise((resolve, reject) => {
    const started = performance.now()
    const child = spawn(process.execPath, [CLI, "cluster", "--port", "0", ...flags], { stdio: ["ignore", "pipe", "inherit"] })
    let out = ""
    child.stdout?.on("data", (chunk: Buffer) => {
      out += chunk.toString()
      if (out.includes("\n")) resolve({ child, ready: JSON.parse(out) as Ready, started })
    })
    child.once("exit", (code) => reject(new Error(`cluster ended with ${code}`)))
  })

const stopGroup = (group: Group): Promise<void> =>
  new Promise((resolve) => {
    group.child.once("exit", () => resolve())
    group.child.kill("SIGTERM")
  })

const connect = (address: string): RemotingClient => remotingClient(nodeNetwork, parseAddress(address))

const send = async (client: RemotingClient, body: Buffer, queue = 0): Promise<boolean> => {
  try {
    const fields = { a: "bench", b: TOPIC, c: "TBW102", d: "4", e: String(queue), f: "0", g: String(Date.now()), h: "0", i: "", j: "0", k: "false", m: "false" }
    return (await client.ask(RequestCode.SEND_MESSAGE_V2, fields, body)).code === 0
  } catch {
    return false
  }
}

const leaderOf = ({ brokers }: Ready): string => brokers.find(({ brokerId }) => brokerId === 0)?.addr ?? ""

/** CLI spawned → first SEND_OK, in milliseconds. */
const coldStart = async (): Promise<number> => {
  const group = await startGroup()
  const client = connect(leaderOf(group.ready))
  while (!(await send(client, Buffer.alloc(16))));
  const ms = performance.now() - group.started
  client.close()
  await stopGroup(group)
  return ms
}

/** kill -9 of the leader → next SEND_OK from a survivor, each asked every 10 ms. */
const failover = async (): Promise<number> => {
  const group = await startGroup("--processes")
  const leader = leaderOf(group.ready)
  const first = connect(leader)
  for (let i = 0; i < 50; i++) await send(first, Buffer.alloc(16))
  first.close()
  const clients = group.ready.brokers.filter(({ addr }) => addr !== leader).map(({ addr }) => connect(addr))
  const killed = performance.now()
  await fetch(`${group.ready.control}/kill`, { method: "POST", body: JSON.stringify({ broker: leader }) })
  for (;;) {
    const answers = await Promise.all(clients.map((client) => send(client, Buffer.alloc(16))))
    if (answers.some(Boolean)) break
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  const ms = performance.now() - killed
  for (const client of clients) client.close()
  await stopGroup(group)
  return ms
}

/** Resident MB of the whole group in one process after 10,000 messages of 1 KiB, and sends a second meanwhile. */
const load = async (concurrency: number, messages: number): Promise<{ readonly rate: number; readonly mb: number }> => {
  const group = await startGroup()
  const clients = Array.from({ length: concurrency }, () => connect(leaderOf(group.ready)))
  const body = Buffer.alloc(1024, 1)
  for (let i = 0; i < 200; i++) await send(clients[0] as RemotingClient, body)
  let left = messages
  const begun = performance.now()
  await Promise.all(
    clients.map(async (client, i) => {
      while (left-- > 0) await send(client, body, i % 4)
    })
  )
  const rate = messages / ((performance.now() - begun) / 1000)
  const mb = residentMb(group.child.pid ?? 0)
  for (const client of clients) client.close()
  await stopGroup(group)
  return { rate, mb }
}

/** From /proc; 0 where there is none. */
const residentMb = (pid: number): number => {
  try {
    const kb = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]
    return Number(kb ?? 0) / 1024
  } catch {
    return 0
  }
}

const figure = (what: string, unit: string, values: readonly number[]): Figure => {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (i: number): number => Math.round(sorted[i] ?? 0)
  return { what, unit, median: at(sorted.length >> 1), min: at(0), max: at(sorted.length - 1), runs: sorted.length }
}

const repeat = async <T>(times: number, run: () => Promise<T>): Promise<readonly T[]> => {
  const values: T[] = []
  for (let i = 0; i < times; i++) values.push(await run())
  return values
}

export const benchBroker = async (runs: number, say: (what: string) => void): Promise<readonly Figure[]> => {
  say("start")
  const starts = await repeat(runs, coldStart)
  say("failover")
  const failovers = await repeat(runs, failover)
  say("sends, one at a time")
  const one = await repeat(runs, () => load(1, 2_000))
  say("sends, 16 at a time")
  const sixteen = await repeat(runs, () => load(16, 10_000))
  return [
    figure("start of the CLI to the first SEND_OK, 3 nodes in one process", "ms", starts),
    figure("kill -9 of the leader to the next SEND_OK at a survivor", "ms", failovers),
    figure("resident after 10,000 x 1 KiB, the whole group in one process", "MB", sixteen.map(({ mb }) => mb)),
    figure("sends of 1 KiB, one at a time, FSYNC on a majority", "/s", one.map(({ rate }) => rate)),
    figure("sends of 1 KiB, 16 at a time, FSYNC on a majority", "/s", sixteen.map(({ rate }) => rate))
  ]
}
