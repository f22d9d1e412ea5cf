/**
 * Three brokers, whole: machine, shell, codecs and store, over simulated layers. From a seed come elections, sends, reads of
 * where the queue ends, and faults; afterwards everything acked is read back.
 *
 * @module
 */
import { createHash } from "node:crypto"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { type Config, defaults, timers } from "../../spec/broker/config.ts"
import { dledger } from "../../spec/modes/dledger.ts"
import { type BrokerOptions, type RunningBroker, startBroker } from "../broker/broker.ts"
import { Files } from "../files/files.ts"
import { MemoryFiles } from "../files/memory-files.ts"
import { Network, parseAddress } from "../layers/network.ts"
import { Random, Timers } from "../layers/timers.ts"
import { decodeStoredAll } from "../message/stored.ts"
import { type RemotingClient, remotingClient } from "../remoting/client.ts"
import { RequestCode, ResponseCode } from "../remoting/codes.ts"
import { seededRandom, virtualClock } from "./clock.ts"
import { simulatedNetwork } from "./network.ts"

export type SimulatedFault = "crash" | "powerLoss" | "partition" | "pause"

export interface SimulationOptions {
  readonly machine?: BrokerOptions["machine"]
  readonly config?: Partial<Config>
  /** Which may strike. */
  readonly faults: readonly SimulatedFault[]
  readonly messages?: number
  /** Between two messages: milliseconds. */
  readonly paceMs?: number
  /** Between two reads of where the queue ends: milliseconds. */
  readonly readEveryMs?: number
  /** At least this long between two faults, and a node is down, cut off or paused no longer: milliseconds. */
  readonly faultEveryMs?: number
}

/** What one client asked of the queue and was told: a send, or a read of where it ends. */
export interface SimulatedOperation {
  readonly kind: "append" | "length"
  /** Its place among all questions and answers. */
  readonly invoked: number
  /** Where the message stands, or where the queue ends. Absent: refused, or no answer. */
  readonly answered?: { readonly at: number; readonly value: number }
}

export interface SimulatedRun {
  readonly seed: number
  /** Of every event taken and output given by every machine, in order. */
  readonly journal: string
  readonly events: number
  readonly acked: number
  /** Acked messages that cannot be read back. */
  readonly lost: readonly string[]
  /** Every send, repeated ones each for itself, and every read of a node that thought it led. */
  readonly history: readonly SimulatedOperation[]
  /** Terms that had a leader. */
  readonly leaders: number
  readonly struck: readonly string[]
  /** Anything else that must not be: two leaders in a term, a message nobody sent, a queue with a hole, no leader in the end. */
  readonly problem: string | undefined
}

const NODES = ["n0", "n1", "n2"] as const
const TOPIC = "t"
const QUEUE = "0"
const clientAt = (i: number): string => `10.0.0.${i}:10911`
const peerAt = (i: number): string => `10.0.0.${i}:40911`

interface Member {
  readonly id: string
  readonly disk: MemoryFiles
  running: RunningBroker | undefined
}

