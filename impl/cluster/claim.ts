/**
 * A data directory is one broker's: it says whose in `node.json`, and while a process has it, `lock` says which.
 *
 * RocketMQ `DefaultMessageStore` locks `lock` through the operating system, which Node cannot; here it holds the process's id and
 * when that process was started, so that a lock whose process is gone is nobody's.
 *
 * @module
 */
import { accessSync, closeSync, constants, existsSync, fsyncSync, linkSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync, writeSync } from "node:fs"
import { join } from "node:path"
import { nodeFiles } from "../files/node-files.ts"
import { ledgerHome } from "../store/ledger-files.ts"

/** What must be the same at every start. */
export interface Identity {
  /** Modes 2 and 3 and masters without slaves have the same files: an operator may make a slave a master. */
  readonly store: "master-slave" | "dledger"
  readonly brokerName: string
  /** Of a member of a DLedger group. */
  readonly member?: string
  /** All of its group, ascending. Directories of earlier versions do not say. */
  readonly members?: readonly string[]
  /** How it replicates; absent: by Raft. The files are others. */
  readonly replication?: "dledger-0.3.1.2"
}

/** Files of a store, RocketMQ's own or ours. */
const STORE_FILES = ["commitlog", "consumequeue", "checkpoint", "abort"]

/** Why a store without `node.json` is not taken; `undefined`: it is RocketMQ's own, and that is what is wanted. */
const notTaken = (dir: string, { store, replication, member = "" }: Identity): string | undefined => {
  if (replication !== undefined) return existsSync(ledgerHome(dir, member)) ? undefined : "there is a store in it, and none of this member of a DLedger group"
  if (store === "dledger") return "there is a store in it that no DLedger member of this program has written"
  return existsSync(join(dir, "commitlog", "meta")) ? "its commitlog is that of a DLedger member, or of an early version of this program" : undefined
}

const tell = ({ store, brokerName, member }: Identity): string => (store === "dledger" ? `the DLedger member ${brokerName}/${member ?? "?"}` : `the broker ${brokerName} of a master-slave group`)

/** Why data of the one is none for the other; `undefined`: it is. */
const differs = (known: Identity, wanted: Identity): string | undefined => {
  if (known.store !== wanted.store || known.brokerName !== wanted.brokerName || known.member !== wanted.member) return `this data is that of ${tell(known)}, not of ${tell(wanted)}`
  if (known.replication !== wanted.replication) return `this data is that of a member that replicates as ${known.replication ?? "raft"}, which is told now to do so as ${wanted.replication ?? "raft"}; its files are others. Set replication as it was, or choose another directory`
  const [before, now] = [known.members?.join(", "), wanted.members?.join(", ")]
  // A majority of more members may be none of those that have acked.
  return before === undefined || before === now ? undefined : `this data is that of a member of a group of ${before}, which is told now that it has ${now}; members stay the same`
}

const readIdentity = (dir: string): Identity | undefined => {
  const file = join(dir, "node.json")
  if (!existsSync(file)) return undefined
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Identity
  } catch {
    throw new Error(`${file}: not JSON; it says whose data this is, as in {"store":"master-slave","brokerName":"broker-a"}. Write it anew, or choose another directory`)
  }
}

/** Whole and on disk before anything else is written: a broker does not start on one that is torn. */
const writeIdentity = (dir: string, identity: Identity): void => {
  const file = join(dir, "node.json")
  const handle = openSync(`${file}.tmp`, "w")
  try {
    writeSync(handle, `${JSON.stringify(identity)}\n`)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  renameSync(`${file}.tmp`, file)
  nodeFiles.syncDir(dir)
}

/** When this process was started, where the system tells (Linux): ids are given anew, the two together are not. */
const startOf = (pid: number): string | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8")
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]
  } catch {
    return undefined
  }
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"
  }
}

