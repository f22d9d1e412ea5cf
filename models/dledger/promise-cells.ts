/**
 * Further models of a DLedger group, for rows of the promise table: acks from page cache, partitions, whole groups, nodes that die.
 *
 * @module
 */
import { type Bounds, oneMessage } from "./bounds.ts"

export const promiseCells: readonly Bounds[] = [
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
    topic: "three-of-five-down",
    about: "three of five nodes die for good: what was acked stays, and nobody acks or serves until a majority is back",
    deep: true,
    recovers: true,
    nodes: 5,
    terms: 2,
    standing: [0, 1],
    messages: 1,
    inFlight: 4,
    lossy: true,
    faults: { kill: 3 },
    ghosts: ["commits", "acks"],
    timers: ["ElectionTimeout"]
  },
  {
    topic: "page-cache-crash",
    about: "acks from page cache, which outlives a process",
    ...oneMessage,
    faults: { crash: 1 },
    ackRequires: "PAGE_CACHE"
  },
  {
    topic: "page-cache-disk-loss",
    about: "acks from page cache, and a node that loses its disk",
    ...oneMessage,
    faults: { diskLoss: 1 },
    ackRequires: "PAGE_CACHE"
  },
  {
    topic: "partition",
    about: "a node cut off while messages are sent: the minority acks nothing",
    ...oneMessage,
    faults: { cut: 1 }
  },
  {
    topic: "page-cache-partition",
    about: "the same with acks from page cache",
    ...oneMessage,
    faults: { cut: 1 },
    ackRequires: "PAGE_CACHE"
  },
  {
    topic: "partition-disk-loss",
    about: "a node cut off, and one that loses its disk",
    ...oneMessage,
    faults: { cut: 1, diskLoss: 1 }
  },
  {
    topic: "power-loss-of-all",
    about: "the whole group loses power at once",
    ...oneMessage,
    fine: ["log"],
    faults: { powerLossOfAll: 1 }
  },
  {
    topic: "page-cache-power-loss-of-all",
    about: "the same with acks from page cache",
    losesAcked: true,
    ...oneMessage,
    fine: ["log"],
    faults: { powerLossOfAll: 1 },
    ackRequires: "PAGE_CACHE",
    timers: ["ElectionTimeout"]
  },
  {
    topic: "two-disk-losses",
    about: "two of three nodes lose their disks",
    losesAcked: true,
    ...oneMessage,
    faults: { diskLoss: 2 },
    timers: ["ElectionTimeout"]
  },
  {
    topic: "rejoin-voter",
    about: "a node that has lost its disk votes at once under its old name",
    losesAcked: true,
    ...oneMessage,
    faults: { diskLoss: 1 },
    config: { rejoin: "voter" },
    timers: ["ElectionTimeout"]
  },
  {
    topic: "disk-error-power-loss",
    about: "an fsync that fails, and a power loss",
    ...oneMessage,
    fine: ["log"],
    faults: { diskError: 1, powerLoss: 1 }
  },
  {
    topic: "page-cache-partition-disk-loss",
    about: "a node cut off, and one that loses its disk, with acks from page cache",
    ...oneMessage,
    faults: { cut: 1, diskLoss: 1 },
    ackRequires: "PAGE_CACHE"
  },
  {
    topic: "page-cache-two-disk-losses",
    about: "two of three nodes lose their disks, with acks from page cache",
    losesAcked: true,
    ...oneMessage,
    faults: { diskLoss: 2 },
    ackRequires: "PAGE_CACHE",
    timers: ["ElectionTimeout"]
  },
  {
    topic: "page-cache-disk-error",
    about: "an fsync that fails behind the acks",
    ...oneMessage,
    fine: ["log"],
    faults: { diskError: 1 },
    ackRequires: "PAGE_CACHE",
    timers: ["ElectionTimeout", "FlushTimeout"]
  }
]