export const simulateGroup = async (seed: number, options: SimulationOptions): Promise<SimulatedRun> => {
  const clock = virtualClock()
  const random = seededRandom(seed)
  const network = simulatedNetwork(clock, random)
  const hash = createHash("sha256")
  const terms = new Map<number, string>()
  const cut = new Set<string>()
  const struck: string[] = []
  let problem: string | undefined
  let events = 0

  const members: readonly Member[] = NODES.map((id) => ({
    id,
    disk: new MemoryFiles({ schedule: (complete) => void clock.after(0.2 + random.next() * 3, complete) }),
    running: undefined
  }))

  const start = async (member: Member, bootstrap: boolean): Promise<void> => {
    const i = NODES.indexOf(member.id as (typeof NODES)[number])
    const layers = Layer.mergeAll(
      Layer.succeed(Network, network.of(member.id)),
      Layer.succeed(Timers, clock),
      Layer.succeed(Random, random),
      Layer.succeed(Files, member.disk)
    )
    member.running = await Effect.runPromise(
      startBroker({
        machine: options.machine ?? dledger,
        config: {
          ...defaults,
          timing: { ...timers.seed, heartBeatTimeIntervalMs: [100, 100] },
          ...options.config,
          dLegerSelfId: member.id,
          peers: NODES.filter((other) => other !== member.id)
        },
        listenAt: parseAddress(clientAt(i)),
        advertiseHost: `10.0.0.${i}`,
        peerAt: parseAddress(peerAt(i)),
        peers: new Map(NODES.map((id, j) => [id, parseAddress(peerAt(j))] as const).filter(([id]) => id !== member.id)),
        nameServers: [],
        dir: "/data",
        bootstrap,
        isCut: (from, to) => cut.has(`${from}>${to}`),
        journal: {
          record: (event, outputs) => {
            events++
            hash.update(member.id).update(JSON.stringify([event, outputs]))
            for (const output of outputs) {
              if (output._tag !== "WriteNoop") continue
              const { term } = output as unknown as { readonly term: number }
              const other = terms.get(term)
              if (other !== undefined && other !== member.id) problem ??= `${other} and ${member.id} both led term ${term}`
              terms.set(term, member.id)
            }
          },
          flush: () => {},
          close: () => {}
        }
      }).pipe(Effect.provide(layers))
    )
  }

  for (const member of members) await start(member, true)

  const clients: readonly RemotingClient[] = NODES.map((_, i) => remotingClient(network.of("client"), parseAddress(clientAt(i))))
  const sent = new Set<string>()
  const acked = new Set<string>()
  const total = options.messages ?? 20
  let target = 0

  const history: SimulatedOperation[] = []
  let moments = 0
  /** Notes that something is asked; what it gives notes the answer. */
  const ask = (kind: SimulatedOperation["kind"]): ((value: number) => void) => {
    const at = history.push({ kind, invoked: moments++ }) - 1
    return (value) => {
      history[at] = { ...(history[at] as SimulatedOperation), answered: { at: moments++, value } }
    }
  }

  /** Sends message `k` until it is acked, to one broker after the other; then the next one. */
  const send = (k: number): void => {
    if (k >= total) return
    const body = `m${k}`
    sent.add(body)
    let answered = false
    const again = (next: number): void => {
      if (answered) return
      answered = true
      clock.after(options.paceMs ?? 20, () => send(next))
    }
    const fields = { a: "p", b: TOPIC, c: "TBW102", d: "1", e: QUEUE, f: "0", g: String(clock.now() | 0), h: "0", i: "", j: "0", k: "false", m: "false" }
    clock.after(600, () => {
      target++
      again(k)
    })
    const tell = ask("append")
    clients[target % NODES.length]?.send(RequestCode.SEND_MESSAGE_V2, fields, Buffer.from(body), ({ code, extFields }) => {
      if (code === ResponseCode.SUCCESS) {
        tell(Number(extFields["queueOffset"]))
        acked.add(body)
        again(k + 1)
      } else {
        target++
        again(k)
      }
    })
  }
  clock.after(500, () => send(0))

  /** Asks every node that thinks it leads; there may be two. */
  const readEnds = (): void => {
    members.forEach(({ running }, i) => {
      if (running?.state().raft.role !== "LEADER") return
      const tell = ask("length")
      clients[i]?.send(RequestCode.GET_MAX_OFFSET, { topic: TOPIC, queueId: QUEUE }, undefined, ({ code, extFields }) => {
        if (code === ResponseCode.SUCCESS) tell(Number(extFields["offset"]))
      })
    })
    clock.after(options.readEveryMs ?? 50, readEnds)
  }
  clock.after(510, readEnds)

  const every = options.faultEveryMs ?? 1_200
  const restarts: Member[] = []
  const strike = (): void => {
    const fault = options.faults[Math.floor(random.next() * options.faults.length)]
    const member = members[Math.floor(random.next() * members.length)] as Member
    const back = 100 + random.next() * (every - 200)
    if (fault === undefined || member.running === undefined) return
    struck.push(`${Math.round(clock.now())} ms ${fault} ${member.id}`)
    if (fault === "crash" || fault === "powerLoss") {
      member.running.kill()
      network.drop(member.id)
      member.running = undefined
      if (fault === "crash") member.disk.crash()
      else member.disk.powerLoss(random.next)
      clock.after(back, () => restarts.push(member))
    } else if (fault === "pause") {
      const paused = member.running
      paused.pause()
      clock.after(back, () => paused.resume())
    } else {
      const oneWay = random.next()
      for (const other of NODES)
        if (other !== member.id) {
          if (oneWay < 0.7) cut.add(`${member.id}>${other}`)
          if (oneWay > 0.3) cut.add(`${other}>${member.id}`)
        }
      clock.after(back, () => cut.clear())
    }
  }
  for (let i = 1; i <= 3; i++) clock.after(600 + i * every + random.next() * 200, strike)

  const runUntil = async (until: number): Promise<void> => {
    for (;;) {
      const more = clock.step(until)
      for (let next = restarts.shift(); next !== undefined; next = restarts.shift()) await start(next, false)
      if (!more) return
    }
  }
  await runUntil(600 + 5 * every)
  // Everything is mended by now; a few more seconds let the group settle.
  const deadline = clock.now() + 20_000
  const leader = (): number => members.findIndex(({ running }) => running?.state().raft.role === "LEADER" && running.state().dispatchedIndex >= running.state().raft.noopIndex)
  while ((acked.size < total || leader() < 0) && clock.now() < deadline) await runUntil(clock.now() + 200)
  if (leader() < 0) problem ??= "no leader serves in the end"

  const read: string[] = []
  const pull = (offset: number, done: () => void): void => {
    const fields = { consumerGroup: "g", topic: TOPIC, queueId: QUEUE, queueOffset: String(offset), maxMsgNums: "32", sysFlag: "0", commitOffset: "0", suspendTimeoutMillis: "0", subVersion: "0" }
    clients[leader()]?.send(RequestCode.PULL_MESSAGE, fields, undefined, ({ code, body, extFields }) => {
      if (code !== ResponseCode.SUCCESS || body === undefined) return done()
      for (const message of decodeStoredAll(body)) {
        if (message.queueOffset !== read.length) problem ??= `queue offset ${message.queueOffset} where ${read.length} was due`
        read.push(message.body.toString())
      }
      pull(Number(extFields["nextBeginOffset"]), done)
    })
  }
  let finished = leader() < 0
  pull(0, () => {
    finished = true
  })
  while (!finished && clock.now() < deadline + 10_000) await runUntil(clock.now() + 50)
  const phantom = read.find((body) => !sent.has(body))
  if (phantom !== undefined) problem ??= `${JSON.stringify(phantom)} was read and never sent`
  for (const { running } of members) running?.kill()
  return { seed, journal: hash.digest("hex"), events, acked: acked.size, lost: [...acked].filter((body) => !read.includes(body)), history, leaders: terms.size, struck, problem }
}
