/**
 * Groups of a master and a slave of which one is RocketMQ's and one is ours, with a NameServer of either: the stock client sends and
 * reads, each end is killed in turn, and the logs must be the same in the end.
 *
 * @module
 */
import { spawn } from "node:child_process"
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { freePorts } from "../cluster/ports.ts"
import { RequestCode } from "../remoting/codes.ts"
import { realBroker, realNameServer } from "../replay/real/rocketmq.ts"
import { testClient } from "../testkit/client.ts"
import type { JavaProgram } from "./mqadmin.ts"
import { command, type Served } from "./command.ts"
import { type Case, HOST, type Kind } from "./served.ts"

export interface MixedRound {
  readonly name: string
  readonly master: Kind
  readonly slave: Kind
  readonly nameServer: Kind
  readonly role: "SYNC_MASTER" | "ASYNC_MASTER"
}

export const mixedRounds: readonly MixedRound[] = [
  { name: "RocketMQ's master, slave here, sync", master: "RocketMQ", slave: "rocketproof", nameServer: "rocketproof", role: "SYNC_MASTER" },
  { name: "master here, RocketMQ's slave, sync", master: "rocketproof", slave: "RocketMQ", nameServer: "rocketproof", role: "SYNC_MASTER" },
  { name: "RocketMQ's master, slave here, async", master: "RocketMQ", slave: "rocketproof", nameServer: "RocketMQ", role: "ASYNC_MASTER" },
  { name: "master here, RocketMQ's slave, async", master: "rocketproof", slave: "RocketMQ", nameServer: "RocketMQ", role: "ASYNC_MASTER" },
  { name: "both here, sync", master: "rocketproof", slave: "rocketproof", nameServer: "RocketMQ", role: "SYNC_MASTER" }
]

const TOPIC = "Mixed"
/** Bytes: small, so that a round goes over several files. */
const FILE_SIZE = 1024 * 1024
/** How long a slave may take to come back and to have everything: milliseconds. */
const PATIENCE_MS = 60_000

/** The stock client, which answers one line with one. */
interface Client {
  readonly ask: (line: string) => Promise<string>
  readonly close: () => void
}

const startClient = ({ args, home }: JavaProgram, nameServer: string): Client => {
  const java = spawn("java", [...args, "MixedClient", nameServer], { cwd: home, stdio: ["pipe", "pipe", "ignore"] })
  const lines = createInterface({ input: java.stdout })[Symbol.asyncIterator]()
  return {
    ask: async (line) => {
      java.stdin.write(`${line}\n`)
      const { value, done } = await lines.next()
      if (done === true) throw new Error(`the client has ended at ${line}`)
      return value
    },
    close: () => {
      java.stdin.end()
      java.kill("SIGKILL")
    }
  }
}

/** The files of a CommitLog, by name; of one that is not there, none. */
const filesIn = (store: string): readonly string[] => (existsSync(join(store, "commitlog")) ? readdirSync(join(store, "commitlog")).filter((name) => /^\d{20}$/.test(name)) : [])

/** Where two logs differ, of the files that the slave has; `undefined`: nowhere. A file that holds nothing yet counts as none. */
const difference = (master: string, slave: string): string | undefined => {
  const contentOf = (store: string, name: string): Buffer => {
    const path = join(store, "commitlog", name)
    return existsSync(path) ? readFileSync(path) : Buffer.alloc(0)
  }
  const names = [...new Set([...filesIn(master), ...filesIn(slave)])].sort()
  const first = filesIn(slave)[0] ?? ""
  for (const name of names) {
    if (name < first) continue
    const [at, of] = [contentOf(master, name), contentOf(slave, name)]
    const length = Math.max(at.length, of.length)
    const [a, b] = [at, of].map((each) => Buffer.concat([each, Buffer.alloc(length - each.length)])) as [Buffer, Buffer]
    if (!a.equals(b)) return `${name} differs from byte ${a.findIndex((byte, i) => byte !== b[i])} on`
  }
  return undefined
}

const until = async (what: string, attempt: () => Promise<string | undefined> | string | undefined): Promise<void> => {
  for (const deadline = Date.now() + PATIENCE_MS; ; await new Promise((resolve) => setTimeout(resolve, 250))) {
    const problem = await attempt()
    if (problem === undefined) return
    if (Date.now() > deadline) throw new Error(`${what}: ${problem}`)
  }
}

/** Numbers by status, as the client tells them. */
const statuses = (answer: string): ReadonlyMap<string, readonly string[]> =>
  new Map(answer.split(" ").map((each) => [each.slice(0, each.indexOf("=")), each.slice(each.indexOf("=") + 1).split(",")] as const))

