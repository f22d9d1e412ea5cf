/**
 * Clusters to be measured, ours and RocketMQ's, each in processes of its own.
 *
 * @module
 */
import { type ChildProcess, spawn } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { fetchJars, OPENS } from "../../replay/real/rocketmq.ts"
import { firstAck } from "./load.ts"
import { freePorts } from "../ports.ts"
import type { Mode } from "../modes.ts"

const HOST = "127.0.0.1"

export interface Topology {
  readonly mode: Mode
  readonly flush: "async" | "sync"
  /** Of brokers; 1 unless said. */
  readonly groups?: number
  /** Every broker of ours in a process of its own, as RocketMQ's are. */
  readonly processes?: boolean
  /** Of ours: where it stores. */
  readonly data?: string
}

export interface Servers {
  readonly namesrv: string
  /** Where clients connect, node by node; who leads a DLedger group is found by asking. */
  readonly brokers: readonly string[]
  /** From the first process to the first SEND_OK, in milliseconds. */
  readonly startedMs: number
  /** MB of memory in all server processes. */
  readonly residentMb: () => number
  /** kill -9 of the broker with this address. */
  readonly kill: (address: string) => Promise<void>
  /** How long that took, in milliseconds. */
  readonly stop: () => Promise<number>
}

/** Of this package. */
export const ROOT = ((): string => {
  let dir = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(dir, "package.json")) || dir.endsWith("/dist")) dir = dirname(dir)
  return dir
})()

const MAIN = join(ROOT, "dist/impl/cli/main.js")

/** From /proc; 0 where there is none. */
const residentMb = (pid: number): number => {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}

/** `pid`: who gets the signal, if not the child itself: npx passes none on to what it started. */
const ended = (child: ChildProcess, signal: NodeJS.Signals, pid = child.pid as number): Promise<number> =>
  new Promise((resolve) => {
    const begun = performance.now()
    const done = (): void => resolve(performance.now() - begun)
    if (child.exitCode !== null || child.signalCode !== null) return done()
    child.once("exit", done)
    process.kill(pid, signal)
  })

/** The line that `cluster` prints when clients can send. */
interface Ready {
  readonly namesrv: string
  readonly control: string
  readonly brokers: readonly { readonly addr: string; readonly pid: number; readonly brokerId: number }[]
}

const isWritable = (brokerId: number): boolean => brokerId === 0

export const ours = async ({ mode, flush, groups = 1, processes = false, data }: Topology, command: readonly string[] = [process.execPath, MAIN], cwd = ROOT): Promise<Servers> => {
  const started = performance.now()
  const flags = ["cluster", "--mode", mode, "--groups", String(groups), "--flush", flush, "--port", "0", "--set", "slaveReadEnable=true", ...(processes ? ["--processes"] : []), ...(data === undefined ? [] : ["--data", data])]
  const [program = "", ...before] = command
  const child = spawn(program, [...before, ...flags], { cwd, stdio: ["ignore", "pipe", "inherit"] })
  const ready = await new Promise<Ready>((resolve, reject) => {
    let out = ""
    child.stdout.on("data", (chunk: Buffer) => {
      out += chunk.toString()
      if (out.includes("\n")) resolve(JSON.parse(out.slice(0, out.indexOf("\n"))) as Ready)
    })
    child.once("exit", (code) => reject(new Error(`cluster ended with ${code}`)))
  })
  try {
    await firstAck(ready.brokers.filter(({ brokerId }) => isWritable(brokerId)).map(({ addr }) => addr))
  } catch (error) {
    await ended(child, "SIGKILL")
    throw error
  }
  return {
    namesrv: ready.namesrv,
    brokers: ready.brokers.map(({ addr }) => addr),
    startedMs: performance.now() - started,
    residentMb: () => [...new Set([child.pid ?? 0, ...ready.brokers.map(({ pid }) => pid)])].reduce((sum, pid) => sum + residentMb(pid), 0),
    kill: async (address) => {
      await fetch(`${ready.control}/kill`, { method: "POST", body: JSON.stringify({ broker: address }) })
    },
    stop: () => ended(child, "SIGTERM", processes ? child.pid : ready.brokers[0]?.pid)
  }
}

/** Ours, as somebody starts it who has it installed in a project. */
export const throughNpx = async (topology: Topology): Promise<Servers> => {
  const project = mkdtempSync(join(tmpdir(), "rocketproof-bench-"))
  mkdirSync(join(project, "node_modules", ".bin"), { recursive: true })
  writeFileSync(join(project, "package.json"), '{ "name": "project", "private": true }\n')
  symlinkSync(ROOT, join(project, "node_modules", "rocketproof"))
  symlinkSync(MAIN, join(project, "node_modules", ".bin", "rocketproof"))
  const clean = (): void => rmSync(project, { recursive: true, force: true })
  try {
    const servers = await ours(topology, ["npx", "--no-install", "rocketproof"], project)
    return { ...servers, stop: () => servers.stop().finally(clean) }
  } catch (error) {
    clean()
    throw error
  }
}

