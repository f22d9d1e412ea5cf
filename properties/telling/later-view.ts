/**
 * One broker with messages that come later, told.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import type { Move } from "../../models/engine/model.ts"
import { describeLater, type LaterAction, type LaterHistory, type LaterLocal, type LaterNode } from "../../models/world/later.ts"
import { isMessage } from "../../models/world/disk.ts"
import { QUEUE } from "../../models/world/node.ts"
import { sorted } from "../../spec/sorted.ts"
import { splitQueueKey } from "../../spec/vocabulary.ts"
import type { Field, Snapshot } from "./telling.ts"
import { type ActionKinds, didOf, factOf, fieldIf, minor, minorIf, saidAs, timersText, type View, WORLD } from "./view.ts"

const KINDS: ActionKinds = { send: "client", end: "client", back: "client", recall: "client", fire: "timer", flushed: "disk", powerLoss: "fault" }
const BROKER = "broker"

export const laterView: View = {
  lanes: [{ id: BROKER, kind: "broker" }, { id: WORLD, kind: "world" }],
  laneOf: (slot) => (slot === 0 ? BROKER : WORLD),
  snapshots: (locals) => {
    const [node, history] = locals as readonly LaterLocal[] as readonly [LaterNode, LaterHistory]
    return [brokerSnapshot(node, history), { lane: WORLD, alive: true, headline: "", fields: historyFields(history) }]
  },
  did: (move) => didOf(KINDS, move, describeLater(move as Move<never, LaterAction>)),
  said: () => saidAs(""),
  noted: (before, after) => {
    const [was, is] = [before[1] as LaterHistory, after[1] as LaterHistory]
    const more = (of: "acked" | "due" | "committed" | "recalled"): readonly string[] => is[of].filter((message) => !was[of].includes(message))
    return [
      ...more("acked").map((message) => `SEND_OK for ${message}`),
      ...more("due").map((message) => `the time of ${message} has come`),
      ...more("recalled").map((message) => `the recall of ${message} is answered`),
      ...more("committed").map((message) => `the commit of ${message} is answered`)
    ]
  },
  fact: factOf
}

const brokerSnapshot = ({ broker, entries, durable, flushing, offsets, timers }: LaterNode, { acked }: LaterHistory): Snapshot => ({
  lane: BROKER,
  alive: true,
  headline: broker.diskFailed ? "master, disk failed" : "master",
  fields: [
    ...fieldIf(HashMap.size(broker.halves) > 0, "half messages", () => sorted(broker.halves).map(([offset, { checks, ending }]) => `${offset}${ending ? " is ending" : ""}${checks > 0 ? `, checked ${checks} times` : ""}`).join(", ")),
    ...fieldIf(HashMap.size(broker.timed) > 0, "timer messages", () => sorted(broker.timed).map(([offset, { standing }]) => `${offset} ${standing.toLowerCase()}`).join(", ")),
    ...fieldIf(broker.dispatchedIndex < entries.length - 1, "visible up to", () => (broker.dispatchedIndex < 0 ? "none" : String(broker.dispatchedIndex))),
    ...fieldIf(HashMap.size(broker.offsets) > 0, "offsets", () => sorted(broker.offsets).map(([key, offset]) => `${key} ${offset}`).join(", ")),
    ...fieldIf(offsets.length > 0, "offsets on disk", () => offsets.map(([key, offset]) => `${key} ${offset}`).join(", ")),
    ...minorIf(broker.delaying.length > 0, "delay levels that wait", () => broker.delaying.join(", ")),
    ...minorIf(flushing !== null, "fsync under way up to", () => String(flushing)),
    minor("timers", timersText(timers))
  ],
  log: entries.map(({ queue, message, reconsumeTimes }, index) => ({
    index,
    payload: message,
    durable: index <= durable,
    committed: false,
    visible: index <= broker.dispatchedIndex,
    acked: acked.includes(message),
    ...(isMessage(message) ? {} : { record: true as const }),
    ...(queue === QUEUE ? {} : { queue: `${splitQueueKey(queue)[0]}${reconsumeTimes > 0 ? `(retry ${reconsumeTimes})` : ""}` })
  }))
})

const historyFields = (history: LaterHistory): readonly Field[] => [
  ...(["sent", "acked", "due", "committing", "committed", "rollingBack", "recalling", "recalled", "returned"] as const).flatMap((of) => minorIf(history[of].length > 0, of, () => history[of].join(" "))),
  ...minorIf(history.strikes > 0, "power losses", () => String(history.strikes))
]
