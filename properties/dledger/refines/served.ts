/**
 * Words for what a request is answered.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import type { BrokerOutput, OutputOf } from "../../../spec/broker/outputs.ts"
import type { Broker } from "../../../spec/broker/state.ts"
import type { RequestId, ResponseCode } from "../../../spec/vocabulary.ts"

/** What is answered, and what is kept otherwise than before. */
export interface Served extends Partial<Pick<Broker, "topics" | "topicVersion" | "subscriptionGroups" | "groups" | "producers" | "offsets" | "locks" | "held" | "reading" | "config">> {
  readonly outputs: readonly BrokerOutput[]
}

/** Without its remark. */
export const reply = (request: RequestId, code: ResponseCode): OutputOf<"Reply"> => ({ _tag: "Reply", request, code, remark: "" })

export const success = ({ request }: { readonly request: RequestId }): BrokerOutput => reply(request, "SUCCESS")

/** Nothing changes. */
export const refusal = ({ request }: { readonly request: RequestId }, code: ResponseCode): Served => ({ outputs: [reply(request, code)] })

export const endOf = (broker: Broker, key: string): number => {
  const queue = HashMap.get(broker.queues, key)
  return queue._tag === "Some" ? queue.value.end : 0
}

/** What was before it has been replaced by a snapshot. */
export const beginOf = ({ baseEnds }: Broker, key: string): number => baseEnds.find(([queue]) => queue === key)?.[1] ?? 0

export const offsetIn = (broker: Broker, key: string): number | undefined => {
  const offset = HashMap.get(broker.offsets, key)
  return offset._tag === "Some" ? offset.value : undefined
}

/** In the order of keys. */
export const inOrder = <A>(table: HashMap.HashMap<string, A>): readonly (readonly [string, A])[] => [...HashMap.entries(table)].sort(([a], [b]) => (a < b ? -1 : 1))
