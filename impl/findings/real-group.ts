/**
 * A DLedger group of RocketMQ's own brokers whose members dial each other through a recorder, and stock clients.
 *
 * @module
 */
import { execFile, spawn } from "node:child_process"
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { freePorts } from "../cluster/ports.ts"
import { command } from "../compatibility/command.ts"
import { javaProgram, type JavaProgram } from "../compatibility/mqadmin.ts"
import { nodeNetwork } from "../layers/node-network.ts"
import { nodeTimers } from "../layers/timers.ts"
import { fetchJars, realBroker, type RealBroker, VERSION } from "../replay/real/rocketmq.ts"
import { type Passing, type Recorder, startRecorder, type Treatment } from "../wire/recorder.ts"

const HOST = "127.0.0.1"
export const GROUP = "broker-a"
const TOPIC = "Findings"

export interface Load {
  /** Bodies of messages that were acked so far. */
  readonly acked: () => ReadonlySet<string>
  readonly stop: () => Promise<void>
}

export interface RealGroup {
  readonly nodes: readonly string[]
  readonly broker: (node: string) => RealBroker
  readonly recorder: Recorder
  /** What becomes of frames from now on. */
  readonly treat: (treat: (frame: Passing) => Treatment) => void
  /** Who has pushed or sent a heartbeat last; waits for one. */
  readonly leader: (other?: string) => Promise<string>
  readonly load: (threads: number, pauseMs: number) => Load
  /** Bodies of all messages that a stock consumer finds; `undefined`: no broker serves. */
  readonly read: () => Promise<ReadonlySet<string> | undefined>
  /** Kills all of it and ends the recording. */
  readonly end: () => Promise<void>
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

export const waitFor = async <A>(what: string, ask: () => A | undefined, ms = 120_000): Promise<A> => {
  for (const deadline = Date.now() + ms; ; await pause(20)) {
    const found = ask()
    if (found !== undefined) return found
    if (Date.now() > deadline) throw new Error(`waited ${ms} ms in vain for ${what}`)
  }
}

export const loadProgram = (dir: string): JavaProgram => javaProgram("LoadClient", VERSION, dir, fileURLToPath(new URL("LoadClient.java", import.meta.url)))

/** Not started yet: `broker(node).start()`. */
export const realGroup = async (dir: string, file: string, program: JavaProgram, settings: Readonly<Record<string, string | number>> = {}): Promise<RealGroup> => {
  const lib = fetchJars()
  const nodes = ["n0", "n1", "n2"]
  mkdirSync(dir, { recursive: true })
  const ports = await freePorts(3 * nodes.length + 1, HOST)
  const dledgerPort = (i: number): number => ports[3 * i + 2] as number
  const nameServerPort = ports[3 * nodes.length] as number
  const nameServer = `${HOST}:${nameServerPort}`
  writeFileSync(join(dir, "namesrv.conf"), `listenPort=${nameServerPort}\n`)
  const names = command(["namesrv", "-c", join(dir, "namesrv.conf")])
  await names.start()

  let treatment: (frame: Passing) => Treatment = () => undefined
  let leading: string | undefined
  const recorder = await startRecorder({
    network: nodeNetwork,
    timers: nodeTimers,
    file,
    nodes: nodes.map((id, i) => ({ id, protocol: "dledger", listen: { host: HOST, port: 0 }, target: { host: HOST, port: dledgerPort(i) } })),
    treat: (frame) => {
      if (frame.kind === "answer to HEART_BEAT") leading = frame.to
      return treatment(frame)
    }
  })
  const peersOf = (self: number): string => nodes.map((id, i) => `${id}-${HOST}:${i === self ? dledgerPort(i) : recorder.ports[i]}`).join(";")
  const brokers = nodes.map((id, i) =>
    realBroker(lib, join(dir, id), { brokerName: GROUP, brokerId: -1, brokerRole: "ASYNC_MASTER", flushDiskType: "ASYNC_FLUSH" }, ports[3 * i] as number, ports[3 * i + 1] as number, {
      namesrvAddr: nameServer,
      enableDLegerCommitLog: "true",
      dLegerGroup: GROUP,
      dLegerSelfId: id,
      dLegerPeers: peersOf(i),
      ...settings
    })
  )
  return {
    nodes,
    broker: (node) => brokers[nodes.indexOf(node)] as RealBroker,
    recorder,
    treat: (treat) => {
      treatment = treat
    },
    leader: (other) => {
      leading = undefined
      return waitFor("a leader", () => (leading !== undefined && leading !== other ? leading : undefined))
    },
    load: (threads, pauseMs) => {
      const acked = new Set<string>()
      const java = spawn("java", [...program.args, "LoadClient", "send", nameServer, TOPIC, String(threads), String(pauseMs)], { cwd: program.home, stdio: ["pipe", "pipe", "ignore"] })
      createInterface({ input: java.stdout }).on("line", (line) => acked.add(line))
      return {
        acked: () => acked,
        stop: async () => {
          const ended = new Promise((resolve) => java.once("exit", resolve))
          java.stdin.end()
          await ended
        }
      }
    },
    read: async () => {
      const ran = promisify(execFile)("java", [...program.args, "LoadClient", "read", nameServer, TOPIC], { cwd: program.home, timeout: 300_000, maxBuffer: 2 ** 28 })
      const said = await ran.catch((error: { readonly code?: number }) => error)
      if ("code" in said && said.code === 3) return undefined
      if (!("stdout" in said)) throw said
      return new Set(said.stdout.split("\n").filter((line) => line !== ""))
    },
    end: async () => {
      await Promise.all(brokers.map((broker) => broker.kill()))
      await names.kill()
      recorder.close()
    }
  }
}
