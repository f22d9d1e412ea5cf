/**
 * What wakes a member (E4, E6): timers armed and cancelled with an event, for as long as its configuration says.
 *
 * @module
 */
import type { BrokerOutput } from "../../../spec/broker/outputs.ts"
import type { TakenEvent } from "../../../models/world/node.ts"
import { refines, sameBag, serves, works } from "./step.ts"
import { asked, endsLeading, followed, stands, wins } from "./verdicts.ts"

type TimerOutput = Extract<BrokerOutput, { readonly _tag: "ArmTimer" | "CancelTimer" }>

/** Timers of members; those of clients are told of elsewhere. */
const MEMBERS: ReadonlySet<string> = new Set(["ElectionTimeout", "HeartbeatTimeout", "MetadataTimeout", "RegisterTimeout", "FlushTimeout"])

/** It waits anew for a leader, or for the end of what it does without one. */
const awaitsLeader = (taken: TakenEvent): boolean => {
  const { before, event } = taken
  if (event._tag === "Recovered") return true
  if (stands(taken) || asked(taken) === "grants" || followed(taken) !== undefined) return true
  if (endsLeading(taken)) return event._tag !== "DiskFailed"
  if (event._tag === "LeadershipTransfer") return before.raft.role === "LEADER" && before.raft.transferee === null && before.raft.progress[event.to] !== undefined
  return event._tag === "ElectionTimeout" && works(before) && before.raft.role !== "LEADER"
}

/** It serves from this event on. */
export const beginsToServe = ({ before, after }: TakenEvent): boolean => before.raft.role === "LEADER" && !serves(before) && serves(after)

const timersAfter = (taken: TakenEvent): readonly TimerOutput[] => {
  const { before, event } = taken
  const { timing, ackRequires } = before.config
  const arm = (tag: "ElectionTimeout" | "HeartbeatTimeout" | "MetadataTimeout" | "RegisterTimeout" | "FlushTimeout", ms: readonly [number, number]): TimerOutput => ({ _tag: "ArmTimer", event: { _tag: tag }, ms })
  const cancel = (tag: "ElectionTimeout" | "HeartbeatTimeout" | "MetadataTimeout"): TimerOutput => ({ _tag: "CancelTimer", event: { _tag: tag } })
  const found: TimerOutput[] = []
  const twice = stepsDownAndWaits(taken)
  if (awaitsLeader(taken)) found.push(arm("ElectionTimeout", timing.electionTimeoutMs))
  if (twice) found.push(arm("ElectionTimeout", timing.electionTimeoutMs))
  if (wins(taken)) found.push(cancel("ElectionTimeout"), arm("HeartbeatTimeout", timing.heartBeatTimeIntervalMs))
  if (endsLeading(taken)) found.push(cancel("HeartbeatTimeout"), cancel("MetadataTimeout"))
  if (event._tag === "DiskFailed" && !before.diskFailed) found.push(cancel("ElectionTimeout"))
  if (event._tag === "HeartbeatTimeout" && works(before) && before.raft.role === "LEADER") found.push(arm("HeartbeatTimeout", timing.heartBeatTimeIntervalMs))
  if (beginsToServe(taken) || (event._tag === "MetadataTimeout" && serves(before))) found.push(arm("MetadataTimeout", timing.metadataCopyPeriodMs))
  if (event._tag === "RegisterTimeout" || event._tag === "Recovered") found.push(arm("RegisterTimeout", timing.registerNameServerPeriodMs))
  if ((event._tag === "Recovered" && ackRequires === "PAGE_CACHE") || (event._tag === "FlushTimeout" && works(before))) found.push(arm("FlushTimeout", timing.flushIntervalMs))
  return found
}

/** A leader that follows another, or grants a vote, arms the same timer for either reason: once is as good as twice. */
const stepsDownAndWaits = (taken: TakenEvent): boolean =>
  endsLeading(taken) && (followed(taken) !== undefined || asked(taken) === "grants") && taken.outputs.filter((output) => output._tag === "ArmTimer" && output.event._tag === "ElectionTimeout").length > 1

export const refinesTimers = refines(
  "S50 WakesAsConfigured",
  "With each event exactly those timers of a member are armed and cancelled that its role asks for, for as long as its configuration says.",
  "E4, E6 · Raft §5.2, DLedgerConfig",
  (taken) =>
    sameBag(
      taken.outputs.filter((output): output is TimerOutput => (output._tag === "ArmTimer" || output._tag === "CancelTimer") && MEMBERS.has(output.event._tag)),
      timersAfter(taken)
    )
)

