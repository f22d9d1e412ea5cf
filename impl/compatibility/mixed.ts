/**
 * Groups of a master and a slave of which one is RocketMQ's and one is ours, with a NameServer of either: the stock client sends and
 * reads, each end is killed in turn, and the logs must be the same in the end.
 *
 * @module
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { freePorts } from "../cluster/ports.ts"
import { RequestCode } from "../remoting/codes.ts"
import { realBroker, realNameServer } from "../replay/real/rocketmq.ts"
import { testClient } from "../testkit/client.ts"
import type { JavaProgram } from "./mqadmin.ts"
import { command, type Served } from "./command.ts"
import { caseList, FILE_SIZE, type Sender, startSender, TOPIC, until } from "./mixed-client.ts"
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
  const { cases, check } = caseList()
  let sender: Sender | undefined
  const equal = async (): Promise<string> => {
    await until("the logs", () => difference(stores.master, stores.slave))
    return "byte for byte"
  }
  const admin = testClient(nameServer)
  try {
    await names.start()
    await master.start()
    await slave.start()
    const { topic, allAcked, send, consumed, acked } = (sender = startSender(program, nameServer))
    await check("the slave's copy is acked", async () => {
      await topic(`${HOST}:${masterPort}`)
      await allAcked("first", 20)
      // Over the ends of files.
      await allAcked("large", 12, 300_000)
      return `${acked().size} messages`
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
    sender?.close()
    admin.close()
    await Promise.all([master.kill(), slave.kill()])
    await names.kill()
  }
}
