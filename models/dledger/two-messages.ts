/**
 * Cells of the promise table with two messages, for `check --deep`.
 *
 * @module
 */
import type { Bounds } from "./bounds.ts"

export const twoMessages: readonly Bounds[] = [
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
  }
]
