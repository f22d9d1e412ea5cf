/**
 * DLedger groups of which some members are RocketMQ's and some ours: they dial each other through a recorder, the stock client sends and
 * reads, leaders of either kind are killed, a member of one kind goes on with the files of the other; the ledgers must be the same, and
 * every frame one that the rules say.
 *
 * @module
 */
import { existsSync, mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { freePorts } from "../cluster/ports.ts"
import { judgeRun } from "../journal/judge.ts"
import { nodeNetwork } from "../layers/node-network.ts"
import { nodeTimers } from "../layers/timers.ts"
import { RequestCode } from "../remoting/codes.ts"
import { realBroker, realNameServer } from "../replay/real/rocketmq.ts"
import { testClient } from "../testkit/client.ts"
import { judgeRecording } from "../wire/judge-recording.ts"
import { startRecorder } from "../wire/recorder.ts"
import { command, type Served } from "./command.ts"
import { endOfLedger, type Ledger, ledgerDifference } from "./ledgers.ts"
import { caseList, FILE_SIZE, type Sender, startSender, TOPIC, until } from "./mixed-client.ts"
import type { JavaProgram } from "./mqadmin.ts"
import { type Case, HOST, type Kind } from "./served.ts"

export interface DLedgerRound {
  readonly name: string
  /** Of n0, n1, n2. */
  readonly kinds: readonly Kind[]
  readonly nameServer: Kind
}

export const dledgerRounds: readonly DLedgerRound[] = [
  { name: "two of RocketMQ's, one here", kinds: ["RocketMQ", "RocketMQ", "rocketproof"], nameServer: "RocketMQ" },
  { name: "one of RocketMQ's, two here", kinds: ["RocketMQ", "rocketproof", "rocketproof"], nameServer: "rocketproof" }
]

const GROUP = "broker-a"
const QUEUES = 4
/** Leaders that are killed at most until one of the kind that is wanted leads. */
const KILLS = 8
/** Messages that are sent one after the other when a leader is killed, and how long after the first. */
const SENT = 400
const BUSY_MS = 300

interface Member extends Ledger {
  readonly address: string
  readonly served: Served
}

export const playDLedger = async ({ kinds, nameServer: nameServerKind }: DLedgerRound, dir: string, lib: string, program: JavaProgram, recording = join(dir, "recording.jsonl")): Promise<readonly Case[]> => {
  const ids = kinds.map((_, i) => `n${i}`)
  const ports = await freePorts(3 * ids.length + 1, HOST)
  const nameServerPort = ports[3 * ids.length] as number
  const nameServer = `${HOST}:${nameServerPort}`
  const dledgerPort = (i: number): number => ports[3 * i + 2] as number
  const namesDir = join(dir, "names")
  for (const each of [namesDir, ...ids.map((id) => join(dir, id))]) mkdirSync(each, { recursive: true })
  writeFileSync(join(namesDir, "names.conf"), `listenPort=${nameServerPort}\n`)
  const names = nameServerKind === "RocketMQ" ? realNameServer(lib, namesDir, nameServerPort) : command(["namesrv", "-c", join(namesDir, "names.conf")])

  const heard: { leader: string | undefined } = { leader: undefined }
  /** Nothing passes from it and to it. */
  let cut: string | undefined
  const recorder = await startRecorder({
    network: nodeNetwork,
    timers: nodeTimers,
    file: recording,
    nodes: ids.map((id, i) => ({ id, protocol: "dledger", listen: { host: HOST, port: 0 }, target: { host: HOST, port: dledgerPort(i) } })),
    treat: ({ kind, from, to }) => {
      if (cut !== undefined && (from === cut || to === cut)) return "drop"
      if (kind === "answer to HEART_BEAT") heard.leader = to
      return undefined
    }
  })

  const memberOf = (i: number, kind: Kind): Member => {
    const id = ids[i] as string
    const home = join(dir, id)
    const [port, haPort] = [ports[3 * i] as number, ports[3 * i + 1] as number]
    const keys = {
      namesrvAddr: nameServer,
      enableDLegerCommitLog: "true",
      dLegerGroup: GROUP,
      dLegerSelfId: id,
      dLegerPeers: ids.map((each, j) => `${each}-${HOST}:${j === i ? dledgerPort(j) : recorder.ports[j]}`).join(";"),
      mappedFileSizeCommitLog: FILE_SIZE,
      slaveReadEnable: true
    }
    const ours = (): Served => {
      const conf = join(home, "ours.conf")
      const all = { brokerName: GROUP, listenPort: port, haListenPort: haPort, brokerIP1: HOST, storePathRootDir: join(home, "store"), replication: "dledger-0.3.1.2", ...keys }
      writeFileSync(conf, Object.entries(all).map(([key, value]) => `${key}=${value}\n`).join(""))
      return command(["broker", "-c", conf, "--journal"])
    }
    const served = kind === "RocketMQ" ? realBroker(lib, home, { brokerName: GROUP, brokerId: -1, brokerRole: "ASYNC_MASTER", flushDiskType: "ASYNC_FLUSH" }, port, haPort, keys) : ours()
    return { store: join(home, "store"), member: id, kind, address: `${HOST}:${port}`, served }
  }
  const members = kinds.map((kind, i) => memberOf(i, kind))
  const up = new Set<string>()
  const named = (id: string): Member => members[ids.indexOf(id)] as Member
  const running = (): readonly Member[] => members.filter(({ member }) => up.has(member))
  const start = async ({ member, served }: Member): Promise<void> => {
    recorder.note(`start ${member}`)
    await served.start()
    up.add(member)
  }
  const end = async ({ member, served }: Member, how: "stop" | "kill"): Promise<void> => {
    recorder.note(`${how} ${member}`)
    await served[how]()
    up.delete(member)
  }

  /** Whose heartbeat is answered next. */
  const leader = async (other?: Member): Promise<Member> => {
    heard.leader = undefined
    await until("a leader", () => (heard.leader !== undefined && heard.leader !== other?.member ? undefined : "nobody leads"))
    return named(heard.leader ?? "")
  }
  /** Leaders are killed, and started again, until one of this kind leads. */
  const ledBy = async (kind: Kind): Promise<Member> => {
    let now = await leader()
    for (let i = 0; i < KILLS && now.kind !== kind; i++) {
      await end(now, "kill")
      const next = await leader(now)
      await start(now)
      now = next
    }
    if (now.kind !== kind) throw new Error(`none of ${kind} has led after ${KILLS} kills`)
    return now
  }
  const equal = async (): Promise<string> => {
    const [first, ...others] = running() as [Member, ...Member[]]
    await until("the ledgers", () => others.map((other) => ledgerDifference(first, other)).find((problem) => problem !== undefined))
    return `${endOfLedger(first).last + 1} entries, byte for byte`
  }

  const { cases, check } = caseList()
  const admin = testClient(nameServer)
  let sender: Sender | undefined
  try {
    await names.start()
    // RocketMQ's first: one of them leads, or there is none of them.
    for (const member of members.filter(({ kind }) => kind === "RocketMQ")) await start(member)
    for (const member of members.filter(({ kind }) => kind !== "RocketMQ")) await start(member)
    const { topic, send, allAcked, consumed } = (sender = startSender(program, nameServer))
    let n = 0
    /** The whole of what a leader is for. */
    const serve = async (): Promise<string> => {
      const prefix = `round${n++}`
      await allAcked(prefix, 20)
      // Over the ends of files.
      await allAcked(`${prefix}large`, 8, 300_000)
      return equal()
    }
    const led = async (kind: Kind): Promise<Member> => {
      const now = await ledBy(kind)
      await topic(now.address)
      return now
    }
    const registered = async (): Promise<string> => {
      const now = await leader()
      const wanted = Object.fromEntries(running().map((each) => [each === now ? "0" : String(Number(each.member.slice(1)) + 1), each.address]))
      await until("the NameServer", async () => {
        const found = JSON.parse(((await admin.ask(nameServer, RequestCode.GET_ROUTEINFO_BY_TOPIC, { topic: TOPIC })).body?.toString() ?? "{}").replace(/([{,])(\d+):/g, '$1"$2":')) as { readonly brokerDatas?: readonly { readonly brokerAddrs: Readonly<Record<string, string>> }[] }
        const addresses = found.brokerDatas?.[0]?.brokerAddrs ?? {}
        const text = (table: Readonly<Record<string, string>>): string => Object.keys(table).sort().map((id) => `${id}=${table[id]}`).join(" ")
        return text(addresses) === text(wanted) ? undefined : `has ${text(addresses)}, not ${text(wanted)}`
      })
      return Object.keys(wanted).sort().join(", ")
    }

    /** One of the kind that does not lead. */
    const followerKilled = async (kind: Kind, prefix: string): Promise<string> => {
      const follower = running().find((each) => each.kind === kind) as Member
      await end(follower, "kill")
      await allAcked(prefix, 20)
      await start(follower)
      return equal()
    }
    const killed = async (kind: Kind): Promise<string> => {
      const now = await led(kind)
      await allAcked(`before${n}`, 5)
      const sending = send(`while${n}`, SENT)
      await new Promise((resolve) => setTimeout(resolve, BUSY_MS))
      await end(now, "kill")
      const acked = (await sending).get("SEND_OK")?.length ?? 0
      await allAcked(`after${n}`, 20)
      await start(now)
      return `${await serve()}; ${acked} acks of ${SENT} before the kill`
    }
    /** What only it has is cut when it is heard again. */
    const cutOff = async (kind: Kind): Promise<string> => {
      const now = await led(kind)
      recorder.note(`${now.member} is cut off`)
      cut = now.member
      try {
        const alone = await send(`alone${n}`, 2)
        const next = await leader(now)
        await allAcked(`others${n}`, 20)
        if (alone.has("SEND_OK")) throw new Error(`${now.member} has acked what nobody else has`)
        recorder.note(`${now.member} is heard again; ${next.member} leads`)
      } finally {
        cut = undefined
      }
      return serve()
    }

    await check("RocketMQ's leads: what it acks is in every ledger", async () => {
      await led("RocketMQ")
      return serve()
    })
    await check("RocketMQ's leads: all are registered", registered)
    await check("RocketMQ's leads: a follower here answers pulls as its leader does", async () => {
      const now = await leader()
      const follower = running().find(({ kind }) => kind === "rocketproof") as Member
      let messages = 0
      for (let queue = 0; queue < QUEUES; queue++)
        await until(`queue ${queue}`, async () => {
          const [there, here] = await Promise.all([now, follower].map(({ address }) => admin.pullFrom(address, TOPIC, queue, 0)))
          const same = there?.code === here?.code && there?.body?.equals(here?.body ?? Buffer.alloc(0)) === true
          if (same) messages += Number(here?.extFields["nextBeginOffset"] ?? 0)
          return same ? undefined : `${here?.code} ${here?.remark ?? ""}, ${here?.body?.length ?? 0} bytes; the leader: ${there?.code}, ${there?.body?.length ?? 0} bytes`
        })
      return `${messages} messages, byte for byte`
    })
    await check("RocketMQ's leads: a follower here is killed, and has everything when it is back", () => followerKilled("rocketproof", "without"))
    await check("RocketMQ's leader is killed while it acks: others ack, and the ledgers are the same when it is back", () => killed("RocketMQ"))
    await check("one here leads: what it acks is in every ledger", async () => {
      await led("rocketproof")
      return serve()
    })
    await check("one here leads: all are registered", registered)
    await check("one here leads: RocketMQ's follower is killed, and has everything when it is back", () => followerKilled("RocketMQ", "withoutit"))
    await check("the leader here is killed while it acks: others ack, and the ledgers are the same when it is back", () => killed("rocketproof"))
    await check("RocketMQ's leader is cut off: others ack, and the ledgers are the same when it is heard again", () => cutOff("RocketMQ"))
    await check("the leader here is cut off: others ack, and the ledgers are the same when it is heard again", () => cutOff("rocketproof"))
    await check("nothing that was acked is lost", () => consumed("Readers"))
    const swapped = async (from: Kind, to: Kind): Promise<string> => {
      const i = members.findIndex(({ kind }) => kind === from)
      await end(members[i] as Member, "stop")
      members[i] = memberOf(i, to)
      await start(members[i] as Member)
      return serve()
    }
    await check("RocketMQ goes on with the files of one here", () => swapped("rocketproof", "RocketMQ"))
    await check("one here goes on with the files of RocketMQ's", () => swapped("RocketMQ", "rocketproof"))
    await check("nothing that was acked is lost since", () => consumed("LastReaders"))
  } finally {
    sender?.close()
    admin.close()
    await Promise.all(members.map(({ served }) => served.kill()))
    await names.kill()
    recorder.close()
  }
  await check("every step of those here was the spec's", async () => {
    const judged = await Promise.all(members.filter(({ store }) => existsSync(join(store, "journal-1.jsonl"))).map(({ store }) => judgeRun(store)))
    const wrong = judged.flatMap(({ diverging, refused }) => [...diverging.map(({ file, divergence }) => `${file}, line ${divergence?.line}: ${divergence?.difference}`), ...refused.map(({ problem }) => problem)])
    if (judged.length === 0 || wrong[0] !== undefined) throw new Error(wrong[0] ?? "there is no journal")
    return `${judged.reduce((sum, { events }) => sum + events, 0)} events`
  })
  await check("every frame is one that the rules say", async () => {
    const judged = await judgeRecording(recording)
    const stuck = judged.nodes.find((node) => node.stuck !== undefined)
    if (judged.verdict !== "explained") throw new Error(judged.contradictions[0]?.what ?? `line ${stuck?.stuck?.item.line} of ${stuck?.node}`)
    return `${judged.frames} frames`
  })
  return cases
}
