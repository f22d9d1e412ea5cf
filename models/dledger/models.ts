/**
 * The models of a DLedger group: small worlds, each with its bounds. What a model leaves out, another has.
 *
 * @module
 */
import { dledger } from "../../spec/modes/dledger.ts"
import type { GroupOptions } from "../world/group.ts"
import type { BrokerMachine } from "../world/node.ts"

/** A world without its properties: those are chosen in `properties/`. */
export type Bounds = Omit<GroupOptions, "properties" | "machine" | "name"> & {
  /** Without the bounds. */
  readonly topic: string
  /** What may go wrong here takes acked messages: the loss must be found. */
  readonly losesAcked?: boolean
  /** It is asked what comes about in the end. */
  readonly recovers?: boolean
  /** Explored with `check --deep` only. */
  readonly deep?: boolean
  /** What a reader should know it is for. */
  readonly about: string
}

export const bounds: readonly Bounds[] = [
  {
    topic: "elections",
    about: "who becomes leader: votes, three terms, a crash, a message delivered twice",
    nodes: 3,
    terms: 3,
    messages: 0,
    inFlight: 3,
    faults: { crash: 1, duplicate: 1 },
    ghosts: ["leaders", "votes"]
  },
  {
    topic: "elections-power-loss",
    about: "votes on a disk that may lose what is not synced",
    nodes: 3,
    terms: 2,
    messages: 0,
    inFlight: 3,
    lossy: true,
    fine: ["vote"],
    faults: { powerLoss: 1 },
    ghosts: ["leaders", "votes"],
    timers: ["ElectionTimeout"]
  },
  {
    topic: "elections-partition",
    about: "a node cut off, both ways or one way, and back again",
    nodes: 3,
    terms: 2,
    messages: 0,
    inFlight: 2,
    lossy: true,
    faults: { cut: 1 },
    ghosts: ["leaders", "votes"]
  },
  {
    topic: "replication",
    about: "two messages, two terms, a crash, a message delivered twice, any number lost",
    nodes: 3,
    terms: 2,
    messages: 2,
    inFlight: 2,
    lossy: true,
    faults: { crash: 1, duplicate: 1 },
    ghosts: ["commits", "acks"]
  },
  {
    topic: "replication-reordered",
    about: "the same with more under way: late refusals, repeated and overtaken messages",
    deep: true,
    nodes: 3,
    terms: 2,
    messages: 2,
    inFlight: 3,
    faults: { crash: 1, lose: 1, duplicate: 1 },
    ghosts: ["commits", "acks"]
  },
  {
    topic: "replication-power-loss",
    about: "copies that are written before they are on disk, and a power loss",
    nodes: 3,
    terms: 2,
    messages: 1,
    inFlight: 2,
    lossy: true,
    fine: ["log"],
    faults: { powerLoss: 1 },
    ghosts: ["commits", "acks"]
  },
  {
    topic: "replication-disk-error",
    about: "an fsync that fails",
    nodes: 3,
    terms: 2,
    messages: 1,
    inFlight: 2,
    lossy: true,
    fine: ["log"],
    faults: { diskError: 1 },
    ghosts: ["commits", "acks"]
  },
  {
    topic: "terms",
    about: "three terms and few messages under way, one entry at a time: where entries of old terms commit wrongly",
    nodes: 3,
    terms: 3,
    messages: 1,
    inFlight: 2,
    lossy: true,
    faults: {},
    ghosts: ["commits", "acks"],
    config: { maxBatchEntries: 1 }
  },
  {
    topic: "disk-loss",
    about: "a node loses its disk and comes back under its old name",
    nodes: 3,
    terms: 2,
    messages: 1,
    inFlight: 2,
    lossy: true,
    faults: { diskLoss: 1 },
    ghosts: ["leaders", "votes", "commits", "acks"]
  },
  {
    topic: "disk-loss-reordered",
    about: "the same with more under way: acks of the lost disk that arrive late",
    deep: true,
    nodes: 3,
    terms: 2,
    messages: 1,
    inFlight: 3,
    lossy: true,
    faults: { diskLoss: 1 },
    ghosts: ["commits", "acks"]
  },
  {
    topic: "snapshot",
    about: "old entries give way to a snapshot, and a follower that needs them",
    nodes: 3,
    terms: 2,
    messages: 1,
    inFlight: 2,
    lossy: true,
    faults: { duplicate: 1 },
    ghosts: ["commits", "acks"],
    config: { enableSnapshot: true },
    compaction: true
  },
  {
    topic: "follower-reads",
    about: "followers serve reads up to their own commitIndex",
    nodes: 3,
    terms: 2,
    messages: 2,
    inFlight: 2,
    lossy: true,
    faults: {},
    ghosts: ["commits"],
    config: { enableSlaveActingMaster: true }
  },
  {
    topic: "transfer",
    about: "a leader hands over",
    nodes: 3,
    terms: 2,
    messages: 1,
    inFlight: 2,
    lossy: true,
    faults: {},
    ghosts: ["leaders", "commits", "acks"],
    transfer: true
  },
  {
    topic: "quorum-of-four",
    about: "an even group: half is not a majority",
    nodes: 4,
    terms: 1,
    messages: 0,
    inFlight: 4,
    lossy: true,
    faults: {},
    ghosts: ["leaders"]
  },
  {
    topic: "quorum-of-five",
    about: "a larger group, and a vote that comes twice",
    nodes: 5,
    terms: 1,
    messages: 0,
    inFlight: 4,
    lossy: true,
    faults: { duplicate: 1 },
    ghosts: ["leaders"]
  },
  {
    topic: "page-cache",
    about: "acks from page cache, as the released DLedger gives them: one power loss loses an acked message",
    losesAcked: true,
    nodes: 3,
    terms: 2,
    messages: 1,
    inFlight: 2,
    lossy: true,
    fine: ["log"],
    faults: { powerLoss: 1 },
    ghosts: ["commits", "acks"],
    ackRequires: "PAGE_CACHE",
    timers: ["ElectionTimeout", "FlushTimeout"]
  },
  {
    topic: "node-down",
    about: "one of three nodes dies for good: the others go on",
    nodes: 3,
    terms: 2,
    messages: 2,
    inFlight: 2,
    lossy: true,
    faults: { kill: 1 },
    ghosts: ["commits", "acks"]
  },
  {
    topic: "two-of-five-down",
    about: "two of five nodes die for good: the others go on",
    deep: true,
    nodes: 5,
    terms: 2,
    standing: [0, 1],
    messages: 1,
    inFlight: 4,
    lossy: true,
    faults: { kill: 2 },
    ghosts: ["commits", "acks"],
    timers: ["ElectionTimeout"]
  },
  {
    topic: "recovery",
    about: "what comes about in the end, with one of three nodes dead or alive",
    recovers: true,
    nodes: 3,
    terms: 3,
    messages: 1,
    inFlight: 2,
    lossy: true,
    faults: { kill: 1 },
    ghosts: []
  },
  {
    topic: "group-of-one",
    about: "a group of one node is a group",
    recovers: true,
    nodes: 1,
    terms: 2,
    messages: 2,
    inFlight: 1,
    faults: { crash: 1 },
    ghosts: ["commits", "acks"]
  },
  {
    topic: "no-majority",
    about: "two of three nodes die for good",
    recovers: true,
    nodes: 3,
    terms: 2,
    messages: 1,
    inFlight: 2,
    lossy: true,
    faults: { kill: 2 },
    ghosts: ["commits", "acks"]
  },
  {
    topic: "page-cache-crash",
    about: "acks from page cache, which outlives a process",
    nodes: 3,
    terms: 2,
    messages: 1,
    inFlight: 2,
    lossy: true,
    faults: { crash: 1 },
    ghosts: ["commits", "acks"],
    ackRequires: "PAGE_CACHE"
  },
  {
    topic: "page-cache-disk-loss",
    about: "acks from page cache, and a node that loses its disk",
    nodes: 3,
    terms: 2,
    messages: 1,
    inFlight: 2,
    lossy: true,
    faults: { diskLoss: 1 },
    ghosts: ["commits", "acks"],
    ackRequires: "PAGE_CACHE"
  },
  {
    topic: "partition",
    about: "a node cut off while messages are sent: the minority acks nothing",
    nodes: 3,
    terms: 2,
    messages: 1,
    inFlight: 2,
    lossy: true,
    faults: { cut: 1 },
    ghosts: ["commits", "acks"]
  },
  {
    topic: "page-cache-partition",
    about: "the same with acks from page cache",
    nodes: 3,
    terms: 2,
    messages: 1,
    inFlight: 2,
    lossy: true,
    faults: { cut: 1 },
    ghosts: ["commits", "acks"],
    ackRequires: "PAGE_CACHE"
  },
  {
    topic: "partition-disk-loss",
    about: "a node cut off, and one that loses its disk",
    nodes: 3,
    terms: 2,
    messages: 1,
    inFlight: 2,
    lossy: true,
    faults: { cut: 1, diskLoss: 1 },
    ghosts: ["commits", "acks"]
  },
  {
    topic: "power-loss-of-all",
    about: "the whole group loses power at once",
    nodes: 3,
    terms: 2,
    messages: 1,
    inFlight: 2,
    lossy: true,
    fine: ["log"],
    faults: { powerLossOfAll: 1 },
    ghosts: ["commits", "acks"]
  },
  {
    topic: "page-cache-power-loss-of-all",
    about: "the same with acks from page cache",
    losesAcked: true,
    nodes: 3,
    terms: 2,
    messages: 1,
    inFlight: 2,
    lossy: true,
    fine: ["log"],
    faults: { powerLossOfAll: 1 },
    ghosts: ["commits", "acks"],
    ackRequires: "PAGE_CACHE",
    timers: ["ElectionTimeout"]
  },
  {
    topic: "two-disk-losses",
    about: "two of three nodes lose their disks",
    losesAcked: true,
    nodes: 3,
    terms: 2,
    messages: 1,
    inFlight: 2,
    lossy: true,
    faults: { diskLoss: 2 },
    ghosts: ["commits", "acks"],
    timers: ["ElectionTimeout"]
  },
  {
    topic: "rejoin-voter",
    about: "a node that has lost its disk votes at once under its old name",
    losesAcked: true,
    nodes: 3,
    terms: 2,
    messages: 1,
    inFlight: 2,
    lossy: true,
    faults: { diskLoss: 1 },
    ghosts: ["commits", "acks"],
    config: { rejoin: "voter" },
    timers: ["ElectionTimeout"]
  },
  {
    topic: "disk-error-power-loss",
    about: "an fsync that fails, and a power loss",
    nodes: 3,
    terms: 2,
    messages: 1,
    inFlight: 2,
    lossy: true,
    fine: ["log"],
    faults: { diskError: 1, powerLoss: 1 },
    ghosts: ["commits", "acks"]
  },
  {
    topic: "page-cache-partition-disk-loss",
    about: "a node cut off, and one that loses its disk, with acks from page cache",
    nodes: 3,
    terms: 2,
    messages: 1,
    inFlight: 2,
    lossy: true,
    faults: { cut: 1, diskLoss: 1 },
    ghosts: ["commits", "acks"],
    ackRequires: "PAGE_CACHE"
  },
  {
    topic: "page-cache-two-disk-losses",
    about: "two of three nodes lose their disks, with acks from page cache",
    losesAcked: true,
    nodes: 3,
    terms: 2,
    messages: 1,
    inFlight: 2,
    lossy: true,
    faults: { diskLoss: 2 },
    ghosts: ["commits", "acks"],
    ackRequires: "PAGE_CACHE",
    timers: ["ElectionTimeout"]
  },
  {
    topic: "page-cache-disk-error",
    about: "an fsync that fails behind the acks",
    nodes: 3,
    terms: 2,
    messages: 1,
    inFlight: 2,
    lossy: true,
    fine: ["log"],
    faults: { diskError: 1 },
    ghosts: ["commits", "acks"],
    ackRequires: "PAGE_CACHE",
    timers: ["ElectionTimeout", "FlushTimeout"]
  },
  {
    topic: "power-loss-two",
    about: "replication-power-loss with two messages",
    deep: true,
    nodes: 3,
    terms: 2,
    messages: 2,
    inFlight: 2,
    lossy: true,
    fine: ["log"],
    faults: { powerLoss: 1 },
    ghosts: ["commits", "acks"]
  },
  {
    topic: "disk-loss-two",
    about: "disk-loss with two messages",
    deep: true,
    nodes: 3,
    terms: 2,
    messages: 2,
    inFlight: 2,
    lossy: true,
    faults: { diskLoss: 1 },
    ghosts: ["commits", "acks"]
  },
  {
    topic: "partition-two",
    about: "partition with two messages",
    deep: true,
    nodes: 3,
    terms: 2,
    messages: 2,
    inFlight: 2,
    lossy: true,
    faults: { cut: 1 },
    ghosts: ["commits", "acks"]
  },
  {
    topic: "power-loss-of-all-two",
    about: "power-loss-of-all with two messages",
    deep: true,
    nodes: 3,
    terms: 2,
    messages: 2,
    inFlight: 2,
    lossy: true,
    fine: ["log"],
    faults: { powerLossOfAll: 1 },
    ghosts: ["commits", "acks"]
  },
  {
    topic: "disk-error-two",
    about: "replication-disk-error with two messages",
    deep: true,
    nodes: 3,
    terms: 2,
    messages: 2,
    inFlight: 2,
    lossy: true,
    fine: ["log"],
    faults: { diskError: 1 },
    ghosts: ["commits", "acks"]
  },
  {
    topic: "disk-error-power-loss-two",
    about: "disk-error-power-loss with two messages",
    deep: true,
    nodes: 3,
    terms: 2,
    messages: 2,
    inFlight: 2,
    lossy: true,
    fine: ["log"],
    faults: { diskError: 1, powerLoss: 1 },
    ghosts: ["commits", "acks"]
  },
  {
    topic: "partition-disk-loss-two",
    about: "partition-disk-loss with two messages",
    deep: true,
    nodes: 3,
    terms: 2,
    messages: 2,
    inFlight: 2,
    lossy: true,
    faults: { cut: 1, diskLoss: 1 },
    ghosts: ["commits", "acks"]
  },
  {
    topic: "page-cache-crash-two",
    about: "page-cache-crash with two messages",
    deep: true,
    nodes: 3,
    terms: 2,
    messages: 2,
    inFlight: 2,
    lossy: true,
    faults: { crash: 1 },
    ghosts: ["commits", "acks"],
    ackRequires: "PAGE_CACHE"
  },
  {
    topic: "page-cache-disk-loss-two",
    about: "page-cache-disk-loss with two messages",
    deep: true,
    nodes: 3,
    terms: 2,
    messages: 2,
    inFlight: 2,
    lossy: true,
    faults: { diskLoss: 1 },
    ghosts: ["commits", "acks"],
    ackRequires: "PAGE_CACHE"
  },
  {
    topic: "page-cache-partition-two",
    about: "page-cache-partition with two messages",
    deep: true,
    nodes: 3,
    terms: 2,
    messages: 2,
    inFlight: 2,
    lossy: true,
    faults: { cut: 1 },
    ghosts: ["commits", "acks"],
    ackRequires: "PAGE_CACHE"
  },
  {
    topic: "page-cache-partition-disk-loss-two",
    about: "page-cache-partition-disk-loss with two messages",
    deep: true,
    nodes: 3,
    terms: 2,
    messages: 2,
    inFlight: 2,
    lossy: true,
    faults: { cut: 1, diskLoss: 1 },
    ghosts: ["commits", "acks"],
    ackRequires: "PAGE_CACHE"
  },
  {
    topic: "page-cache-disk-error-two",
    about: "page-cache-disk-error with two messages",
    deep: true,
    nodes: 3,
    terms: 2,
    messages: 2,
    inFlight: 2,
    lossy: true,
    fine: ["log"],
    faults: { diskError: 1 },
    ghosts: ["commits", "acks"],
    ackRequires: "PAGE_CACHE",
    timers: ["ElectionTimeout", "FlushTimeout"]
  },
  {
    topic: "combined",
    about: "a crash and a power loss and a message delivered twice, in one world",
    deep: true,
    nodes: 3,
    terms: 2,
    messages: 1,
    inFlight: 2,
    lossy: true,
    fine: ["log"],
    faults: { crash: 1, powerLoss: 1, duplicate: 1 },
    ghosts: ["commits", "acks"]
  }
]

