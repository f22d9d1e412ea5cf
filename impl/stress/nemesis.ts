/**
 * Strikes nodes and mends them, one fault after the other and at times two at once; what it did is noted for the judge.
 *
 * It is also the operator: where the promise table says that a message waits for the slave's promotion, it promotes the slave, and a
 * member whose copy went another way comes back with an empty disk.
 *
 * @module
 */
import type { Mode } from "../../spec/modes/index.ts"
import type { HaWire } from "../broker/broker.ts"
import { isReleased } from "../cluster/modes.ts"
import type { Replication } from "../cluster/node.ts"
import type { Down } from "../testkit/acks.ts"
import type { Fault, Setting } from "../testkit/explained.ts"
import type { End } from "./lives.ts"
import { type Place, sleepAt } from "./place.ts"

export const faultNames = ["kill", "power", "pause", "partition", "clock", "network", "disk", "damage"] as const
export type FaultName = (typeof faultNames)[number]

export interface Schedule {
  readonly faults: readonly FaultName[]
  /** Of a fault, and between mending and the next: milliseconds, from and to. */
  readonly holdMs: readonly [number, number]
  readonly gapMs: readonly [number, number]
  /** A group must serve so soon after everything is mended: milliseconds. */
  readonly patienceMs: number
}

/** What it did, in its order. */
export interface Struck {
  readonly atMs: number
  /** For a reader: `kill broker-a/n0`. */
  readonly what: string
}

export interface Nemesis {
  readonly struck: Struck[]
  /** As the promise table has them. `epoch`: all since the group was last whole have the same number. */
  readonly faults: (Fault & { readonly epoch: number })[]
  /** How each life of a node ended, the first one first. */
  readonly ended: Map<string, End[]>
  /** Strikes until it is told to stop; all is mended then. Rejects if a group does not serve again. */
  readonly run: (isOver: () => boolean) => Promise<void>
}

type Undo = () => Promise<void>

/** What members of a group say all the time. */
const RAFT_KINDS = ["RequestVote", "RequestVoteReply", "AppendEntries", "AppendEntriesReply"] as const
/** The same of members that replicate as released ones. */
const RELEASED_KINDS = ["VoteRequest", "VoteResponse", "HeartBeatRequest", "HeartBeatResponse", "PushCompare", "PushTruncate", "PushAppend", "PushAppendResponse"] as const
const COPYING_KINDS = ["ReportSlaveMaxOffset", "TransferData", "HaConnected", "CopyMetadata"] as const

