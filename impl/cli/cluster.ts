/**
 * `rocketproof cluster`: a cluster for as long as it is wanted.
 *
 * @module
 */
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { isIP } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type Cluster, type ClusterOptions, startCluster } from "../cluster/cluster.ts"
import { defaultsOf, flushOf, modeNames, warningsAbout } from "../cluster/modes.ts"
import { type Control, openControl } from "../cluster/control.ts"
import { clusterSettings } from "../config/cluster-settings.ts"
import { logOptions } from "../log/log.ts"
import { notice } from "./alone.ts"

export interface ClusterFlags {
  readonly mode: string
  readonly groups?: number
  readonly replicas?: number
  readonly namesrvs: number
  readonly port: number
  readonly flush?: string
  readonly data?: string
  readonly controlPort: number
  readonly readyFile?: string
  readonly journal?: boolean
  readonly processes?: boolean
  readonly host: string
  readonly advertise?: string
  readonly set: readonly string[]
  readonly mutant?: string
  readonly logLevel?: string
  readonly logFormat?: string
}

/** How long a group may take to elect its first leader. */
const READY_MS = 30_000

export const cluster = async (flags: ClusterFlags): Promise<number> => {
  const mode = modeNames.find((known) => known === flags.mode)
  if (mode === undefined) throw new Error(`--mode ${flags.mode}: must be one of ${modeNames.join(", ")}`)
  const preset = defaultsOf[mode]
  // Message ids carry the address in binary.
  for (const [flag, value] of [["--host", flags.host], ["--advertise", flags.advertise ?? flags.host]] as const)
    if (isIP(value) === 0) throw new Error(`${flag} ${value}: must be an IP address`)
  const log = logOptions(flags)
  const { notices, ...settings } = clusterSettings(flags.set)
  const flush = flushOf(mode, flags.flush, settings.replication)
  notice("cluster", [...notices, ...warningsAbout({ mode, replicas: flags.replicas ?? preset.replicas })])
  const dir = flags.data ?? mkdtempSync(join(tmpdir(), "rocketproof-"))
  const options: ClusterOptions = {
    mode,
    groups: flags.groups ?? preset.groups,
    replicas: flags.replicas ?? preset.replicas,
    namesrvs: flags.namesrvs,
    port: flags.port,
    flush,
    dir,
    journal: flags.journal === true,
    processes: flags.processes === true,
    host: flags.host,
    advertise: flags.advertise ?? flags.host,
    ...settings,
    ...(log === undefined ? {} : { log }),
    ...(flags.mutant === undefined ? {} : { mutant: flags.mutant })
  }
  const cleanUp = (): void => {
    if (flags.data === undefined) rmSync(dir, { recursive: true, force: true })
  }
  // From the first moment on: a signal that comes while nodes start ends them, too.
  const ended = new Promise<"ended">((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => resolve("ended"))
  })
  let running: Cluster
  try {
    running = await startCluster(options)
  } catch (error) {
    cleanUp()
    throw error
  }
  try {
    await serve(running, flags, ended)
  } finally {
    await running.stop()
    cleanUp()
  }
  return 0
}

/** Until a signal comes. */
const serve = async (running: Cluster, flags: ClusterFlags, ended: Promise<"ended">): Promise<void> => {
  const control = await openControl(running, flags.controlPort)
  try {
    const ready = running.ready(READY_MS)
    // It may fail after a signal has come: then nobody wants to know.
    ready.catch(() => {})
    if ((await Promise.race([ready, ended])) === "ended") return
    const line = await readyLine(running, control)
    console.log(line)
    if (flags.readyFile !== undefined) {
      // Whole as soon as it is there: somebody waits for it.
      writeFileSync(`${flags.readyFile}.tmp`, `${line}\n`)
      renameSync(`${flags.readyFile}.tmp`, flags.readyFile)
    }
    await ended
  } finally {
    control.close()
  }
}

const readyLine = async (running: Cluster, control: Control): Promise<string> => {
  const states = await running.states()
  return JSON.stringify({
    ready: true,
    namesrv: running.namesrvAddr,
    control: control.url,
    brokers: running
      .nodes()
      .filter(({ kind }) => kind === "broker")
      .map(({ name, address, pid, dir: dataDir }) => {
        const state = states.find(({ node }) => node === name)
        const id = Number(name.slice(name.lastIndexOf("/n") + 2))
        return { node: name, brokerName: name.slice(0, name.lastIndexOf("/")), brokerId: state?.role === "LEADER" || state?.role === "MASTER" ? 0 : state?.role === "SLAVE" ? id : id + 1, addr: address, pid, dataDir }
      })
  })
}