export const playMixed = async (round: MixedRound, dir: string, lib: string, program: JavaProgram): Promise<readonly Case[]> => {
  const [nameServerPort, masterPort, masterHa, slavePort, slaveHa] = (await freePorts(5, HOST)) as [number, number, number, number, number]
  const nameServer = `${HOST}:${nameServerPort}`
  const isSync = round.role === "SYNC_MASTER"
  const dirs = { master: join(dir, "master"), slave: join(dir, "slave"), names: join(dir, "names") }
  for (const each of Object.values(dirs)) mkdirSync(each, { recursive: true })
  const broker = (kind: Kind, which: "master" | "slave", port: number, haPort: number): Served => {
    const identity = { brokerName: "broker-a", brokerId: which === "master" ? 0 : 1, brokerRole: which === "master" ? round.role : ("SLAVE" as const), flushDiskType: "ASYNC_FLUSH" as const }
    const more = { namesrvAddr: nameServer, mappedFileSizeCommitLog: FILE_SIZE, haSendHeartbeatInterval: 1_000, slaveReadEnable: true }
    if (kind === "RocketMQ") return realBroker(lib, dirs[which], identity, port, haPort, more)
    const keys = { ...identity, listenPort: port, haListenPort: haPort, brokerIP1: HOST, storePathRootDir: join(dirs[which], "store"), consumerFailoverToSlave: true, ...more }
    writeFileSync(join(dirs[which], "ours.conf"), Object.entries(keys).map(([key, value]) => `${key}=${value}\n`).join(""))
    return command(["broker", "-c", join(dirs[which], "ours.conf")])
  }
  const stores = { master: join(dirs.master, "store"), slave: join(dirs.slave, "store") }
  writeFileSync(join(dirs.names, "names.conf"), `listenPort=${nameServerPort}\n`)
  const names = round.nameServer === "RocketMQ" ? realNameServer(lib, dirs.names, nameServerPort) : command(["namesrv", "-c", join(dirs.names, "names.conf")])
  const master = broker(round.master, "master", masterPort, masterHa)
  const slave = broker(round.slave, "slave", slavePort, slaveHa)
  const cases: Case[] = []
  const acked = new Set<string>()
  let client: Client | undefined

  const check = async (name: string, run: () => Promise<string>): Promise<void> => {
    try {
      cases.push({ name, ok: true, found: await run() })
    } catch (error) {
      cases.push({ name, ok: false, found: (error as Error).message.split("\n")[0] ?? "" })
    }
  }
  const ask = async (line: string): Promise<string> => {
    const answer = (await client?.ask(line)) ?? ""
    if (answer.startsWith("failed")) throw new Error(answer)
    return answer
  }
  const send = async (prefix: string, count: number, size = 0): Promise<ReadonlyMap<string, readonly string[]>> => {
    const found = statuses(await ask(`send ${TOPIC} ${prefix} ${count} ${size}`))
    for (const number of found.get("SEND_OK") ?? []) acked.add(`${prefix}-${number}`)
    return found
  }
  const allAcked = async (prefix: string, count: number, size = 0): Promise<void> =>
    until(`${prefix}: not acked`, async () => {
      const found = await send(prefix, count, size)
      return found.get("SEND_OK")?.length === count ? undefined : [...found].map(([status, of]) => `${of.length} ${status}`).join(", ")
    })
  const equal = async (): Promise<string> => {
    await until("the logs", () => difference(stores.master, stores.slave))
    return "byte for byte"
  }
  const consumed = async (group: string): Promise<string> => {
    const seen = new Set((await ask(`consume ${TOPIC} ${group} ${acked.size} 60`)).split(","))
    const missing = [...acked].filter((each) => !seen.has(each))
    if (missing.length > 0) throw new Error(`${missing.length} of ${acked.size} missing, as ${missing[0]}`)
    return `${acked.size} messages`
  }

  const admin = testClient(nameServer)
  try {
    await names.start()
    await master.start()
    await slave.start()
    client = startClient(program, nameServer)
    await check("the slave's copy is acked", async () => {
      await until("the topic", async () => ask(`topic ${HOST}:${masterPort} ${TOPIC} 4`).then(() => undefined, (error: Error) => error.message))
      await allAcked("first", 20)
      // Over the ends of files.
      await allAcked("large", 12, 300_000)
      return `${acked.size} messages`
    })
    await check("the logs are the same", equal)
    await check("the slave has the master's tables", async () => {
      await until("the topic", async () => ((await admin.ask(`${HOST}:${slavePort}`, RequestCode.GET_ALL_TOPIC_CONFIG, {})).body?.toString() ?? "").includes(`"${TOPIC}"`) ? undefined : "it is not there")
      return "topics"
    })
    await check("master killed: the slave serves all that was acked", async () => {
      await allAcked("second", 20)
      if (!isSync) await equal()
      await master.kill()
      return consumed("AfterMaster")
    })
    await check("master back: acked as before", async () => {
      await master.start()
      await allAcked("third", 20)
      return "20 messages"
    })
    await check("slave killed: the producer is told so", async () => {
      await slave.kill()
      const found = await send("alone", 3)
      const told = [...found.keys()].join(", ")
      if (isSync ? found.has("SEND_OK") : !found.has("SEND_OK")) throw new Error(told)
      return told
    })
    await check("slave back: acked as before", async () => {
      await slave.start()
      await allAcked("fourth", 20)
      return "20 messages"
    })
    await check("the logs are the same again", equal)
    await check("a slave with an empty disk is filled", async () => {
      await slave.stop()
      rmSync(stores.slave, { recursive: true, force: true })
      await slave.start()
      await allAcked("fifth", 5)
      await equal()
      return `from ${Number(filesIn(stores.slave)[0])} on`
    })
    await check("nothing that was acked is lost", () => consumed("AtTheEnd"))
    return cases
  } finally {
    client?.close()
    admin.close()
    await Promise.all([master.kill(), slave.kill()])
    await names.kill()
  }
}