/** Beyond what can be exhausted: larger groups, more of everything. For seeded walks. */
export const wide: readonly Bounds[] = [
  {
    topic: "wide",
    about: "five nodes, twenty messages, many faults",
    nodes: 5,
    terms: 12,
    messages: 20,
    inFlight: 24,
    fine: ["log", "vote"],
    faults: { crash: 4, powerLoss: 4, lose: 12, duplicate: 8, diskError: 1 },
    ghosts: ["leaders", "votes", "commits", "acks"]
  },
  {
    topic: "wide-snapshots",
    about: "three nodes, twelve messages, snapshots, hand-overs, follower reads, a lost disk",
    nodes: 3,
    terms: 12,
    messages: 12,
    inFlight: 12,
    fine: ["log"],
    faults: { crash: 2, powerLoss: 2, lose: 12, duplicate: 6, diskLoss: 1, cut: 2 },
    ghosts: ["leaders", "votes", "commits", "acks"],
    config: { enableSnapshot: true, enableSlaveActingMaster: true },
    compaction: true,
    transfer: true,
    timers: ["ElectionTimeout", "HeartbeatTimeout", "FlushTimeout", "RegisterTimeout", "MetadataTimeout"]
  }
]

/** `dledger/replication-3n-2t-2m-3net-1crash-1lose-1duplicate`. */
export const nameOf = ({ topic, nodes, terms, messages, inFlight, lossy, fine = [], faults }: Bounds): string =>
  [`dledger/${topic}`, `${nodes}n`, `${terms}t`, `${messages}m`, `${inFlight}net`, ...(lossy ? ["lossy"] : []), ...fine.map((what) => `fine${what}`), ...Object.entries(faults).map(([kind, n]) => `${n}${kind}`)].join("-")

export const boundsOf = (topic: string): Bounds => {
  const found = bounds.find((b) => b.topic === topic || `dledger/${b.topic}` === topic)
  if (found === undefined) throw new Error(`no model "${topic}"; there are: ${bounds.map((b) => b.topic).join(", ")}`)
  return found
}

/** The world of these bounds, around this machine. */
export const optionsOf = ({ topic: _topic, about: _about, deep: _deep, losesAcked: _losesAcked, recovers: _recovers, ...rest }: Bounds, machine: BrokerMachine = dledger): Omit<GroupOptions, "properties" | "name"> => ({
  ...rest,
  machine
})
