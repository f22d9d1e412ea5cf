/**
 * The models of a DLedger group that every rule is held to: elections, replication, terms, lost disks, snapshots, reads.
 *
 * @module
 */
import { type Bounds, oneMessage } from "./bounds.ts"

export const core: readonly Bounds[] = [
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
    topic: "elections-busy-disk",
    about: "votes on a disk that still writes the one before",
    nodes: 3,
    terms: 2,
    messages: 0,
    inFlight: 2,
    lossy: true,
    fine: ["vote"],
    busyDisk: true,
    faults: { powerLoss: 1 },
    ghosts: ["leaders", "votes"],
    timers: ["ElectionTimeout"]
  },
  {
    topic: "second-candidacy",
    about: "a candidate of four that stands again: votes of the term before count no more",
    nodes: 4,
    terms: 2,
    standing: [0, 1],
    messages: 0,
    inFlight: 3,
    lossy: true,
    faults: {},
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
    ...oneMessage,
    fine: ["log"],
    faults: { powerLoss: 1 }
  },
  {
    topic: "replication-busy-disk",
    about: "entries written while an fsync is under way wait for the next one",
    ...oneMessage,
    fine: ["log"],
    busyDisk: true,
    faults: { powerLoss: 1 },
    timers: ["ElectionTimeout"]
  },
  {
    topic: "replication-disk-error",
    about: "an fsync that fails",
    ...oneMessage,
    fine: ["log"],
    faults: { diskError: 1 }
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
    ...oneMessage,
    faults: { diskLoss: 1 },
    ghosts: ["leaders", "votes", "commits", "acks"]
  },
  {
    topic: "damage",
    about: "the end of a node's log is not what was written there and on disk: it is not taken for what a power loss tears",
    ...oneMessage,
    standing: [0, 1],
    faults: { damage: 1 },
    timers: ["ElectionTimeout"]
  },
  {
    topic: "damage-crash",
    about: "a damaged log, and a crash before the member is known to lack what was there, or while it catches up",
    ...oneMessage,
    terms: 1,
    standing: [0],
    fine: ["vote"],
    faults: { damage: 1, crash: 1 },
    timers: ["ElectionTimeout"]
  },
  {
    topic: "disk-loss-crash",
    about: "a node loses its disk, and a node restarts while it is caught up",
    ...oneMessage,
    terms: 1,
    standing: [0],
    faults: { diskLoss: 1, crash: 1 },
    timers: ["ElectionTimeout"]
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
    ...oneMessage,
    faults: { duplicate: 1 },
    config: { enableSnapshot: true },
    compaction: true
  },
  {
    topic: "snapshot-slow-disk",
    about: "a leader whose own disk is behind what the others hold: what is committed meanwhile, answered, and replaced by a snapshot",
    ...oneMessage,
    terms: 1,
    standing: [0],
    fine: ["log"],
    faults: {},
    config: { enableSnapshot: true },
    compaction: true,
    timers: ["ElectionTimeout"]
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
    ...oneMessage,
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
    ...oneMessage,
    fine: ["log"],
    faults: { powerLoss: 1 },
    ackRequires: "PAGE_CACHE",
    timers: ["ElectionTimeout", "FlushTimeout"]
  },
  {
    topic: "combined",
    about: "a crash and a power loss and a message delivered twice, in one world",
    deep: true,
    ...oneMessage,
    fine: ["log"],
    faults: { crash: 1, powerLoss: 1, duplicate: 1 }
  }
]
