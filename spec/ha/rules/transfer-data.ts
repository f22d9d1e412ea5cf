import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import { emit, ignore, type Part, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import * as Log from "../../log/log.ts"
import { chain } from "../../machine.ts"
import { dispatchUpTo } from "../../store/dispatch.ts"
import { close, watch } from "../connection.ts"
import { report } from "../transfer.ts"

/**
 * A slave takes a stretch of its master's log, if it begins where its own ends; if not it closes the connection and tries
 * anew, for ever. Positions are compared, contents are not: nothing is ever cut off, so two logs that have parted stay
 * apart (C7). A slave without a log begins where its master says: what was before has expired there.
 *
 * RocketMQ `HAClient.dispatchReadRequest`.
 */
export const transferData = rule("TransferData", (self, event) => verdict(self, event), (self, { connection, entries }, verdict) =>
  match(verdict)
    .with("of an earlier connection", () => ignore(self))
    .with("not at its end", () => close(connection)(self))
    .with("heartbeat", () => chain(self, watch(connection), report))
    .with("begins later", () => chain(self, beginBehind(entries), append(entries), watch(connection), report))
    .with("appends", () => chain(self, append(entries), watch(connection), report))
    .exhaustive()
)

const verdict = ({ ha, log }: Broker, { connection, entries }: EventOf<"TransferData">) => {
  if (ha.connection !== connection) return "of an earlier connection"
  const isBlank = log.lastIndex < 0
  if (!isBlank && entries.prevLogIndex !== log.lastIndex) return "not at its end"
  if (entries.lastIndex === entries.prevLogIndex) return "heartbeat"
  return entries.prevLogIndex > log.lastIndex ? "begins later" : "appends"
}

/** An empty log that begins behind the entry before the first one that comes. */
const beginBehind =
  ({ prevLogIndex: index, prevLogTerm: term }: EventOf<"TransferData">["entries"]): Part =>
  (self) => [{ ...self, log: Log.afterSnapshot(index, term), dispatchedIndex: index, dispatchingIndex: index }, [{ _tag: "ResetLog", index, term, ends: [] }]]

const append =
  (entries: EventOf<"TransferData">["entries"]): Part =>
  (self) =>
    chain(
      { ...self, log: Log.appendSlice(self.log, entries) },
      emit({ _tag: "WriteEntries", first: entries.prevLogIndex + 1, last: entries.lastIndex }),
      (me) => dispatchUpTo(me, me.log.lastIndex),
      flushAsAsked
    )

/** SYNC_FLUSH on a slave asks the disk at once, though no report waits for it unless slaveAck says so. */
const flushAsAsked: Part = (self) =>
  self.config.flushDiskType === "SYNC_FLUSH" && self.config.slaveAck === "PAGE_CACHE" ? emit({ _tag: "Flush" })(self) : [self, []]