export const makeNemesis = (place: Place, setting: Setting, { faults: names, holdMs, gapMs, patienceMs }: Schedule, elapsedMs: () => number): Nemesis => {
  const { random, victims } = place
  const sleep = sleepAt(place)
  const struck: Struck[] = []
  const faults: (Fault & { readonly epoch: number })[] = []
  const ended = new Map<string, End[]>()
  let epoch = 0
  const blame = (fault: Fault): void => void faults.push({ ...fault, epoch })
  const end = (node: string, how: Down): void => void ended.set(node, [...(ended.get(node) ?? []), { how, epoch }])
  const { mode, flushDiskType } = setting

  const between = ([from, to]: readonly [number, number]): number => from + random.next() * (to - from)
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random.next() * all.length)] as T
  const chance = (share: number): boolean => random.next() < share
  const note = (what: string): void => void struck.push({ atMs: Math.round(elapsedMs()), what })
  const membersOf = (node: string): readonly string[] => victims.groups.find(({ nodes }) => nodes.includes(node))?.nodes ?? []

  const groupOf = (node: string): string => node.slice(0, node.lastIndexOf("/"))

  const isMaster = async (node: string): Promise<boolean> => (await victims.masterOf(groupOf(node))) === node

  const down = async (node: string, how: Down): Promise<void> => {
    if (!victims.isUp(node)) return
    const at = (await isMaster(node)) ? "master" : "slave"
    blame({ fault: how, node, at })
    note(`${{ crash: "kill", powerLoss: "power loss of", diskLoss: "disk loss of" }[how]} ${node} (${at})`)
    await { crash: victims.kill, powerLoss: victims.powerLoss, diskLoss: victims.wipe }[how](node)
    end(node, how)
  }

  const up = async (node: string): Promise<void> => {
    if (victims.isUp(node)) return
    await victims.restart(node)
    note(`restart of ${node}`)
  }

  /** It comes back with nothing: its copy may have gone another way. What it loses so, it had only from its master. */
  const replace = async (node: string): Promise<void> => {
    if (victims.isUp(node)) await victims.kill(node)
    else ended.get(node)?.pop()
    end(node, "diskLoss")
    await victims.wipe(node)
    note(`${node} is replaced by an empty one`)
    await victims.restart(node)
  }

  const serves = async (): Promise<void> => {
    for (const deadline = elapsedMs() + patienceMs; !(await victims.serves()); ) {
      if (elapsedMs() > deadline) throw new Error(`no service ${patienceMs} ms after all was mended: ${struck.slice(-6).map(({ what }) => what).join("; ")}`)
      await sleep(20)
    }
  }

  /**
   * A slave may be ahead of a master that lost its power, which then does not copy to it: in RocketMQ, too, somebody has to empty it.
   * What it had beyond its master was not acked, or is lost by the promise table. Nothing strikes until that is settled.
   */
  const emptySlavesThatAreAhead = async (group: string): Promise<void> => {
    if (mode === "dledger" || mode === "multi-master") return
    // Time to connect; one that is sent away comes again, and is connected for a moment.
    await sleep(800)
    const first = await victims.serves()
    await sleep(130)
    if (first && (await victims.serves())) return
    const master = await victims.masterOf(group)
    for (const node of victims.groups.find(({ name }) => name === group)?.nodes ?? []) if (node !== master) await replace(node)
  }

  /** A master with ASYNC_FLUSH that lost its power lacks what its slave may have. */
  const comeBack = async (node: string, wasMaster: boolean): Promise<void> => {
    const slaves = membersOf(node).filter((other) => other !== node)
    if (!wasMaster || flushDiskType === "SYNC_FLUSH" || mode !== "sync-double-write" || !slaves.every(victims.isUp)) {
      await up(node)
      if (wasMaster) await emptySlavesThatAreAhead(groupOf(node))
      return
    }
    const [first, ...others] = slaves as [string, ...string[]]
    blame({ fault: "promote", node: first, at: "slave" })
    note(`${first} is promoted`)
    end(first, "crash")
    await victims.promote(first)
    for (const other of [node, ...others]) await replace(other)
  }

  const partition = (node: string): void => {
    const others = membersOf(node).filter((other) => other !== node)
    const away = [...others, ...(others.length === 0 || chance(0.3) ? victims.nameServers : [])]
    blame({ fault: "cut", node, at: "slave" })
    if (chance(0.6)) {
      note(`partition of ${node} from ${away.join(", ")}`)
      victims.partition([[node], away])
      return
    }
    const inward = chance(0.5)
    note(`${node} ${inward ? "hears nothing from" : "is not heard by"} ${away.join(", ")}`)
    for (const other of away) victims.cut(inward ? other : node, inward ? node : other)
  }

  const kinds = mode !== "dledger" ? COPYING_KINDS : setting.replication === "dledger-0.3.1.2" ? RELEASED_KINDS : RAFT_KINDS

  const strikes: { readonly [fault in FaultName]: (node: string) => Promise<Undo> } = {
    kill: async (node) => {
      const all = chance(0.15) ? membersOf(node) : [node]
      for (const each of all) await down(each, "crash")
      return async () => {
        for (const each of all) await up(each)
      }
    },
    power: async (node) => {
      const all = chance(0.2) ? membersOf(node) : [node]
      const wasMaster = await isMaster(node)
      for (const each of all) await down(each, "powerLoss")
      return async () => {
        if (all.length === 1) return comeBack(node, wasMaster)
        for (const each of all) await up(each)
        await emptySlavesThatAreAhead(groupOf(node))
      }
    },
    pause: async (node) => {
      if (!victims.isUp(node)) return async () => {}
      note(`pause of ${node}`)
      victims.pause(node)
      return async () => {
        if (!victims.isUp(node)) return
        victims.resume(node)
        note(`${node} goes on`)
      }
    },
    partition: async (node) => {
      partition(node)
      return async () => {
        victims.heal()
        note("links are whole")
      }
    },
    network: async (node) => {
      const kind = chance(0.5) ? { kind: pick(kinds) } : {}
      const rule = { ...(chance(0.5) ? { from: node } : { to: node }), ...kind, drop: chance(0.5) ? random.next() * 0.5 : 0, delayMs: Math.floor(random.next() * 40), reorder: chance(0.5) ? 0.3 : 0 }
      note(`messages ${"from" in rule ? "from" : "to"} ${node}${"kind" in rule ? ` (${rule.kind})` : ""}: ${Math.round(rule.drop * 100)} % lost, ${rule.delayMs} ms late, ${Math.round(rule.reorder * 100)} % overtaken`)
      blame({ fault: "cut", node, at: "slave" })
      victims.network(rule)
      return async () => {
        victims.heal()
        note("links are whole")
      }
    },
    clock: async (node) => {
      if (!victims.isUp(node)) return async () => {}
      const fault = chance(0.5) ? { skewMs: Math.floor((random.next() - 0.5) * 120_000) } : { advanceMs: Math.floor(random.next() * 3_000) }
      note(`clock of ${node}: ${"skewMs" in fault ? `${fault.skewMs} ms wrong` : `${fault.advanceMs} ms forward`}`)
      victims.clock(node, fault)
      return async () => {
        if (victims.isUp(node)) victims.clock(node, { skewMs: 0 })
      }
    },
    disk: async (node) => {
      if (!victims.isUp(node)) return async () => {}
      if (chance(0.4)) {
        const slowMs = Math.floor(10 + random.next() * 150)
        note(`disk of ${node}: ${slowMs} ms slower`)
        victims.disk(node, { slowMs })
        return async () => {
          if (victims.isUp(node)) victims.disk(node, { slowMs: 0 })
        }
      }
      const nth = 1 + Math.floor(random.next() * 20)
      const fault = chance(0.5) ? { failWrite: nth } : { failFsync: nth }
      blame({ fault: "diskError", node, at: (await isMaster(node)) ? "master" : "slave" })
      note(`disk of ${node}: ${"failWrite" in fault ? "write" : "fsync"} ${nth} from now fails`)
      victims.disk(node, fault)
      return async () => {
        // Its disk works again; what it believes of it does not, until it is started anew.
        await down(node, "crash")
        await up(node)
      }
    },
    damage: async (node) => {
      const how = chance(0.5) ? "corrupt" : "misdirect"
      const livesBefore = ended.get(node)?.length ?? 0
      if (victims.damage === undefined || !victims.isUp(node)) return async () => {}
      // By the table its disk is lost, as far as nobody can say what is left of it.
      blame({ fault: "diskLoss", node, at: (await isMaster(node)) ? "master" : "slave" })
      if (how === "misdirect") note(`damage of ${node}: ${victims.damage(node, how)}`)
      return async () => {
        await down(node, "crash")
        ended.set(node, (ended.get(node) ?? []).map((life, i) => (i < livesBefore ? life : { ...life, how: "damage" as const })))
        if (how === "corrupt") note(`damage of ${node}: ${victims.damage?.(node, how)}`)
        await up(node).catch(async (error: Error) => {
          note(`${node} does not start (${error.message.slice(0, 60)}…), and is replaced by an empty one`)
          end(node, "crash")
          await victims.wipe(node)
          await victims.restart(node)
        })
      }
    }
  }

  const strike = async (): Promise<void> => {
    const group = pick(victims.groups)
    const target = async (): Promise<string> => (chance(0.5) ? await victims.masterOf(group.name) : undefined) ?? pick(group.nodes)
    const first = pick(names)
    const undo = [await strikes[first](await target())]
    // A damaged copy is as much as a group of three bears.
    if (first !== "damage" && chance(0.25)) {
      await sleep(between(holdMs) / 2)
      const second = await target()
      // What a member lacks, another one must have: two at once are the row of a whole group, and that is struck by itself.
      if (mode === "dledger" || group.nodes.length === 1 || group.nodes.every(victims.isUp)) undo.push(await strikes[pick(names.filter((name) => name !== "power" && name !== "damage"))]?.(second) ?? (async () => {}))
    }
    await sleep(between(holdMs))
    for (const mend of undo.toReversed()) await mend()
  }

  return {
    struck,
    faults,
    ended,
    run: async (isOver) => {
      while (!isOver()) {
        await sleep(between(gapMs))
        if (isOver()) break
        await strike()
        await serves()
        epoch++
      }
      await serves()
    }
  }
}