const LOGBACK = '<configuration><root level="OFF"/></configuration>\n'

/** RocketMQ 4.9.7, with the memory that its own scripts would be cut down to on such a machine. */
export const real = async ({ mode, flush, groups = 1 }: Topology): Promise<Servers> => {
  const lib = fetchJars()
  const home = mkdtempSync(join(tmpdir(), "rocketproof-bench-"))
  const children: { readonly child: ChildProcess; readonly address: string }[] = []
  const launch = (name: string, address: string, heap: readonly string[], main: string, settings: Readonly<Record<string, string | number | boolean>>): void => {
    const dir = join(home, name)
    mkdirSync(join(dir, "conf"), { recursive: true })
    for (const file of ["namesrv", "broker"]) writeFileSync(join(dir, "conf", `logback_${file}.xml`), LOGBACK)
    const conf = join(dir, "conf", "it.conf")
    writeFileSync(conf, Object.entries(settings).map(([key, value]) => `${key}=${value}\n`).join(""))
    const child = spawn("java", [...heap, "-XX:-UsePerfData", ...OPENS, `-Duser.home=${dir}`, "-cp", `${lib}/*`, main, "-c", conf], { cwd: dir, env: { ...process.env, ROCKETMQ_HOME: dir }, stdio: "ignore" })
    children.push({ child, address })
  }
  // A broker's own port has its fast one two below, and the one for slaves beside it.
  const nodes = mode === "multi-master" ? groups : mode === "dledger" ? 3 * groups : 2 * groups
  const ports = await freePorts(1 + 4 * nodes, HOST)
  const namesrv = `${HOST}:${ports[0]}`
  const stop = async (): Promise<number> => {
    const begun = performance.now()
    await Promise.all(children.toReversed().map(({ child }) => ended(child, "SIGTERM")))
    rmSync(home, { recursive: true, force: true })
    return performance.now() - begun
  }
  const started = performance.now()
  launch("namesrv", "", ["-Xms256m", "-Xmx512m"], "org.apache.rocketmq.namesrv.NamesrvStartup", { listenPort: ports[0] as number })
  const listenAt = (i: number): number => (ports[1 + 4 * i] as number)
  const each = nodes / groups
  for (let i = 0; i < nodes; i++) {
    const [group, member] = [Math.floor(i / each), i % each]
    const brokerName = `broker-${String.fromCharCode(97 + group)}`
    const dir = join(home, `n${i}`)
    const peers = Array.from({ length: each }, (_, m) => `n${m}-${HOST}:${ports[2 + 4 * (group * each + m)]}`).join(";")
    launch(`n${i}`, `${HOST}:${listenAt(i)}`, ["-Xms256m", "-Xmx1g", "-XX:MaxDirectMemorySize=1g"], "org.apache.rocketmq.broker.BrokerStartup", {
      brokerClusterName: "DefaultCluster",
      brokerName,
      brokerId: mode === "dledger" ? -1 : member,
      brokerRole: mode === "dledger" || mode === "multi-master" ? "ASYNC_MASTER" : member > 0 ? "SLAVE" : mode === "sync-double-write" ? "SYNC_MASTER" : "ASYNC_MASTER",
      flushDiskType: flush === "sync" ? "SYNC_FLUSH" : "ASYNC_FLUSH",
      listenPort: listenAt(i),
      haListenPort: ports[3 + 4 * i] as number,
      namesrvAddr: namesrv,
      brokerIP1: HOST,
      brokerIP2: HOST,
      storePathRootDir: join(dir, "store"),
      storePathCommitLog: join(dir, "store", "commitlog"),
      slaveReadEnable: true,
      ...(mode === "dledger" ? { enableDLegerCommitLog: true, dLegerGroup: brokerName, dLegerSelfId: `n${member}`, dLegerPeers: peers, sendMessageThreadPoolNums: 16 } : {})
    })
  }
  const brokers = children.slice(1).map(({ address }) => address)
  try {
    await firstAck(mode === "dledger" || mode === "multi-master" ? brokers : brokers.filter((_, i) => i % 2 === 0))
  } catch (error) {
    await stop()
    throw error
  }
  return {
    namesrv,
    brokers,
    startedMs: performance.now() - started,
    residentMb: () => children.reduce((sum, { child }) => sum + residentMb(child.pid ?? 0), 0),
    kill: async (address) => {
      await Promise.all(children.filter((one) => one.address === address).map(({ child }) => ended(child, "SIGKILL")))
    },
    stop
  }
}
