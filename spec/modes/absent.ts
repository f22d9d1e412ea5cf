/**
 * Events that a mode does not know: nothing sends them there, and a stray one changes nothing.
 *
 * @module
 */
import type { BrokerEvent, EventOf } from "../broker/events.ts"
import type { BrokerOutput } from "../broker/outputs.ts"
import { emit, ignore } from "../broker/rule.ts"
import type { Broker } from "../broker/state.ts"
import { type Rule, rulesFor } from "../machine.ts"

type Absent<Tag extends BrokerEvent["_tag"]> = { readonly [T in Tag]: Rule<Broker, EventOf<T>, BrokerOutput, "not in this mode"> }

const rule = rulesFor<Broker, BrokerEvent, BrokerOutput>()

/** A rule for each of these events that takes no notice. One that is a request is answered. */
export const absent = <Tag extends BrokerEvent["_tag"]>(...tags: readonly Tag[]): Absent<Tag> =>
  Object.fromEntries(
    tags.map((tag) => [
      tag,
      rule(
        tag,
        () => "not in this mode",
        (self, event) =>
          "request" in event && !tag.endsWith("Timeout")
            ? emit({ _tag: "Reply", request: event.request, code: "REQUEST_CODE_NOT_SUPPORTED", remark: `${tag} has no meaning in this cluster mode` })(self)
            : ignore(self),
        ["not in this mode"]
      )
    ])
  ) as unknown as Absent<Tag>

/** Raft's. */
export const noRaft = absent(
  "ElectionTimeout",
  "RequestVote",
  "RequestVoteReply",
  "HeartbeatTimeout",
  "AppendEntries",
  "AppendEntriesReply",
  "InstallSnapshot",
  "InstallSnapshotReply",
  "LeadershipTransfer",
  "TimeoutNow",
  "HardStateSaved",
  "Rejoin",
  "RejoinReply"
)

/** Timers of masters and slaves. */
export const noHaTimers = absent("HaReconnectTimeout", "HaHeartbeatTimeout", "HaHousekeepingTimeout", "SlaveTimeout")

/** What happens between a master and its slaves. */
export const noHa = { ...noHaTimers, ...absent("HaConnected", "HaClosed", "ReportSlaveMaxOffset", "TransferData") }

/** A leader's own disk is part of every quorum: there is no wait of its own for it. */
export const noSyncFlush = absent("SyncFlushTimeout")