/** How brokers follow each other, as far as it decides what can strike. */
export interface Following {
  readonly haWire?: HaWire
  readonly replication?: Replication
}

/** Why a fault cannot strike there; `undefined`: it can. */
export const refusal = (fault: FaultName, mode: Mode, { haWire, replication }: Following): string | undefined => {
  if (fault === "network" && haWire === "rocketmq" && mode !== "dledger") return "RocketMQ's HA connections carry bytes, of which no message is lost or late by itself: use partition, or leave out haWire=rocketmq"
  if (fault === "damage" && isReleased(mode, replication)) return "entries of released members carry no CRC of their own, so that nobody could tell: leave out replication"
  return undefined
}

/** What `stress` strikes with unless told otherwise: with damage only where it is simulated. */
export const usualFaults = (mode: Mode, following: Following, isSimulated = false): readonly FaultName[] => {
  const usual: readonly FaultName[] = ["kill", "power", "pause", "partition", "clock", "disk", ...(mode === "multi-master" ? [] : ["network" as const])]
  // A slave copies what its master has, damaged or not: there it is a disk that is lost, and no more.
  const all: readonly FaultName[] = isSimulated && (mode === "dledger" || mode === "multi-master") ? [...usual, "damage"] : usual
  return all.filter((fault) => refusal(fault, mode, following) === undefined)
}
