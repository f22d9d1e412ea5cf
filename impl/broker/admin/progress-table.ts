import type { Broker } from "../../../spec/broker/state.ts"
import { SCHEDULE_TOPIC } from "../../../spec/schedule/levels.ts"
import { allOffsets } from "../../../spec/serving/offsets.ts"

/** What groups have consumed. How far delay levels are stands in the same table, and is nobody's progress. */
export const progressTable = (self: Broker): readonly (readonly [group: string, topic: string, queueId: number, offset: number])[] =>
  allOffsets(self).flatMap(([key, offset]) => {
    const [group = "", topic = "", queueId] = key.split("@")
    return topic === SCHEDULE_TOPIC ? [] : [[group, topic, Number(queueId), offset] as const]
  })