/** The process that holds the file through the operating system, as RocketMQ does, where the system tells (Linux). */
const lockedBy = (lock: string): number | undefined => {
  try {
    const { ino } = statSync(lock)
    const line = readFileSync("/proc/locks", "utf8").split("\n").find((each) => each.includes(`:${ino} `))
    const pid = Number(line?.trim().split(/\s+/)[4])
    return pid > 0 && pid !== process.pid ? pid : undefined
  } catch {
    return undefined
  }
}

/** The process that has it; `undefined`: nobody, or one that is gone. */
const holderOf = (lock: string): number | undefined => {
  let pid: number
  let started: string | undefined
  try {
    const held = JSON.parse(readFileSync(lock, "utf8")) as { readonly pid: number; readonly started?: string }
    pid = held.pid
    started = held.started
  } catch {
    return undefined
  }
  // This very process: an earlier life of the broker in it was killed.
  if (pid === process.pid || !isAlive(pid)) return undefined
  return started === undefined || startOf(pid) === started ? pid : undefined
}

const takeLock = (dir: string): (() => void) => {
  const lock = join(dir, "lock")
  const mine = JSON.stringify({ pid: process.pid, started: startOf(process.pid) })
  for (let tries = 0; tries < 3; tries++) {
    const holder = holderOf(lock)
    if (holder !== undefined) throw new Error(`${dir}: process ${holder} has this data directory. Stop it, or choose another directory with --data or storePathRootDir`)
    const own = join(dir, `lock.${process.pid}`)
    if (existsSync(lock)) {
      // Two may find the same stale lock: who moves a live one away puts it back.
      renameSync(lock, own)
      const moved = holderOf(own)
      if (moved !== undefined) linkSync(own, lock)
      rmSync(own)
      if (moved !== undefined) continue
    }
    try {
      writeFileSync(lock, mine, { flag: "wx" })
      return () => rmSync(lock, { force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error
    }
  }
  throw new Error(`${dir}: other processes are about to take this data directory. Start one broker only, or choose another directory with --data or storePathRootDir`)
}

/** Throws if the directory is another broker's, and writes nothing; whose it is already, if it says so. */
export const refuseForeign = (dir: string, identity: Identity): Identity | undefined => {
  const known = readIdentity(dir)
  const why = known === undefined ? undefined : differs(known, identity)
  if (why !== undefined) throw new Error(`${dir}: ${why}. Choose another directory with --data or storePathRootDir, or set the keys as they were`)
  const names = existsSync(dir) ? readdirSync(dir) : []
  const not = known === undefined && !names.includes("hard-state") && STORE_FILES.some((name) => names.includes(name)) ? notTaken(dir, identity) : undefined
  if (not !== undefined) throw new Error(`${dir}: ${not}. Choose another directory with --data or storePathRootDir`)
  return known
}

/**
 * Takes the directory, and returns how to let go of it. Throws, and has written nothing, if it is another broker's, or in use, or
 * cannot be written.
 */
export const claim = (dir: string, identity: Identity): (() => void) => {
  try {
    const known = refuseForeign(dir, identity)
    const rocketmq = lockedBy(join(dir, "lock"))
    if (rocketmq !== undefined) throw new Error(`${dir}: process ${rocketmq} has this data directory (RocketMQ itself, it seems). Stop it, or choose another directory with --data or storePathRootDir`)
    if (existsSync(dir)) accessSync(dir, constants.W_OK)
    else mkdirSync(dir, { recursive: true })
    const release = takeLock(dir)
    if (known === undefined) writeIdentity(dir, identity)
    return release
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === "EACCES" || code === "EROFS" || code === "EPERM") throw new Error(`${dir}: cannot be written (${message}). Give this user the right to, or choose another directory with --data or storePathRootDir`)
    if (code === "ENOTDIR" || code === "EEXIST") throw new Error(`${dir}: is no directory (${message}). Choose another with --data or storePathRootDir`)
    throw error
  }
}
